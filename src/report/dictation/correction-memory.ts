import type { Language } from '../../contract/index.ts';
import { type Correction, phraseKeys } from './lexicon.ts';
import { cardinals } from './numbers/index.ts';

/** More words than this are a rewording, not something that was misheard. */
const mostWords = 4;

/** Words that turn a finding round: what is heard for one of them is never replaced by another behind the reader's back. */
const decisive: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(
    'pas sans non aucun aucune ni jamais droit droite gauche droits gauches bilateral bilaterale avec normal normale anormal anormale majoration regression stable'.split(
      ' ',
    ),
  ),
  en: new Set(
    'no not without none never right left bilateral with normal abnormal increased decreased increase decrease stable'.split(
      ' ',
    ),
  ),
};

/**
 * What a reader corrected in dictated text, when it is one run of a few words that may be remembered: no numbers, no
 * negations, no sides. Null otherwise.
 */
export function correctionIn(dictated: string, corrected: string, language: Language): Correction | null {
  const [before, after] = [wordsOf(dictated), wordsOf(corrected)];
  const isSame = (one: string | undefined, other: string | undefined) =>
    one !== undefined && other !== undefined && plain(one) === plain(other);
  let start = 0;
  while (isSame(before[start], after[start])) start += 1;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    isSame(before[before.length - 1 - end], after[after.length - 1 - end])
  ) {
    end += 1;
  }
  const [heard, meant] = [before.slice(start, before.length - end), after.slice(start, after.length - end)].map(
    trimmed,
  );
  if (!heard || !meant || heard.length === 0 || meant.length === 0) return null;
  if (heard.length > mostWords || meant.length > mostWords) return null;
  const correction = { heard: heard.join(' '), meant: meant.join(' ') };
  return isRememberable(correction, language) ? correction : null;
}

/** Whether replacing these words unseen can never turn a finding round or change a number. */
export function isRememberable({ heard, meant }: Correction, language: Language): boolean {
  const keys = [...phraseKeys(heard), ...phraseKeys(meant)];
  const isNumber = (key: string) => /\d/.test(key) || cardinals[language]([key]) !== null;
  const hasWords = phraseKeys(heard).length > 0 && phraseKeys(meant).length > 0;
  // One letter is heard everywhere.
  return (
    hasWords && phraseKeys(heard).join('').length > 2 && !keys.some(key => decisive[language].has(key) || isNumber(key))
  );
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '');
}

function plain(word: string): string {
  return word.replace(/[.,;:!?()«»"]/g, '');
}

function trimmed(words: readonly string[]): string[] {
  return words.map(plain).filter(word => word !== '');
}
