import { getSchema } from '@tiptap/core';
import { EditorState, Plugin, TextSelection } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import type { ReportContent } from '../../../contract/index.ts';
import { cleanText, withoutSections } from './clean-paste.ts';
import { contentToEditor } from './content-conversion.ts';
import { reportExtensions } from './report-extensions.ts';
import { deleteAcrossSections, hasReportStructure, sectionRanges } from './structure-lock.ts';

const schema = getSchema(
  reportExtensions({
    section: { language: 'fr', hint: () => '' },
    measurement: { language: 'fr', patientId: 'P1', describe: (_, text) => text, onShow: () => {} },
    field: { language: 'fr', describe: (_, text) => text },
    checks: { onChoose: () => {} },
    macros: { macros: () => [], paragraphs: () => [] },
  }),
);

const section = (kind: ReportContent['sections'][number]['kind'], ...texts: string[]) => ({
  kind,
  blocks: texts.map(text => ({ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] })),
});

function stateOf(): EditorState {
  const content: ReportContent = {
    language: 'fr',
    title: 'TDM',
    sections: [
      section('indication', 'Toux.'),
      section('technique', 'Sans injection.'),
      section('comparison'),
      section('findings', 'Nodule.', 'Plèvre libre.'),
      section('conclusion', 'Stable.'),
    ],
  };
  const doc = schema.nodeFromJSON(contentToEditor(content));
  doc.check();
  const lock = new Plugin({ filterTransaction: tr => !tr.docChanged || hasReportStructure(tr.doc) });
  return EditorState.create({ doc, plugins: [lock] });
}

const textOf = (state: EditorState) => {
  const texts: string[] = [];
  state.doc.forEach(node => {
    texts.push(`${node.attrs.kind}: ${node.textBetween(0, node.content.size, '/')}`);
  });
  return texts;
};

describe('the structure of a report', () => {
  it('refuses to lose, repeat or reorder a section', () => {
    const state = stateOf();
    const first = state.doc.child(0);
    const removed = state.apply(state.tr.delete(0, first.nodeSize));
    expect(hasReportStructure(removed.doc)).toBe(true);
    const swapped = state.tr.setNodeAttribute(0, 'kind', 'conclusion');
    expect(state.apply(swapped).doc.eq(state.doc)).toBe(true);
  });

  it('knows where every section begins and ends', () => {
    const state = stateOf();
    const ranges = sectionRanges(state.doc);
    expect(ranges.map(({ kind }) => kind)).toEqual(['indication', 'technique', 'comparison', 'findings', 'conclusion']);
    const findings = ranges[3]!;
    expect(state.doc.textBetween(findings.from, findings.to, '/')).toBe('Nodule./Plèvre libre.');
  });

  it('empties the selected parts of several sections and keeps the sections', () => {
    const state = stateOf();
    const [indication, , , findings] = sectionRanges(state.doc);
    const from = indication!.from + 1 + 'To'.length;
    const to = findings!.from + 1 + 'Nod'.length;
    const selected = state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
    const tr = deleteAcrossSections(selected);
    expect(textOf(selected.apply(tr!))).toEqual([
      'indication: To',
      'technique: ',
      'comparison: ',
      'findings: ule./Plèvre libre.',
      'conclusion: Stable.',
    ]);
  });

  it('leaves a selection inside one section to the editor', () => {
    const state = stateOf();
    const { from } = sectionRanges(state.doc)[3]!;
    const inside = state.apply(state.tr.setSelection(TextSelection.create(state.doc, from + 1, from + 4)));
    expect(deleteAcrossSections(inside)).toBe(null);
  });
});

describe('pasted text', () => {
  it('loses control and invisible characters and keeps its lines', () => {
    expect(cleanText('a\r\nb\rc\u2028d\te\u0007\u200b\ufeff\u00ad')).toBe('a\nb\nc\nd e');
    expect(cleanText('a\n\n\n\nb')).toBe('a\n\nb');
    expect(cleanText('e\u0301')).toBe('é');
  });

  it('brings paragraphs from several sections, not the sections', () => {
    const state = stateOf();
    const [indication, technique] = sectionRanges(state.doc);
    const slice = withoutSections(state.doc.slice(indication!.from + 2, technique!.to - 1));
    expect(slice.content.childCount).toBe(2);
    slice.content.forEach(node => {
      expect(node.type.name).toBe('paragraph');
    });
    expect([slice.openStart, slice.openEnd]).toEqual([1, 1]);
  });
});
