import { folded } from '../text/index.ts';
import { type SpokenWord, standsAt, type Written } from './spoken-words.ts';

/** What is heard for what is meant: a word or a few, e.g. `plural` for `pleural`. */
export interface Correction {
  readonly heard: string;
  readonly meant: string;
}

/** A reader's corrections, ready to be looked up. */
export type Lexicon = ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly meant: string }[]>;

export const emptyLexicon: Lexicon = new Map();

/** Words of a phrase as they are compared. */
export function phraseKeys(phrase: string): string[] {
  return folded(phrase)
    .split(/\s+/)
    .map(word => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter(word => word !== '');
}

/** The later correction of the same words counts; longer ones come before shorter ones. */
export function lexiconOf(corrections: readonly Correction[]): Lexicon {
  const byPhrase = new Map<string, { words: string[]; meant: string }>();
  for (const { heard, meant } of corrections) {
    const words = phraseKeys(heard);
    if (words.length > 0) byPhrase.set(words.join(' '), { words, meant });
  }
  const lexicon = new Map<string, { words: readonly string[]; meant: string }[]>();
  for (const entry of byPhrase.values()) {
    const first = entry.words[0] ?? '';
    lexicon.set(
      first,
      [...(lexicon.get(first) ?? []), entry].sort((a, b) => b.words.length - a.words.length),
    );
  }
  return lexicon;
}

/** The correction of what stands at a place. Its case is kept; the recogniser's capital at a sentence's start too. */
export function correctionAt(words: readonly SpokenWord[], at: number, lexicon: Lexicon): Written | null {
  const first = words[at];
  const found = lexicon.get(first?.key ?? '')?.find(entry => standsAt(words, at, entry.words));
  if (!first || !found) return null;
  const isCapital = /^\p{Lu}\p{Ll}/u.test(first.text) && /^\p{Ll}/u.test(found.meant);
  const text = isCapital ? found.meant.charAt(0).toUpperCase() + found.meant.slice(1) : found.meant;
  return { length: found.words.length, text };
}
