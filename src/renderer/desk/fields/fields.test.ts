import { getSchema } from '@tiptap/core';
import { EditorState, NodeSelection, TextSelection } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import type { Field, Inline, Macro, ReportContent } from '../../../contract/index.ts';
import { filledParagraphs } from '../../../report/templates/index.ts';
import { contentToEditor } from '../report/content-conversion.ts';
import { reportExtensions } from '../report/report-extensions.ts';
import { fieldFrom } from './field-value.ts';
import { fieldsIn, neighbouringField } from './field-walk.ts';
import { expanded } from './macro-expansion.ts';

const macro: Macro = {
  kind: 'macro',
  id: 'nodule',
  version: 1,
  language: 'fr',
  name: 'Nodule',
  shortcut: 'nod',
  fields: [{ kind: 'number', id: 'size', label: 'taille', unit: 'mm', value: null }],
  text: ['Nodule de {size}.', 'À contrôler.'],
};
const options = {
  macros: () => [macro],
  paragraphs: (each: Macro) => filledParagraphs(each.text, each.fields, 'fr', {} as never),
};
const schema = getSchema(
  reportExtensions({
    section: { language: 'fr', hint: () => '' },
    measurement: { language: 'fr', patientId: 'P1', describe: (_, text) => text, onShow: () => {} },
    field: { language: 'fr', describe: (_, text) => text },
    checks: { onChoose: () => {} },
    macros: options,
  }),
);

const choice = (id: string): Field => ({ kind: 'choice', id, label: id, choices: ['Normal.', 'Autre :'], value: null });

function stateOf(...findings: Inline[]): EditorState {
  const content: ReportContent = {
    language: 'fr',
    title: '',
    sections: (['indication', 'technique', 'comparison', 'findings', 'conclusion'] as const).map(kind => ({
      kind,
      blocks: kind === 'findings' && findings.length > 0 ? [{ type: 'paragraph', content: findings }] : [],
    })),
  };
  return EditorState.create({ doc: schema.nodeFromJSON(contentToEditor(content)) });
}

const textAt = (state: EditorState, word: string) => {
  let found = -1;
  state.doc.descendants((node, at) => {
    if (node.isText && node.text?.includes(word)) found = at + node.text.indexOf(word) + word.length;
  });
  return found;
};

describe('fields', () => {
  it('are walked in the order of the text', () => {
    const state = stateOf(
      { type: 'field', field: choice('a') },
      { type: 'text', text: ' ' },
      { type: 'field', field: choice('b') },
    );
    const [first, second] = fieldsIn(state.doc);
    expect(neighbouringField(state.doc, state.selection, 1)).toBe(first!.at);
    const onFirst = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, first!.at)));
    expect(neighbouringField(onFirst.doc, onFirst.selection, 1)).toBe(second!.at);
    expect(neighbouringField(onFirst.doc, onFirst.selection, -1)).toBe(null);
    const onSecond = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, second!.at)));
    expect([
      neighbouringField(onSecond.doc, onSecond.selection, 1),
      neighbouringField(onSecond.doc, onSecond.selection, -1),
    ]).toEqual([null, first!.at]);
  });

  it.each<[string, unknown]>([
    ['12,40', { field: { value: '12.40' } }],
    ['', { field: { value: null } }],
    ['douze', { fault: 'not-a-number' }],
    ['0,5', { fault: 'too-small' }],
    ['1240', { fault: 'too-large' }],
  ])('take a number as it was typed: %s', (typed, expected) => {
    const size: Field = { kind: 'number', id: 's', label: 's', unit: 'mm', minimum: 1, maximum: 200, value: null };
    expect(fieldFrom(size, typed)).toMatchObject(expected as object);
  });
});

describe('a macro', () => {
  it('takes the place of its shortcut, joins the text before it and waits at its first field', () => {
    const state = stateOf({ type: 'text', text: 'LSD ;nod' });
    const at = textAt(state, ';nod');
    const after = state.apply(expanded(state, at, options)!);
    const findings = after.doc.child(3);
    expect(findings.childCount).toBe(2);
    expect(findings.textBetween(0, findings.content.size, '/', '#')).toBe('LSD Nodule de #./À contrôler.');
    expect(after.selection).toBeInstanceOf(NodeSelection);
  });

  it('is not seen inside a word or without its semicolon', () => {
    for (const text of ['a;nod', 'nod', ';nodu', ';']) {
      const state = stateOf({ type: 'text', text });
      expect(expanded(state, textAt(state, text), options)).toBe(null);
    }
  });

  it('called nrm fills the open pick lists of its own section with the normal', () => {
    const state = stateOf(
      { type: 'field', field: choice('a') },
      { type: 'field', field: { ...choice('b'), value: 'Autre : 3 mm' } as Field },
      { type: 'text', text: ' ;nrm' },
    );
    const caret = state.apply(state.tr.setSelection(TextSelection.create(state.doc, textAt(state, ';nrm'))));
    const after = caret.apply(expanded(caret, caret.selection.from, options)!);
    expect(fieldsIn(after.doc).map(({ field }) => field.value)).toEqual(['Normal.', 'Autre : 3 mm']);
    expect(after.doc.child(3).textContent).toBe(' ');
  });
});
