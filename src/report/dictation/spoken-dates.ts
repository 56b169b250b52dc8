import type { Language } from '../../contract/index.ts';
import { dateText } from '../text/index.ts';
import { cardinals, englishDay, englishYearInHalves } from './numbers/index.ts';
import type { SpokenWord, Written } from './spoken-words.ts';

const months: Readonly<Record<Language, readonly string[]>> = {
  fr: 'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'.split(' '),
  en: 'january february march april may june july august september october november december'.split(' '),
};

interface Part {
  readonly value: number;
  readonly length: number;
}

/** A date with its year as the report writes dates; without a year, or impossible, it stays as it was said. */
export function dateAt(words: readonly SpokenWord[], at: number, language: Language): Written | null {
  const keys = words.slice(at, at + 12).map(({ key }) => key);
  return language === 'fr' ? frenchDate(keys) : englishDate(keys);
}

function frenchDate(keys: readonly string[]): Written | null {
  const day = keys[0] === 'premier' || keys[0] === '1er' ? { value: 1, length: 1 } : wholeAt(keys, 'fr');
  if (!day) return null;
  const month = monthAt(keys, day.length, 'fr');
  if (month === null) return null;
  const year = yearAt(keys.slice(day.length + 1), 'fr');
  return year && written(day, month, year, day.length + 1 + year.length, 'fr');
}

function englishDate(keys: readonly string[]): Written | null {
  const dayFirst = englishDay(keys) ?? digitsAt(keys);
  if (dayFirst) {
    const of = keys[dayFirst.length] === 'of' ? 1 : 0;
    const month = monthAt(keys, dayFirst.length + of, 'en');
    const behind = dayFirst.length + of + 1;
    const year = month === null ? null : yearAt(keys.slice(behind), 'en');
    if (month !== null && year) return written(dayFirst, month, year, behind + year.length, 'en');
  }
  const month = monthAt(keys, 0, 'en');
  if (month === null) return null;
  const rest = keys.slice(keys[1] === 'the' ? 2 : 1);
  // `March twelve twenty twenty-six`: the day may be a plain number, since a year stands behind it.
  for (const day of [englishDay(rest), wholeAt(rest, 'en')]) {
    const year = day ? yearAt(rest.slice(day.length), 'en') : null;
    if (day && year) return written(day, month, year, keys.length - rest.length + day.length + year.length, 'en');
  }
  return null;
}

function written(day: Part, month: number, year: Part, length: number, language: Language): Written | null {
  const date = new Date(Date.UTC(year.value, month - 1, day.value));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day.value) return null;
  return { length, text: dateText(date.toISOString().slice(0, 10), language) };
}

function monthAt(keys: readonly string[], at: number, language: Language): number | null {
  const index = months[language].indexOf(keys[at] ?? '');
  return index < 0 ? null : index + 1;
}

function digitsAt(keys: readonly string[]): Part | null {
  return /^\d{1,2}$/.test(keys[0] ?? '') ? { value: Number(keys[0]), length: 1 } : null;
}

function wholeAt(keys: readonly string[], language: Language): Part | null {
  return digitsAt(keys) ?? cardinals[language](keys);
}

function yearAt(keys: readonly string[], language: Language): Part | null {
  const year = /^\d{4}$/.test(keys[0] ?? '')
    ? { value: Number(keys[0]), length: 1 }
    : ((language === 'en' ? englishYearInHalves(keys) : null) ?? cardinals[language](keys));
  return year && year.value >= 1900 && year.value <= 2099 ? year : null;
}
