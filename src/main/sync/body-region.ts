import type { StudySummary } from '../../contract/index.ts';

/** Regions in which examinations are compared; a study may show several. */
const regions = {
  head: /\b(head|skull|brain|face|facial|orbits?|eyes?|ears?|iac|sinus(es)?|jaw|tmj|teeth|tete|cran\w*|cereb\w*|encephal\w*|rochers?|orbites?|hypophys\w*|pituitary)\b/,
  neck: /\b(neck\w*|cou|cervic\w*|thyroid\w*|larynx|pharynx|carotid\w*|parotid\w*|cspine|ctspine)\b/,
  chest: /\b(\w*chest\w*|thora\w*|lungs?|poumons?|pulmon\w*|mediastin\w*|ribs?|cotes?|sternum|tap|tsa)\b/,
  heart: /\b(heart|coeur|cardia\w*|coro\w*|aort\w*)\b/,
  breast: /\b(breasts?|seins?|mammo\w*|mammary|axilla|aisselle)\b/,
  abdomen:
    /\b(\w*abd\w*|liver|foie|hepat\w*|pancrea\w*|spleen|rate|kidneys?|reins?|renal\w*|adrenal|surrenal\w*|stomach|estomac|colon|colo\w*|entero\w*|bili\w*|tap|gallbladder|uro\w*|bowel)\b/,
  pelvis:
    /\b(\w*pelv\w*|pelvien\w*|bassin|bladder|vessie|prostat\w*|uter\w*|ovar\w*|rectum|scrot\w*|testi\w*|sijoint|sacro\w*|tap|hips?|hanches?|uro\w*)\b/,
  spine:
    /\b(\w*spine|spinal|rachis|rachidien\w*|lombaire|lumbar|dorsal\w*|vertebr\w*|coccyx|sacrum|medulla\w*|moelle)\b/,
  shoulder: /\b(shoulders?|epaules?|clavic\w*|scapul\w*|humer\w*|arm|bras)\b/,
  elbow: /\b(elbows?|coudes?|forearm|avant bras)\b/,
  hand: /\b(hands?|mains?|wrists?|poignets?|fingers?|doigts?|thumbs?|pouces?)\b/,
  thigh: /\b(hips?|hanches?|femur|femor\w*|thighs?|cuisses?)\b/,
  knee: /\b(knees?|genou\w*|patell\w*|rotul\w*)\b/,
  leg: /\b(legs?|jambes?|tibia\w*|fibula\w*|calf|mollets?)\b/,
  foot: /\b(foot|feet|pieds?|ankles?|chevilles?|toes?|orteils?|calcan\w*)\b/,
} as const;
export type BodyRegion = keyof typeof regions | 'whole-body';

const wholeBody = /\b(wholebody|whole body|corps entier|tep|pet|fdg|scintigraphie osseuse|bone scan)\b/;

/** Regions that a study shows, by Body Part Examined (0018,0015) and the words of its description, in French or English. */
export function regionsOf({ bodyPart, description }: Pick<StudySummary, 'bodyPart' | 'description'>): Set<BodyRegion> {
  const text = plainWords(`${bodyPart ?? ''} ${description}`);
  const found = Object.entries(regions).flatMap(([region, words]) => (words.test(text) ? [region as BodyRegion] : []));
  return new Set(wholeBody.test(text) ? [...found, 'whole-body'] : found);
}

/** Whether two studies show the same region; a whole body shows all of them, and nothing is known of none. */
export function sharesRegion(a: ReadonlySet<BodyRegion>, b: ReadonlySet<BodyRegion>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  return a.has('whole-body') || b.has('whole-body') || [...a].some(region => b.has(region));
}

export type Side = 'left' | 'right';

/** The one side that a study is of; null for both, or where nothing says it. */
export function sideOf({ description }: Pick<StudySummary, 'description'>): Side | null {
  const text = plainWords(description);
  if (/\b(bilat\w*|both|deux|2|comparati\w*)\b/.test(text)) return null;
  const left = /\b(left|lt|gauches?|g)\b/.test(text);
  const right = /\b(right|rt|droite?s?|d)\b/.test(text);
  return left === right ? null : left ? 'left' : 'right';
}

/** Lower case without accents, words set apart by single spaces. */
function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'OE')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
