import type { Language } from '../../contract/index.ts';
import { type SpokenWord, standsAt } from './spoken-words.ts';

/** A mark that was spoken. `opens` hangs on the word behind it, `joins` on both; the others on the word before. */
export interface Mark {
  readonly text: string;
  readonly kind: 'closes' | 'opens' | 'joins' | 'breaks';
}

interface SpokenMark extends Mark {
  readonly words: readonly string[];
  /** False where the words are report text. */
  readonly isMark?: (words: readonly SpokenWord[], at: number, length: number) => boolean;
}

const mark = (
  said: string,
  text: string,
  kind: Mark['kind'] = 'closes',
  isMark?: SpokenMark['isMark'],
): SpokenMark => ({
  words: said.split(' '),
  text,
  kind,
  ...(isMark ? { isMark } : {}),
});

const before = (words: readonly SpokenWord[], at: number) => words[at - 1]?.key ?? '';
const behind = (words: readonly SpokenWord[], at: number, length: number) => words[at + length]?.key ?? '';
const isLast = (words: readonly SpokenWord[], at: number, length: number) => at + length >= words.length;

const periodBefore = new Set(
  'a an the this that of each every same time rest follow-up followup up observation incubation menstrual late early short long latency diastolic systolic postoperative study whole over'.split(
    ' ',
  ),
);
const headings: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set('impression findings conclusion technique comparison indication history recommendation dose'.split(' ')),
  fr: new Set(['conclusion', 'resultats', 'technique', 'comparaison', 'indication', 'dose']),
};
const pointBefore = new Set(
  'au aux un le la ce du de des mise a en sur quelque aucun tout chaque premier deuxieme dernier meme seul'.split(' '),
);
const pointBehind = new Set(
  'de du des mort cle focal critique culminant central zero noir lacrymal cardinal sensible douloureux'.split(' '),
);

/** « Point » is a noun behind an article and before its complement: « au point de », « point d’appel ». */
const isFrenchPoint: SpokenMark['isMark'] = (words, at, length) =>
  words.length === length ||
  (!pointBefore.has(before(words, at)) &&
    !pointBehind.has(behind(words, at, length)) &&
    !behind(words, at, length).startsWith("d'"));

const lineBehind = new Set(
  'mediane blanche articulaire axillaire mammaire bimamelonnaire interhemispherique de des du'.split(' '),
);

/** « À la ligne médiane » is anatomy. */
const isFrenchLine: SpokenMark['isMark'] = (words, at, length) =>
  before(words, at) !== 'rapport' && !lineBehind.has(behind(words, at, length));

const lineBefore = new Set('a the this with of no any old for'.split(' '));

/** `A new line` is a catheter. */
const isEnglishLine: SpokenMark['isMark'] = (words, at) => !lineBefore.has(before(words, at));

/** `Colon` is an organ: a mark only alone, or behind the name of a section. */
const isEnglishColon: SpokenMark['isMark'] = (words, at, length) =>
  words.length === length || headings.en.has(before(words, at));

const isEnglishPeriod: SpokenMark['isMark'] = (words, at, length) =>
  words.length === length || (!periodBefore.has(before(words, at)) && behind(words, at, length) !== 'of');

/** « Deux points » counts too: « deux points de fixation ». */
const areFrenchPoints: SpokenMark['isMark'] = (words, at, length) =>
  words.length === length ||
  headings.fr.has(before(words, at)) ||
  (!pointBehind.has(behind(words, at, length)) &&
    !behind(words, at, length).startsWith("d'") &&
    !isLast(words, at, length));

/** Longest first. */
const marks: Readonly<Record<Language, readonly SpokenMark[]>> = {
  fr: [
    mark('point a la ligne', '.\n', 'breaks'),
    mark("point d'interrogation", '\u00a0?'),
    mark("point d'exclamation", '\u00a0!'),
    mark('ouvrez la parenthese', '(', 'opens'),
    mark('ouvrir la parenthese', '(', 'opens'),
    mark('fermez la parenthese', ')'),
    mark('fermer la parenthese', ')'),
    mark('ouvrez les guillemets', '«\u00a0', 'opens'),
    mark('fermez les guillemets', '\u00a0»'),
    mark('nouveau paragraphe', '\n', 'breaks'),
    mark('nouvelle ligne', '\n', 'breaks', isFrenchLine),
    mark('a la ligne', '\n', 'breaks', isFrenchLine),
    mark('point virgule', '\u00a0;'),
    mark('deux points', '\u00a0:', 'closes', areFrenchPoints),
    mark('barre oblique', '/', 'joins'),
    mark("trait d'union", '-', 'joins'),
    mark('virgule', ','),
    mark('point', '.', 'closes', isFrenchPoint),
  ],
  en: [
    mark('exclamation mark', '!'),
    mark('exclamation point', '!'),
    mark('question mark', '?'),
    mark('open parenthesis', '(', 'opens'),
    mark('close parenthesis', ')'),
    mark('open paren', '(', 'opens'),
    mark('close paren', ')'),
    mark('open quote', '“', 'opens'),
    mark('close quote', '”'),
    mark('new paragraph', '\n', 'breaks'),
    mark('new line', '\n', 'breaks', isEnglishLine),
    mark('full stop', '.'),
    mark('semi colon', ';'),
    mark('semicolon', ';'),
    mark('forward slash', '/', 'joins'),
    mark('hyphen', '-', 'joins'),
    mark('comma', ','),
    mark('period', '.', 'closes', isEnglishPeriod),
    mark('colon', ':', 'closes', isEnglishColon),
  ],
};

/** The mark that is spoken at a place, or null where the words are text. */
export function markAt(
  words: readonly SpokenWord[],
  at: number,
  language: Language,
): { mark: Mark; length: number } | null {
  const found = marks[language].find(
    spoken => standsAt(words, at, spoken.words) && (spoken.isMark?.(words, at, spoken.words.length) ?? true),
  );
  return found ? { mark: { text: found.text, kind: found.kind }, length: found.words.length } : null;
}
