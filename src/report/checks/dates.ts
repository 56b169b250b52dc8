import type { CheckLexicon } from './lexicon/index.ts';

export interface DateMention {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly at: number;
  readonly length: number;
}

const numeric = /\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/g;
const iso = /\b(\d{4})-(\d{2})-(\d{2})\b/g;

/** Whole dates in a folded sentence: day/month/year, ISO, and with the month in words. */
export function datesIn(sentence: string, { months }: CheckLexicon): DateMention[] {
  const names = months.map(name => (name.length > 4 ? `${name}|${name.slice(0, 3)}\\.?` : name)).join('|');
  const dayFirst = new RegExp(`\\b(\\d{1,2})(?:er|st|nd|rd|th)? (?:of )?(${names}) (\\d{4})\\b`, 'g');
  const monthFirst = new RegExp(`\\b(${names}) (\\d{1,2}),? (\\d{4})\\b`, 'g');
  const monthOf = (word: string) => months.findIndex(name => name.startsWith(word.replace('.', ''))) + 1;
  const found: DateMention[] = [];
  const add = (match: RegExpMatchArray, year: number, month: number, day: number) => {
    const date = new Date(Date.UTC(year, month - 1, day));
    if (month < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return;
    found.push({ date: date.toISOString().slice(0, 10), at: match.index ?? 0, length: match[0].length });
  };
  for (const match of sentence.matchAll(numeric)) add(match, Number(match[3]), Number(match[2]), Number(match[1]));
  for (const match of sentence.matchAll(iso)) add(match, Number(match[1]), Number(match[2]), Number(match[3]));
  for (const match of sentence.matchAll(dayFirst)) add(match, Number(match[3]), monthOf(match[2]!), Number(match[1]));
  for (const match of sentence.matchAll(monthFirst)) add(match, Number(match[3]), monthOf(match[1]!), Number(match[2]));
  return found.sort((one, other) => one.at - other.at);
}
