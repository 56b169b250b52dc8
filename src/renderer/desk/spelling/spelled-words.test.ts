import { Schema } from '@tiptap/pm/model';
import { expect, test } from 'vitest';
import { spelledWords } from './spelled-words.ts';

const schema = new Schema({
  nodes: { doc: { content: 'paragraph+' }, paragraph: { content: 'text*' }, text: {} },
});

test('words are taken with their place; acronyms, levels, and shortcuts are left alone', () => {
  const text = 'IRM du rachis : hernie L4-L5, pondération T2, d’aspect SUVmax ;nod lobe-droit.';
  const doc = schema.node('doc', null, [schema.node('paragraph', null, [schema.text(text)])]);
  const words = spelledWords(doc);
  expect(words.map(({ word }) => word)).toEqual(['du', 'rachis', 'hernie', 'pondération', 'd’aspect', 'lobe', 'droit']);
  for (const { word, from, to } of words) expect(doc.textBetween(from, to)).toBe(word);
});
