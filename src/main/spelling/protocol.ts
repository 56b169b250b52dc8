import type { Language } from '../../contract/index.ts';

/** Files of a language: Hunspell dictionaries, and lists of further words, one a line. */
export interface DictionaryFiles {
  readonly dictionaries: readonly { readonly aff: string; readonly dic: string }[];
  readonly wordLists: readonly string[];
}

export type SpellingSettings = Readonly<Record<Language, DictionaryFiles>>;

export type SpellingCall = { readonly id: number; readonly language: Language } & (
  | { readonly kind: 'unknown'; readonly words: readonly string[] }
  | { readonly kind: 'suggest'; readonly word: string }
  | { readonly kind: 'learn'; readonly word: string }
);

export interface SpellingAnswer {
  readonly id: number;
  /** Null when the dictionaries could not be used. */
  readonly words: readonly string[] | null;
}
