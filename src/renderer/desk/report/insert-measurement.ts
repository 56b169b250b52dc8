import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import type { Measurement } from '../../../contract/index.ts';
import { sectionRanges } from './structure-lock.ts';

/**
 * Puts a measurement at the caret, or at the end of the findings when the reader has not placed one (an addendum has none:
 * there it is the caret), with a space
 * before it where a word ends there. The focus stays where it is: the reader is looking at the images.
 */
export function insertMeasurement(editor: Editor, measurement: Measurement, atCaret: boolean): void {
  const { state, view, schema } = editor;
  const node = schema.nodes.measurement?.create({ measurement });
  const findings = sectionRanges(state.doc).find(({ kind }) => kind === 'findings');
  if (!node) return;
  const position = atCaret || !findings ? state.selection.to : findings.to - 1;
  const before = state.doc.textBetween(Math.max(0, position - 1), position, '\n', '\ufffc');
  const needsSpace = before !== '' && !/\s|[([]/.test(before);
  const tr = state.tr;
  if (needsSpace) tr.insertText(' ', position);
  const at = needsSpace ? position + 1 : position;
  tr.insert(at, node);
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at + node.nodeSize)).scrollIntoView());
}
