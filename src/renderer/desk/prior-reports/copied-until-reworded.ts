import { Extension } from '@tiptap/core';
import type { MarkType } from '@tiptap/pm/model';
import { Plugin, type Transaction } from '@tiptap/pm/state';

/** Copied text is marked until the reader rewords its paragraph: then it is theirs. */
export const CopiedUntilReworded = Extension.create({
  name: 'copiedUntilReworded',
  addProseMirrorPlugins: () => [
    new Plugin({
      appendTransaction(transactions, _before, state) {
        const { copied } = state.schema.marks;
        if (!copied) return null;
        const tr = state.tr;
        for (const at of transactions.flatMap(each => rewordedAt(each, copied))) {
          const place = state.doc.resolve(Math.min(at, state.doc.content.size));
          if (place.parent.isTextblock) tr.removeMark(place.start(), place.end(), copied);
        }
        return tr.docChanged ? tr : null;
      },
    }),
  ],
});

/** Where a transaction changed the inside of copied text; what only stands beside it stays copied. */
function rewordedAt(tr: Transaction, copied: MarkType): number[] {
  const places: number[] = [];
  tr.steps.forEach((step, index) => {
    const doc = tr.docs[index];
    if (!doc) return;
    const isCopied = (from: number, to: number) =>
      from < to && doc.rangeHasMark(Math.max(0, from), Math.min(doc.content.size, to), copied);
    step.getMap().forEach((from, to, changedFrom) => {
      const isInside = from === to ? isCopied(from - 1, from) && isCopied(from, from + 1) : isCopied(from, to);
      if (isInside) places.push(tr.mapping.slice(index + 1).map(changedFrom));
    });
  });
  return places;
}
