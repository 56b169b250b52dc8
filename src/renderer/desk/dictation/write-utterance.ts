import { closeHistory } from '@tiptap/pm/history';
import { Fragment, type Node, Slice } from '@tiptap/pm/model';
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import { placedText } from '../../../report/dictation/index.ts';
import { anchorOf, noteDictation } from './dictation-marks.ts';

/**
 * The change that writes dictated text where its utterance began, as one step of undo. Text of several lines becomes
 * paragraphs. The caret follows when it was there.
 */
export function writeUtterance(state: EditorState, utterance: string, dictated: string): Transaction {
  const anchor = anchorOf(state, utterance);
  const tr = closeHistory(state.tr);
  const place = textPlace(state, anchor.from, anchor.to);
  const $from = state.doc.resolve(place.from);
  const before = $from.parent.textBetween(0, $from.parentOffset, '\n', '\ufffc');
  const $to = state.doc.resolve(place.to);
  const behind = $to.parent.textBetween($to.parentOffset, $to.parent.content.size, '\n', '\ufffc');
  const { text, replaces } = placedText(dictated, { before, behind });
  if (text === '' && replaces === 0 && place.from === place.to) {
    return noteDictation(tr, { kind: 'done', utterance, last: null });
  }
  const from = place.from - replaces;
  const wasThere = state.selection.from === place.from && state.selection.to === place.to;
  const lines = text.split('\n');
  if (lines.length === 1) tr.insertText(text, from, place.to);
  else tr.replace(from, place.to, paragraphs(state, lines));
  const end = tr.mapping.map(place.to, 1);
  if (wasThere) tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView();
  return noteDictation(tr, { kind: 'done', utterance, last: { from, to: end, text } });
}

/** Where text can stand: right behind a field or measurement that is selected, else the range itself. */
function textPlace(state: EditorState, from: number, to: number): { from: number; to: number } {
  const node = state.doc.nodeAt(from);
  if (node?.isInline && !node.isText && to === from + node.nodeSize) return { from: to, to };
  const { $from, $to } = TextSelection.between(state.doc.resolve(from), state.doc.resolve(to));
  return { from: $from.pos, to: $from.sameParent($to) ? $to.pos : $from.pos };
}

function paragraphs({ schema }: EditorState, lines: readonly string[]): Slice {
  const nodes = lines.map(line => schema.nodes.paragraph?.create(null, line === '' ? null : schema.text(line)) as Node);
  return new Slice(Fragment.from(nodes), 1, 1);
}
