import { Extension } from '@tiptap/core';
import { type EditorState, NodeSelection, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import type { Mapping } from '@tiptap/pm/transform';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

/** Where an utterance goes: the caret or selection as it was when the voice began, wherever the text has moved it. */
export interface Anchor {
  readonly from: number;
  readonly to: number;
  /** The selection is a field that is to be filled. */
  readonly isField: boolean;
}

/** The utterance that was written last, to see what the reader corrects in it. */
export interface LastWritten {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface DictationState {
  readonly anchors: ReadonlyMap<string, Anchor>;
  readonly interim: { readonly utterance: string; readonly text: string } | null;
  readonly last: LastWritten | null;
}

type Change =
  | { readonly kind: 'speaking'; readonly utterance: string }
  | { readonly kind: 'interim'; readonly utterance: string; readonly text: string }
  | { readonly kind: 'done'; readonly utterance: string; readonly last: LastWritten | null }
  /** A command has moved the caret: what is being said now goes there. */
  | { readonly kind: 'moved' };

const key = new PluginKey<DictationState>('dictation');

/** Follows where dictation goes, and shows what is understood so far beside the text: it is never part of the report. */
export const DictationMarks = Extension.create({
  name: 'dictationMarks',
  addProseMirrorPlugins: () => [
    new Plugin<DictationState>({
      key,
      state: {
        init: () => ({ anchors: new Map(), interim: null, last: null }),
        apply(tr, value, _before, after) {
          const moved = tr.docChanged ? mapped(value, tr.mapping) : value;
          const change: Change | undefined = tr.getMeta(key);
          return change ? changed(moved, change, after) : moved;
        },
      },
      props: {
        decorations(state) {
          const value = key.getState(state);
          const anchor = value?.interim ? value.anchors.get(value.interim.utterance) : undefined;
          if (!value?.interim || !anchor) return null;
          const { text } = value.interim;
          const widget = Decoration.widget(anchor.to, () => interimElement(text), { side: 1, key: `interim ${text}` });
          return DecorationSet.create(state.doc, [widget]);
        },
      },
    }),
  ],
});

/** The transaction that tells the plugin what happened; alone it changes no text and is nothing to be undone. */
export function noteDictation(tr: Transaction, change: Change): Transaction {
  tr.setMeta(key, change);
  return tr.docChanged ? tr : tr.setMeta('addToHistory', false);
}

/** Where an utterance goes; the selection as it is now for one that nobody announced. */
export function anchorOf(state: EditorState, utterance: string): Anchor {
  return key.getState(state)?.anchors.get(utterance) ?? selectionAnchor(state);
}

export function lastWritten(state: EditorState): LastWritten | null {
  return key.getState(state)?.last ?? null;
}

function selectionAnchor({ selection }: EditorState): Anchor {
  const isField = selection instanceof NodeSelection && selection.node.type.name === 'field';
  return { from: selection.from, to: selection.to, isField };
}

function mapped({ anchors, interim, last }: DictationState, mapping: Mapping): DictationState {
  const followed = [...anchors].map(([utterance, { from, to, isField }]) => {
    // Text that is written at a caret stands before what is said later; a selection keeps to its own text.
    const place = { from: mapping.map(from, 1), to: mapping.map(to, from === to ? 1 : -1) };
    return [utterance, { from: place.from, to: Math.max(place.from, place.to), isField }] as const;
  });
  const range = last && { ...last, from: mapping.map(last.from, -1), to: mapping.map(last.to, 1) };
  return { anchors: new Map(followed), interim, last: range };
}

function changed(value: DictationState, change: Change, state: EditorState): DictationState {
  const anchors = new Map(value.anchors);
  switch (change.kind) {
    case 'speaking':
      anchors.set(change.utterance, selectionAnchor(state));
      return { ...value, anchors };
    case 'interim':
      return { ...value, interim: { utterance: change.utterance, text: change.text } };
    case 'done':
      anchors.delete(change.utterance);
      return {
        anchors,
        interim: value.interim?.utterance === change.utterance ? null : value.interim,
        last: change.last ?? value.last,
      };
    case 'moved':
      for (const utterance of anchors.keys()) anchors.set(utterance, selectionAnchor(state));
      return { ...value, anchors };
  }
}

function interimElement(text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'dictation-interim';
  element.contentEditable = 'false';
  element.setAttribute('aria-hidden', 'true');
  element.dataset.testid = 'dictation-interim';
  element.textContent = text;
  return element;
}
