import type { CheckLexicon } from './lexicon.ts';

export const englishLexicon: CheckLexicon = {
  left: /\bleft\b/g,
  right: /\bright\b/g,
  bothSides: /\bbilateral|\bboth\b/,
  namedSides: /\b(?:left|right) (?:heart|ventric\w*|atri\w*|rv|lv)\b|\bto the (?:left|right)\b/,
  sideFollows: false,
  emptyWords: new Set(
    (
      'the and with without for from not has are was were within measuring measures size normal unchanged stable known ' +
      'suspicious likely lesion side new now previously unremarkable clear'
    ).split(' '),
  ),
  negationBefore:
    /\b(?:no (?:evidence of |sign of |signs of )?|not |without |absence of |negative for |free of |nor |rule out |exclude |query |\?)/g,
  negationAfter:
    /^[^,]{0,30}(?:\b(?:is|are|was|were|has been) (?:excluded|absent|ruled out|not (?:seen|present|identified))|\babsent\b|\?)/,
  deniedChange: /^(?:significant )?(?:change|increase|decrease|progression|enlargement|interval)/,
  negationEnd: /[:;]| but | however | although | apart from /,
  listGoesOn: /^ ?(?:or |nor |and )/,
  alternative: / (?:or|nor) /,
  past: /\bhistory of|\bprevious|\bprior\b|\bold\b|\bknown\b|\bchronic\b|\btreated\b|\bestablished\b/,
  maleOrgans: /\bprostat\w*|\bseminal vesicles?|\btest[ei]s\b|\btestic\w*|\bepididym\w*|\bscrot\w*|\bspermatic cord/g,
  femaleOrgans:
    /\buter(?:us|ine)\b|\bendometri\w*|\bmyometri\w*|\bovar(?:y|ies|ian)\b|\bvagina\w*|\bhysterectom\w*|\bpregnan\w*|\bmenopaus\w*|\bfallopian/g,
  statedMale: /\b(?:man|male|gentleman|boy)\b/g,
  statedFemale: /\b(?:woman|female|lady|girl)\b/g,
  contrastGiven:
    /\b(?:after|following|with|post|administration of)[- ][^.,]{0,25}\b(?:contrast|gadolinium)|\b(?:portal venous|arterial|delayed|nephrographic) phase|\bcontrast[- ]enhanced/g,
  contrastNone:
    /\b(?:without|no) (?:intravenous |iv |iodinated |oral )*(?:contrast|gadolinium)|\bnon-?[ -]?contrast|\bun-?enhanced|\bnon-?enhanced/g,
  contrastBoth: /\bbefore and after|\bwithout and with\b|\bpre- and post-?/,
  comparative: /\b(?:compar\w*|since|versus|prior|previous\w*)\b/,
  months: [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ],
  titledName: /(?<![\p{L}])(?:Mr|Mrs|Ms|Miss)\.?\s+(\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)*)/gu,
  physician: /\b(?:dr|doctor|prof|professor)\.? $/,
  critical: [
    { finding: 'pneumothorax', words: /\bpneumothora(?:x|ces)\b/g },
    {
      finding: 'pneumoperitoneum',
      words:
        /\bpneumoperitoneum|\bfree (?:intraperitoneal |abdominal )?(?:gas|air)\b|\b(?:bowel|colonic|gastric) perforation|\bperforated (?:\w+ )?(?:viscus|diverticulitis|appendicitis|ulcer)/g,
    },
    { finding: 'pulmonary-embolism', words: /\bpulmonary embol(?:ism|us|i)\b/g },
    { finding: 'aortic-dissection', words: /\baortic dissection|\bdissection of the aorta/g },
    {
      finding: 'rupture',
      words:
        /\b(?:aneurysm|aortic|splenic) rupture|\bruptured (?:\w+ )?(?:aneurysm|aorta|spleen)|\bactive (?:bleeding|extravasation)/g,
    },
    {
      finding: 'intracranial-haemorrhage',
      words:
        /\b(?:intracranial|intracerebral|subarachnoid|subdural|extradural|epidural|intraventricular) (?:ha?emorrhage|ha?ematoma|bleed)/g,
    },
    { finding: 'herniation', words: /\b(?:subfalcine|transtentorial|uncal|tonsillar|brain) herniation/g },
    {
      finding: 'acute-ischaemia',
      words:
        /\bacute (?:\w+ ){0,3}(?:isch(?:a?)emia|infarct\w*|stroke)|\bmesenteric ischa?emia|\blarge vessel occlusion/g,
    },
    { finding: 'cord-compression', words: /\b(?:spinal )?cord compression|\bcauda equina (?:syndrome|compression)/g },
    { finding: 'torsion', words: /\b(?:testicular|ovarian|adnexal) torsion/g },
    { finding: 'ectopic-pregnancy', words: /\bectopic pregnancy/g },
  ],
};
