import type { Language } from '../../contract/index.ts';
import { cardinals } from './numbers/index.ts';
import type { SpokenWord, Written } from './spoken-words.ts';

/** Regions of the spine from above with their number of vertebrae; supernumerary ones are named too (L6). */
const regions = [
  { letter: 'C', most: 8 },
  { letter: 'T', most: 13 },
  { letter: 'L', most: 6 },
  { letter: 'S', most: 5 },
] as const;

/** How the letters sound. A word that is French text by itself (« de », « ses ») is none of them. */
const letters: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  fr: new Map([
    ...'cdtls'.split('').map(letter => [letter, letter.toUpperCase()] as const),
    ['elle', 'L'],
    ['el', 'L'],
    ['esse', 'S'],
  ]),
  en: new Map([...'cdtls'.split('').map(letter => [letter, letter.toUpperCase()] as const), ['el', 'L'], ['ell', 'L']]),
};

interface Level {
  readonly letter: string;
  readonly number: number;
  readonly length: number;
}

/** A vertebra, or a disc between two that touch: `L four L five`, `L four five`, « elle cinq S un » as `L5-S1`. */
export function levelAt(words: readonly SpokenWord[], at: number, language: Language): Written | null {
  const upper = vertebraAt(words, at, language);
  if (!upper) return null;
  const lower = isParted(words, at + upper.length - 1) ? null : lowerAt(words, at + upper.length, upper, language);
  const name = ({ letter, number }: Level) => `${letter}${number}`;
  return lower
    ? { length: upper.length + lower.length, text: `${name(upper)}-${name(lower)}` }
    : { length: upper.length, text: name(upper) };
}

function lowerAt(words: readonly SpokenWord[], at: number, upper: Level, language: Language): Level | null {
  const full = vertebraAt(words, at, language);
  if (full) return areNeighbours(upper, full) ? full : null;
  const number = numberIn(words, at, language);
  const short = number && { letter: upper.letter, ...number };
  return short && areNeighbours(upper, short) ? short : null;
}

function vertebraAt(words: readonly SpokenWord[], at: number, language: Language): Level | null {
  const word = words[at];
  if (!word) return null;
  const joined = /^([cdtls])(\d{1,2})$/.exec(word.key);
  const level = joined
    ? { letter: (joined[1] ?? '').toUpperCase(), number: Number(joined[2]), length: 1 }
    : spelled(words, at, language);
  const region = level && regions.find(({ letter }) => letter === regionOf(level.letter));
  return region && level.number >= 1 && level.number <= region.most ? level : null;
}

function spelled(words: readonly SpokenWord[], at: number, language: Language): Level | null {
  const letter = letters[language].get(words[at]?.key ?? '');
  if (letter === undefined || isParted(words, at)) return null;
  const number = numberIn(words, at + 1, language);
  return number && { letter, number: number.number, length: 1 + number.length };
}

function numberIn(words: readonly SpokenWord[], at: number, language: Language) {
  const key = words[at]?.key ?? '';
  if (/^\d{1,2}$/.test(key)) return { number: Number(key), length: 1 };
  const keys = [key, isParted(words, at) ? '' : (words[at + 1]?.key ?? '')];
  const cardinal = cardinals[language](keys);
  return cardinal && cardinal.value <= 13 ? { number: cardinal.value, length: cardinal.length } : null;
}

/** D and T are the same region in two habits. */
function regionOf(letter: string): string {
  return letter === 'D' ? 'T' : letter;
}

/** Whether one vertebra stands right above the other. */
function areNeighbours(upper: Level, lower: Level): boolean {
  const [one, other] = [regionOf(upper.letter), regionOf(lower.letter)];
  if (one === other) return lower.number === upper.number + 1;
  const last: Readonly<Record<string, readonly number[]>> = { C: [7], T: [12, 11, 13], L: [5, 4, 6] };
  const below: Readonly<Record<string, string>> = { C: 'T', T: 'L', L: 'S' };
  return below[one] === other && lower.number === 1 && (last[one] ?? []).includes(upper.number);
}

function isParted(words: readonly SpokenWord[], at: number): boolean {
  return (words[at]?.after ?? '') !== '' || (words[at + 1]?.before ?? '') !== '';
}
