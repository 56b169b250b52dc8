import type { Language } from '../../contract/index.ts';
import { isJoinedByPoint, keysFrom, numberAt, type SpokenNumber } from './numbers/index.ts';
import { decimalSign, keyBehind, narrowNoBreakSpace, type SpokenWord, type Written } from './spoken-words.ts';
import { countedWords, numberedWords, unitAt } from './units.ts';

/** What joins two numbers of one quantity, as it is spoken and as it is written. */
const joints: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  fr: new Map([
    ['par', ' x '],
    ['sur', ' x '],
    ['fois', ' x '],
    ['x', ' x '],
    ['a', ' à '],
    ['et', ' et '],
  ]),
  en: new Map([
    ['by', ' x '],
    ['times', ' x '],
    ['x', ' x '],
    ['to', ' to '],
    ['and', ' and '],
  ]),
};

const halves: Readonly<Record<Language, readonly string[]>> = { fr: ['et demi', 'et demie'], en: ['and a half'] };

/**
 * The number at a place with its unit, its other dimensions or its range: `six millimeter` as `6 mm`, `deux par trois
 * centimètres` as `2 x 3 cm`. A small number without a unit stays a word: `two nodules`, « un nodule ».
 */
export function quantityAt(words: readonly SpokenWord[], at: number, language: Language): Written | null {
  const measured = measuredAt(words, at, language);
  if (measured) return measured;
  const number = readNumber(words, at, language);
  if (!number) return null;
  const isNumbered = at > 0 && numberedWords[language].has(words[at - 1]?.key ?? '') && words[at - 1]?.after === '';
  const next = keyBehind(words, at + number.length - 1) ?? '';
  const isCounted = countedWords[language].has(next) && words[at]?.key !== 'un' && words[at]?.key !== 'une';
  const isKept = number.isPlainWord && !isNumbered && !(isCounted && words[at]?.key !== 'one');
  return isKept ? null : { length: number.length, text: number.text };
}

/** A chain of numbers that ends in a unit. */
function measuredAt(words: readonly SpokenWord[], at: number, language: Language): Written | null {
  let [text, length] = ['', 0];
  for (;;) {
    const start = at + length;
    const number = numberAt(words, start, language);
    if (!number) return null;
    const half = halfAt(keysFrom(words, start + number.length - 1).slice(1), language);
    const quantity = withUnit(words, start, number, half, language);
    text += quantity.text;
    length += quantity.length;
    const joint = joints[language].get(keyBehind(words, at + length - 1) ?? '');
    const goesOn = joint !== undefined && numberAt(words, at + length + 1, language) !== null;
    if (quantity.hasUnit && !(goesOn && measuredAt(words, at + length + 1, language))) return { text, length };
    if (!goesOn) return null;
    text += joint;
    length += 1;
  }
}

function withUnit(
  words: readonly SpokenWord[],
  at: number,
  number: SpokenNumber,
  half: number,
  language: Language,
): Written & { hasUnit: boolean } {
  const isWhole = /^-?\d+$/.test(number.text);
  const early = half > 0 && isWhole ? half : 0;
  const unit = unitAt(keysFrom(words, at + number.length + early - 1).slice(1), language);
  if (!unit) return { text: number.text, length: number.length, hasUnit: false };
  const behind = number.length + early + unit.length;
  const late = isWhole && early === 0 ? halfAt(keysFrom(words, at + behind - 1).slice(1), language) : 0;
  const digits = early > 0 || late > 0 ? `${number.text}${decimalSign[language]}5` : number.text;
  return { text: `${digits}${gap(unit.unit, language)}${unit.unit}`, length: behind + late, hasUnit: true };
}

function gap(unit: string, language: Language): string {
  return unit === '°' || (unit === '%' && language === 'en') ? '' : narrowNoBreakSpace;
}

function halfAt(keys: readonly string[], language: Language): number {
  const half = halves[language].find(phrase => keys.slice(0, phrase.split(' ').length).join(' ') === phrase);
  return half === undefined ? 0 : half.split(' ').length;
}

/** A number without a unit: a French « point » behind it ends the sentence. */
function readNumber(words: readonly SpokenWord[], at: number, language: Language): SpokenNumber | null {
  const number = numberAt(words, at, language);
  if (language !== 'fr' || !number || !isJoinedByPoint(words, at, number.length)) return number;
  const point = words.findIndex(({ key }, index) => index >= at && key === 'point');
  return numberAt(words.slice(0, point), at, language);
}
