import type { Language } from '../../../contract/index.ts';
import { decimalSign, type SpokenWord } from '../spoken-words.ts';
import type { CardinalReader } from './cardinal.ts';
import { englishCardinal, englishNumberWords } from './english.ts';
import { frenchCardinal, frenchNumberWords } from './french.ts';

/** A number as it was spoken: its digits in the language's writing, and whether it is more than one small word. */
export interface SpokenNumber {
  readonly text: string;
  readonly length: number;
  /** A single word below ten, which may be an article or part of a sentence. */
  readonly isPlainWord: boolean;
}

export const cardinals: Readonly<Record<Language, CardinalReader>> = { fr: frenchCardinal, en: englishCardinal };

const numberWords: Readonly<Record<Language, ReadonlySet<string>>> = { fr: frenchNumberWords, en: englishNumberWords };
export const isNumberWord = (language: Language) => (key: string) => numberWords[language].has(key);

const pointWords: Readonly<Record<Language, readonly string[]>> = { fr: ['virgule', 'point'], en: ['point'] };
const zeros: Readonly<Record<Language, readonly string[]>> = { fr: ['zero'], en: ['zero', 'oh', 'o'] };
const minusWords: Readonly<Record<Language, readonly string[]>> = { fr: ['moins'], en: ['minus'] };

/** Keys from a place on, up to where the recogniser heard a pause. */
export function keysFrom(words: readonly SpokenWord[], at: number): string[] {
  const keys: string[] = [];
  for (let index = at; index < words.length; index++) {
    const word = words[index];
    if (!word || (index > at && word.before !== '')) break;
    keys.push(word.key);
    if (word.after !== '') break;
  }
  return keys;
}

/** The number that stands at a place, in words or digits, with a sign and decimals; null where none does. */
export function numberAt(words: readonly SpokenWord[], at: number, language: Language): SpokenNumber | null {
  const keys = keysFrom(words, at);
  const sign = minusWords[language].includes(keys[0] ?? '') ? 1 : 0;
  const whole = wholeNumber(keys.slice(sign), language);
  if (!whole) return null;
  const minus = sign === 1 ? '-' : '';
  const length = sign + whole.length;
  const fraction = whole.isWhole ? decimals(keys.slice(length), language) : null;
  if (!fraction) return { text: minus + whole.text, length, isPlainWord: sign === 0 && whole.isPlainWord };
  return {
    text: minus + whole.text + decimalSign[language] + fraction.text,
    length: length + fraction.length,
    isPlainWord: false,
  };
}

function wholeNumber(keys: readonly string[], language: Language) {
  const [first = ''] = keys;
  if (/^\d{1,9}$/.test(first)) return { text: first, length: 1, isWhole: true, isPlainWord: false };
  const decimal = /^(\d{1,9})[.,](\d{1,6})$/.exec(first);
  if (decimal && (language === 'fr' || first.includes('.'))) {
    const text = `${decimal[1]}${decimalSign[language]}${decimal[2]}`;
    return { text, length: 1, isWhole: false, isPlainWord: false };
  }
  const cardinal = cardinals[language](keys);
  if (!cardinal) return null;
  const isPlainWord = cardinal.length === 1 && cardinal.value < 10;
  return { text: String(cardinal.value), length: cardinal.length, isWhole: true, isPlainWord };
}

/** `virgule zéro cinq`, `point two five`: digits that were said one by one or as a number. */
function decimals(keys: readonly string[], language: Language): { text: string; length: number } | null {
  const [point = ''] = keys;
  if (!pointWords[language].includes(point)) return null;
  let [text, length] = ['', 1];
  for (;;) {
    const key = keys[length] ?? '';
    if (zeros[language].includes(key)) {
      text += '0';
      length += 1;
    } else if (/^\d{1,6}$/.test(key)) {
      text += key;
      length += 1;
    } else {
      const next = cardinals[language](keys.slice(length));
      if (!next) break;
      text += String(next.value);
      length += next.length;
      // A number of more than one digit is the whole of what is behind the sign.
      if (next.value > 9) break;
      if (language === 'fr') break;
    }
  }
  if (text === '') return null;
  // « segment deux point cinq nodules »: the sign is a full stop unless the fraction's unit follows (see quantities).
  return { text, length };
}

/** Whether a French number was joined by « point », which ends a sentence more often than it parts decimals. */
export function isJoinedByPoint(words: readonly SpokenWord[], at: number, length: number): boolean {
  return words.slice(at, at + length).some(({ key }) => key === 'point');
}
