import { getSchema } from '@tiptap/core';
import { history, undo } from '@tiptap/pm/history';
import { EditorState, NodeSelection, TextSelection } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import type { Inline, ReportContent } from '../../../contract/index.ts';
import { contentToEditor } from '../report/content-conversion.ts';
import { reportExtensions } from '../report/report-extensions.ts';
import { anchorOf, DictationMarks, lastWritten, noteDictation } from './dictation-marks.ts';
import { findWords } from './find-words.ts';
import { writeUtterance } from './write-utterance.ts';

const schema = getSchema(
  reportExtensions({
    section: { language: 'en', hint: () => '' },
    measurement: { language: 'en', patientId: 'P1', describe: (_, text) => text, onShow: () => {} },
    field: { language: 'en', describe: (_, text) => text },
    checks: { onChoose: () => {} },
    macros: { macros: () => [], paragraphs: () => [] },
  }),
);
const marks = DictationMarks.config.addProseMirrorPlugins as unknown as () => never[];

function stateOf(...findings: Inline[]): EditorState {
  const content: ReportContent = {
    language: 'en',
    title: '',
    sections: (['indication', 'technique', 'comparison', 'findings', 'conclusion'] as const).map(kind => ({
      kind,
      blocks: kind === 'findings' && findings.length > 0 ? [{ type: 'paragraph', content: findings }] : [],
    })),
  };
  return EditorState.create({
    doc: schema.nodeFromJSON(contentToEditor(content)),
    plugins: [history({ newGroupDelay: 500 }), ...marks()],
  });
}
const text = (value: string): Inline => ({ type: 'text', text: value });
const textOf = ({ doc }: EditorState) => doc.textBetween(0, doc.content.size, '/', '*').replace(/^\/+|\/+$/g, '');
const caret = (state: EditorState, at: number, to = at) =>
  state.apply(state.tr.setSelection(TextSelection.create(state.doc, at, to)));
const placeOf = (state: EditorState, words: string) => findWords(state.doc, words, 0)!;
const end = (state: EditorState) => {
  let at = 0;
  state.doc.descendants((node, position) => {
    if (node.isText) at = position + node.nodeSize;
  });
  return at;
};
const speak = (state: EditorState, utterance: string) =>
  state.apply(noteDictation(state.tr, { kind: 'speaking', utterance }));
const write = (state: EditorState, utterance: string, words: string) =>
  state.apply(writeUtterance(state, utterance, words));

describe('dictated text in the report', () => {
  it('stands where the caret was when the voice began, wherever the caret is now', () => {
    let state = stateOf(text('Clear lungs. Normal heart.'));
    const at = placeOf(state, 'lungs').to + 1;
    state = speak(caret(state, at), 'a');
    state = caret(state, end(state));
    state = state.apply(state.tr.insertText('Old: ', placeOf(state, 'Clear').from));
    state = write(state, 'a', 'no effusion.');
    expect(textOf(state)).toBe('Old: Clear lungs. No effusion. Normal heart.');
  });

  it('of two utterances stands in the order they were spoken, also when the first is understood late', () => {
    let state = stateOf(text('Clear lungs.'));
    state = caret(state, end(state));
    state = speak(speak(state, 'a'), 'b');
    state = write(state, 'a', 'No effusion.');
    state = write(state, 'b', 'Normal heart.');
    expect(textOf(state)).toBe('Clear lungs. No effusion. Normal heart.');
    expect(state.selection.from).toBe(end(state));
  });

  it('takes the place of what was selected', () => {
    let state = stateOf(text('Small nodule in the left lobe.'));
    const { from, to } = placeOf(state, 'left');
    state = write(speak(caret(state, from, to), 'a'), 'a', 'Right');
    expect(textOf(state)).toBe('Small nodule in the right lobe.');
  });

  it('becomes paragraphs where a new line was said, and one undo takes the whole utterance back', () => {
    let state = stateOf(text('Clear lungs.'));
    state = caret(state, end(state));
    state = write(speak(state, 'a'), 'a', 'No effusion.\nNormal heart.');
    expect(textOf(state)).toBe('Clear lungs. No effusion./Normal heart.');
    undo(state, tr => {
      state = state.apply(tr);
    });
    expect(textOf(state)).toBe('Clear lungs.');
  });

  it('goes behind a field that is selected, never over it', () => {
    const size = { kind: 'number', id: 'size', label: 'size', unit: 'mm', value: '6' } as const;
    let state = stateOf(text('Nodule of '), { type: 'field', field: size });
    const at = end(state);
    state = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, at)));
    state = speak(state, 'a');
    expect(anchorOf(state, 'a').isField).toBe(true);
    state = write(state, 'a', 'stable.');
    expect(textOf(state)).toBe('Nodule of * stable.');
  });

  it('a command that moves the caret moves what is said behind it', () => {
    let state = stateOf(text('Clear lungs.'));
    state = speak(caret(state, end(state)), 'later');
    const start = placeOf(state, 'Clear').from;
    state = state.apply(
      noteDictation(state.tr.setSelection(TextSelection.create(state.doc, start)), { kind: 'moved' }),
    );
    expect(textOf(write(state, 'later', 'Normal.'))).toBe('Normal. Clear lungs.');
  });

  it('an interim changes no text and nothing to be undone', () => {
    const before = speak(stateOf(text('Clear lungs.')), 'a');
    const state = before.apply(noteDictation(before.tr, { kind: 'interim', utterance: 'a', text: 'Now evidence' }));
    expect(state.doc).toBe(before.doc);
    const [plugin] = state.plugins.slice(1);
    const shown = plugin!.props.decorations?.call(plugin!, state) as unknown as { find(): unknown[] };
    expect(shown.find()).toHaveLength(1);
    const done = write(state, 'a', 'No evidence.');
    expect(plugin!.props.decorations?.call(plugin!, done)).toBeNull();
  });

  it('what was written last is followed, so that its correction is seen', () => {
    let state = stateOf(text('Clear lungs.'));
    state = write(speak(caret(state, end(state)), 'a'), 'a', 'No plural effusion.');
    const { from, to } = placeOf(state, 'plural');
    state = state.apply(state.tr.insertText('pleural', from, to));
    const last = lastWritten(state)!;
    expect(last.text).toBe(' No plural effusion.');
    expect(state.doc.textBetween(last.from, last.to)).toBe(' No pleural effusion.');
  });
});

describe('words that are said to be selected', () => {
  it('are found without case, accents and punctuation, whole, the next first', () => {
    const state = stateOf(text('Nodule, lobe supérieur. Nodules du lobe. Lobe (supérieur).'));
    const { from, to } = placeOf(state, 'lobe superieur');
    expect(state.doc.textBetween(from, to)).toBe('lobe supérieur');
    const next = findWords(state.doc, 'lobe superieur', to)!;
    expect(state.doc.textBetween(next.from, next.to)).toBe('Lobe (supérieur');
    expect(findWords(state.doc, 'nod', 0)).toBeNull();
    expect(findWords(state.doc, 'rein', 0)).toBeNull();
  });
});
