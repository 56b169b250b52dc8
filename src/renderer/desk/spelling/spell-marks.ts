import { Extension } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { PlacedWord } from './spelled-words.ts';

const key = new PluginKey<DecorationSet>('spellMarks');

/** Underlines words that no dictionary knows. They follow the text until it is looked at again. */
export const SpellMarks = Extension.create({
  name: 'spellMarks',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply(tr, value) {
          const unknown: readonly PlacedWord[] | undefined = tr.getMeta(key);
          if (!unknown) return tr.docChanged ? value.map(tr.mapping, tr.doc) : value;
          const marks = unknown.map(({ from, to }) => Decoration.inline(from, to, { class: 'spell-unknown' }));
          return DecorationSet.create(tr.doc, marks);
        },
      },
      props: { decorations: state => key.getState(state) },
    }),
  ],
});

/** The transaction that underlines these words instead of the former ones. */
export function showUnknown(state: EditorState, unknown: readonly PlacedWord[]) {
  return state.tr.setMeta(key, unknown).setMeta('addToHistory', false);
}

/** The next underlined word behind a position, or the first of all. */
export function nextUnknown(state: EditorState, after: number): { from: number; to: number } | null {
  const marks = (key.getState(state)?.find() ?? []).sort((one, other) => one.from - other.from);
  return marks.find(({ from }) => from >= after) ?? marks[0] ?? null;
}
