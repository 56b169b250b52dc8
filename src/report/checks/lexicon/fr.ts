import type { CheckLexicon } from './lexicon.ts';

export const frenchLexicon: CheckLexicon = {
  left: /\bgauches?\b/g,
  right: /\bdroite?s?\b/g,
  bothSides: /\bbilateral|\bdeux\b|\bcomparati/,
  namedSides:
    /\b(?:grands?|muscles?|angle|vers la|a angle|c(?:o|oe)ur|cardiaques?|ventricul\w*|vd) (?:gauches?|droite?s?)\b/,
  sideFollows: true,
  emptyWords: new Set(
    (
      'les des une dans par pour sur avec sans aux est sont pas mesurant mesure taille normal normale normaux sein cote ' +
      'aspect evocateur evocatrice suspect suspecte particularite anomalie stable connu connue inchange inchangee lesion'
    ).split(' '),
  ),
  negationBefore:
    /\b(?:pas (?:d'|de |du |des )|pas (?=visible)|absence (?:d'|de |du |des )|aucune? |sans |ni |non |recherche (?:d'|de |du |des )|a la recherche |eliminer |exclure |suspicion (?:d'|de )|normaux |indemne de )/g,
  negationAfter: /^[^,]{0,40}\b(?:exclue?s?|eliminee?s?|absente?s?|non (?:retrouve|vu|visualise|visible)\w*|\?)/,
  deniedChange: /^(?:changement|modification|augmentation|diminution|majoration|evolution|aggravation|regression)/,
  negationEnd: /[:;]| mais | cependant | toutefois | en revanche /,
  listGoesOn: /^ ?(?:ni |ou |d'|de |du |des |et )/,
  alternative: / (?:ou|ni) /,
  past: /\bantecedent|\bsequell|\bancien|\bopere|\bconnue?\b|\btraite/,
  maleOrgans: /\bprostat\w*|\bvesicules? seminales?|\btesticul\w*|\bepididym\w*|\bscrot\w*|\bcordons? spermatiques?/g,
  femaleOrgans:
    /\buterus\b|\buterine?s?\b|\bendometr\w*|\bmyometr\w*|\bovaires?\b|\bovarien\w*|\bvagin\w*|\bhysterectomi\w*|\bgrossesse|\benceinte\b|\bmenopaus\w*/g,
  statedMale: /\b(?:homme|monsieur|garcon|patient masculin)\b/g,
  statedFemale: /\b(?:femme|madame|fillette|patiente)\b/g,
  contrastGiven:
    /\b(?:apres|avec|temps|phase)\b[^.,]{0,25}\b(?:injection|gadolinium|contraste|portale?|arteriel\w*|iode)|\binjection (?:intraveineuse )?d[e'](?! contraste)|\binjecte[es]?\b/g,
  contrastNone:
    /\b(?:sans|pas d'|absence d'|aucune) ?(?:injection|produit de contraste|contraste|gadolinium|iode)|\bnon injecte\w*/g,
  contrastBoth: /\bsans (?:puis|et|ni? puis) (?:apres|avec)|\bavant (?:puis|et) apres/,
  comparative: /\b(?:compar\w*|par rapport|depuis le|contre|anterieur\w*|precedent\w*)\b/,
  months: [
    'janvier',
    'fevrier',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'aout',
    'septembre',
    'octobre',
    'novembre',
    'decembre',
  ],
  titledName:
    /(?<![\p{L}])(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+(\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)*)/gu,
  physician: /\b(?:dr|docteur|pr|professeur)\.? $/,
  critical: [
    { finding: 'pneumothorax', words: /\bpneumothorax\b/g },
    { finding: 'pneumoperitoneum', words: /\bpneumoperitoine|\bperforation (?:digestive|colique|d'organe)/g },
    { finding: 'pulmonary-embolism', words: /\bembolies? pulmonaires?/g },
    { finding: 'aortic-dissection', words: /\bdissections? (?:aortique|de l'aorte)/g },
    {
      finding: 'rupture',
      words: /\bruptures? (?:aortique|d'anevrisme|de l'anevrisme|splenique|de rate)|\bsaignement actif/g,
    },
    {
      finding: 'intracranial-haemorrhage',
      words:
        /\bhemorragies? (?:intra\w*|cerebr\w*|meninge\w*|sous-arachnoidienne)|\bhematomes? (?:sous-dur\w*|extra-?dur\w*|epidur\w*|intra-?cerebr\w*|intra-?parenchymateux)/g,
    },
    { finding: 'herniation', words: /\bengagement\b/g },
    {
      finding: 'acute-ischaemia',
      words: /\bischemie (?:aigue|mesenterique)|\bavc (?:ischemique )?(?:aigu|recent)|\binfarctus mesenterique/g,
    },
    { finding: 'cord-compression', words: /\bcompression (?:medullaire|de la moelle)|\bqueue de cheval comprimee/g },
    {
      finding: 'torsion',
      words: /\btorsion (?:testiculaire|du testicule|annexielle|ovarienne|de l'ovaire|du cordon)/g,
    },
    { finding: 'ectopic-pregnancy', words: /\bgrossesse extra-?uterine/g },
  ],
};
