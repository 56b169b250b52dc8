import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import type { SectionKind } from '../../../contract/index.ts';
import { sectionRanges } from '../report/structure-lock.ts';

/** Puts a paragraph of an earlier report at the end of its section (the findings where it has none), marked as copied. */
export function insertCopied(editor: Editor, kind: SectionKind | null, text: string, from: string): void {
  const { state, view } = editor;
  const tr = copiedInto(state, kind, text, from);
  if (tr) view.dispatch(tr.scrollIntoView());
  view.focus();
}

export function copiedInto(
  state: EditorState,
  kind: SectionKind | null,
  text: string,
  from: string,
): Transaction | null {
  const { paragraph } = state.schema.nodes;
  const copied = state.schema.marks.copied?.create({ from });
  const ranges = sectionRanges(state.doc);
  const range = ranges.find(section => section.kind === kind) ?? ranges.find(section => section.kind === 'findings');
  if (!paragraph || !copied || !range || text.trim() === '') return null;
  const node = paragraph.create(null, state.schema.text(text, [copied]));
  const last = lastParagraph(state.doc, range.to);
  const isEmpty = last !== null && last.node.content.size === 0;
  const at = isEmpty ? last.from : range.to;
  const tr = isEmpty ? state.tr.replaceWith(at, at + last.node.nodeSize, node) : state.tr.insert(at, node);
  return tr.setSelection(TextSelection.create(tr.doc, at + node.nodeSize - 1));
}

function lastParagraph(doc: Node, end: number): { node: Node; from: number } | null {
  const node = doc.resolve(end).nodeBefore;
  return node ? { node, from: end - node.nodeSize } : null;
}
