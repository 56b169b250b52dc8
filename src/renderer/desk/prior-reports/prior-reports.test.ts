import { getSchema } from '@tiptap/core';
import type { Plugin } from '@tiptap/pm/state';
import { EditorState } from '@tiptap/pm/state';
import { expect, test } from 'vitest';
import { contentToEditor } from '../report/content-conversion.ts';
import { reportExtensions } from '../report/report-extensions.ts';
import { CopiedUntilReworded } from './copied-until-reworded.ts';
import { copiedInto } from './insert-copied.ts';

const schema = getSchema(
  reportExtensions({
    section: { language: 'fr', hint: () => '' },
    measurement: { language: 'fr', patientId: 'P1', describe: (_, text) => text, onShow: () => {} },
    field: { language: 'fr', describe: (_, text) => text },
    checks: { onChoose: () => {} },
    macros: { macros: () => [], paragraphs: () => [] },
  }),
);
const plugins = CopiedUntilReworded.config.addProseMirrorPlugins?.call({} as never) as Plugin[];

function stateOf(findings: string): EditorState {
  const doc = schema.nodeFromJSON(
    contentToEditor({
      language: 'fr',
      title: '',
      sections: (['indication', 'technique', 'comparison', 'findings', 'conclusion'] as const).map(kind => ({
        kind,
        blocks:
          kind === 'findings' && findings !== ''
            ? [{ type: 'paragraph', content: [{ type: 'text', text: findings }] }]
            : [],
      })),
    }),
  );
  return EditorState.create({ doc, plugins });
}

const marked = (state: EditorState) => {
  const texts: string[] = [];
  state.doc.descendants(node => {
    if (node.isText && node.marks.some(({ type }) => type.name === 'copied')) texts.push(node.text ?? '');
  });
  return texts;
};

test('a copied paragraph goes to its section, marked, in place of an empty one or behind the others', () => {
  const before = stateOf('Foie normal.');
  const once = before.apply(copiedInto(before, 'findings', 'Nodule stable.', '2025-03-12')!);
  const twice = once.apply(copiedInto(once, 'conclusion', 'Stabilité.', '2025-03-12')!);
  expect(twice.doc.child(3).textBetween(0, twice.doc.child(3).content.size, '/')).toBe('Foie normal./Nodule stable.');
  expect(twice.doc.child(4).childCount).toBe(1);
  expect(marked(twice)).toEqual(['Nodule stable.', 'Stabilité.']);
});

test('the mark goes when the copied text is reworded, not when something is written elsewhere', () => {
  const before = stateOf('Foie normal.');
  const copied = before.apply(copiedInto(before, 'findings', 'Nodule stable.', '')!);
  const end = copied.selection.from;
  const behind = copied.apply(copied.tr.insert(end, schema.text(' Suite.')));
  expect(marked(behind)).toEqual(['Nodule stable.']);
  const elsewhere = copied.apply(copied.tr.insertText('X', sectionStart(copied)));
  expect(marked(elsewhere)).toEqual(['Nodule stable.']);
  const reworded = copied.apply(copied.tr.insertText('très ', end - 7));
  expect(marked(reworded)).toEqual([]);
  const shortened = copied.apply(copied.tr.delete(end - 7, end - 1));
  expect(marked(shortened)).toEqual([]);
});

function sectionStart(state: EditorState): number {
  let at = 0;
  state.doc.forEach((section, offset) => {
    if (section.attrs.kind === 'findings') at = offset + 2;
  });
  return at;
}
