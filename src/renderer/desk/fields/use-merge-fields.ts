import type { Editor } from '@tiptap/core';
import { useEffect } from 'react';
import type { ReportContext } from '../../../contract/index.ts';
import { fieldsIn } from './field-walk.ts';

/** Fills merge fields that waited for their source (images, dose report) as soon as it is here. */
export function useMergeFields(editor: Editor, context: ReportContext | null): void {
  useEffect(() => {
    if (!context || editor.isDestroyed) return;
    const { state } = editor;
    const tr = state.tr;
    for (const { at, field } of fieldsIn(state.doc).toReversed()) {
      if (field.kind !== 'merge' || field.value !== null) continue;
      const value = context.merge[field.source];
      if (!value) continue;
      const following = state.doc.textBetween(at + 1, Math.min(at + 2, state.doc.content.size), '\n', ' ');
      const text = value.replace(/\n/g, ' ; ');
      tr.replaceWith(at, at + 1, state.schema.text(following === '.' ? text.replace(/\.$/, '') : text));
    }
    if (tr.docChanged) editor.view.dispatch(tr);
  }, [editor, context]);
}
