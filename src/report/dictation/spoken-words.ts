import type { Language } from '../../contract/index.ts';
import { folded } from '../text/index.ts';

/** A word as it was recognised, and what a rule compares. */
export interface SpokenWord {
  readonly text: string;
  /** Lower case, without accents. */
  readonly key: string;
  /** Punctuation that the recogniser guessed before and behind the word. */
  readonly before: string;
  readonly after: string;
}

/** Words that a rule took together, and what is written for them. */
export interface Written {
  readonly length: number;
  readonly text: string;
}

const parts = /^([("«[]*)(.*?)([)"»\].,;:!?…]*)$/s;

/** Takes recognised text apart. Hyphens part words only between spoken numbers (`vingt-deux`). */
export function spokenWords(recognised: string, isNumberWord: (key: string) => boolean): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (const token of recognised.normalize('NFC').split(/\s+/)) {
    const [, before = '', text = '', after = ''] = parts.exec(token) ?? [];
    if (text === '') {
      const last = words.pop();
      if (last) words.push({ ...last, after: last.after + before + after });
      continue;
    }
    const pieces = text.split(/[-‐‑]/);
    const areNumbers = pieces.length > 1 && pieces.every(piece => isNumberWord(folded(piece)));
    (areNumbers ? pieces : [text]).forEach((piece, index, all) => {
      words.push({
        text: piece,
        key: folded(piece),
        before: index === 0 ? before : '',
        after: index === all.length - 1 ? after : '',
      });
    });
  }
  return words;
}

/** Whether these words follow each other from a place on. The recogniser's own punctuation between them is overlooked. */
export function standsAt(words: readonly SpokenWord[], at: number, phrase: readonly string[]): boolean {
  return phrase.every((key, index) => words[at + index]?.key === key);
}

/** The key behind a word when the recogniser heard no pause between the two. */
export function keyBehind(words: readonly SpokenWord[], at: number): string | null {
  const [word, next] = [words[at], words[at + 1]];
  return word && next && word.after === '' && next.before === '' ? next.key : null;
}

/** Decimal sign of a language. */
export const decimalSign: Readonly<Record<Language, string>> = { fr: ',', en: '.' };

/** A value never parts from its unit. */
export const narrowNoBreakSpace = '\u202f';
