import type { Node } from '@tiptap/pm/model';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import type { Field } from '../../../contract/index.ts';

export interface PlacedField {
  readonly at: number;
  readonly field: Field;
}

/** All fields of a report in their order. */
export function fieldsIn(doc: Node, from = 0, to = doc.content.size): PlacedField[] {
  const fields: PlacedField[] = [];
  doc.nodesBetween(from, to, (node, at) => {
    if (node.type.name === 'field' && node.attrs.field !== null) fields.push({ at, field: node.attrs.field });
  });
  return fields;
}

/** Where the next (or former) field is, seen from a range; null behind the last one. */
export function neighbouringField(doc: Node, range: { from: number; to: number }, step: 1 | -1): number | null {
  const places = fieldsIn(doc).map(({ at }) => at);
  const found = step > 0 ? places.find(at => at >= range.to) : places.findLast(at => at < range.from);
  return found ?? null;
}

/** Gives a field its value. */
export function setField(tr: Transaction, at: number, field: Field): Transaction {
  return tr.setNodeMarkup(at, undefined, { field });
}

/** Fills the open pick lists between two positions with their first choice, which templates keep for the normal. */
export function fillNormal(state: EditorState, from: number, to: number): Transaction | null {
  const open = fieldsIn(state.doc, from, to).filter(({ field }) => field.kind === 'choice' && field.value === null);
  if (open.length === 0) return null;
  const tr = state.tr;
  for (const { at, field } of open) {
    if (field.kind === 'choice') setField(tr, at, { ...field, value: field.choices[0] ?? null });
  }
  return tr;
}
