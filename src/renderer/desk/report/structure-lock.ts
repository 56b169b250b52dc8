import { Extension } from '@tiptap/core';
import { closeHistory } from '@tiptap/pm/history';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, Plugin, TextSelection, type Transaction } from '@tiptap/pm/state';
import { constantSectionKinds, sectionKinds } from '../../../contract/index.ts';

/** True when a document has a report's sections in their order: anything else never becomes the report. */
export function hasReportStructure(doc: Node): boolean {
  if (doc.childCount < constantSectionKinds.length) return false;
  return doc.children.every((section, index) => section.attrs.kind === sectionKinds[index]);
}

/** Start and end positions of the text inside each section. */
export function sectionRanges(doc: Node): { kind: string; from: number; to: number }[] {
  const ranges: { kind: string; from: number; to: number }[] = [];
  doc.forEach((section, offset) => {
    ranges.push({ kind: String(section.attrs.kind), from: offset + 1, to: offset + section.nodeSize - 1 });
  });
  return ranges;
}

/** Empties the selected part of every section it reaches, leaving the sections; null when it stays inside one. */
export function deleteAcrossSections(state: EditorState): Transaction | null {
  const { from, to } = state.selection;
  const reached = sectionRanges(state.doc).filter(section => section.from < to && section.to > from);
  if (reached.length < 2) return null;
  const tr = closeHistory(state.tr);
  for (const section of reached.toReversed()) {
    const start = Math.max(section.from + 1, from);
    const end = Math.min(section.to - 1, to);
    if (end > start) tr.delete(start, end);
  }
  return tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size))));
}

/** Refuses every change that would break the structure, and lets a selection over several sections be deleted and typed over. */
export const StructureLock = Extension.create({
  name: 'structureLock',
  addKeyboardShortcuts() {
    const clear = () => {
      const tr = deleteAcrossSections(this.editor.state);
      if (tr) this.editor.view.dispatch(tr);
      return tr !== null;
    };
    return {
      Backspace: clear,
      Delete: clear,
      'Mod-a': () => {
        const { doc, selection } = this.editor.state;
        const section = sectionRanges(doc).find(({ from, to }) => from <= selection.from && selection.to <= to);
        if (!section) return false;
        const isWhole = selection.from <= section.from + 1 && selection.to >= section.to - 1;
        if (isWhole) return false;
        return this.editor.commands.setTextSelection({ from: section.from + 1, to: section.to - 1 });
      },
    };
  },
  addProseMirrorPlugins: () => [
    new Plugin({
      filterTransaction: (tr, state) =>
        !tr.docChanged || (hasReportStructure(tr.doc) && tr.doc.childCount === state.doc.childCount),
      props: {
        handleTextInput(view, _from, _to, text) {
          const tr = deleteAcrossSections(view.state);
          if (!tr) return false;
          view.dispatch(tr.insertText(text, tr.selection.from));
          return true;
        },
      },
    }),
  ],
});
