import { nameKey } from './header-attributes.ts';

/**
 * Full-text queries (FTS5). Words are runs of letters and digits, as the tokenizer `unicode61` cuts them; quoting them
 * leaves nothing in what was typed that FTS5 could take for an operator.
 */
const wordPattern = /[\p{L}\p{N}\p{Co}]+/gu;
const runPattern = /[\p{L}\p{N}\p{Co}*?]+/gu;

/** One Latin letter or digit begins so many words that it says next to nothing; a single ideograph can be a name. */
const isTooShort = (begin: string) => /^[A-Z0-9]$/.test(begin);

/**
 * Finds studies in which every word of the text begins a word, whatever attribute it stands in; null without words of two
 * letters.
 */
export function queryOfText(text: string): string | null {
  const words = (nameKey(text).match(wordPattern) ?? []).filter(word => !isTooShort(word));
  return joined(words.map(word => `"${word}" *`));
}

/**
 * Finds at least all studies whose attribute can match a DICOM pattern with `*` and `?`; null when it says nothing about
 * the begin of any word. The pattern itself must still be compared.
 */
export function queryOfPattern(column: 'name' | 'patient_id' | 'accession', pattern: string): string | null {
  const words = (nameKey(pattern).match(runPattern) ?? []).flatMap(run => {
    const end = run.search(/[*?]/);
    if (end === 0 || (end > 0 && isTooShort(run.slice(0, end)))) return [];
    return [end < 0 ? `${column} : "${run}"` : `${column} : "${run.slice(0, end)}" *`];
  });
  return joined(words);
}

function joined(terms: readonly string[]): string | null {
  return terms.length === 0 ? null : terms.join(' AND ');
}
