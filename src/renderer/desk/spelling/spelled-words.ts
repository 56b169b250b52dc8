import type { Node } from '@tiptap/pm/model';

/** A word of the report, with its place in the editor's document. */
export interface PlacedWord {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

const words = /\p{L}+(?:['’]\p{L}+)*/gu;
/** Acronyms (IRM, SUVmax) and words with digits beside them (L4, T2) are none of a dictionary's. */
const acronym = /^\p{Lu}{2,}|\p{Ll}\p{Lu}/u;

/** The words of a document that a dictionary can know. */
export function spelledWords(doc: Node): PlacedWord[] {
  const found: PlacedWord[] = [];
  doc.descendants((node, at) => {
    if (!node.isText) return;
    const text = node.text ?? '';
    for (const { 0: word, index } of text.matchAll(words)) {
      const beside = text.charAt(index - 1) + text.charAt(index + word.length);
      if (word.length < 2 || word.length > 64 || acronym.test(word) || /[\d;{]/.test(beside)) continue;
      found.push({ word, from: at + index, to: at + index + word.length });
    }
  });
  return found;
}
