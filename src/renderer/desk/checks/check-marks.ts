import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { placedRange } from './placed-range.ts';

/** A warning as it is drawn: its words underlined, its name in the margin. */
export interface ShownWarning {
  readonly finding: CheckFinding;
  readonly name: string;
  readonly sentence: string;
}

interface Shown {
  readonly warnings: readonly ShownWarning[];
  readonly active: string | null;
}

const key = new PluginKey<{ shown: Shown; decorations: DecorationSet }>('checkMarks');

export interface CheckMarkOptions {
  onChoose: (key: string) => void;
}

/** Draws warnings beside the text without being part of it. They follow the text until it is checked anew. */
export const CheckMarks = Extension.create<CheckMarkOptions>({
  name: 'checkMarks',
  addOptions: () => ({ onChoose: () => {} }),
  addProseMirrorPlugins() {
    const { onChoose } = this.options;
    return [
      new Plugin({
        key,
        state: {
          init: (): { shown: Shown; decorations: DecorationSet } => ({
            shown: { warnings: [], active: null },
            decorations: DecorationSet.empty,
          }),
          apply(tr, value: { shown: Shown; decorations: DecorationSet }) {
            const shown: Shown | undefined = tr.getMeta(key);
            if (shown)
              return { shown, decorations: DecorationSet.create(tr.doc, decorations(tr.doc, shown, onChoose)) };
            return tr.docChanged ? { ...value, decorations: value.decorations.map(tr.mapping, tr.doc) } : value;
          },
        },
        props: { decorations: state => key.getState(state)?.decorations },
      }),
    ];
  },
});

/** The transaction that shows these warnings instead of the former ones. */
export function showWarnings(state: EditorState, shown: Shown) {
  return state.tr.setMeta(key, shown).setMeta('addToHistory', false);
}

function decorations(doc: Node, { warnings, active }: Shown, onChoose: (key: string) => void): Decoration[] {
  return warnings.flatMap(({ finding, name, sentence }) => {
    const range = placedRange(doc, finding.place);
    if (!range) return [];
    const isActive = finding.key === active;
    const marker = () => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'check-marker';
      button.tabIndex = -1;
      button.contentEditable = 'false';
      button.textContent = name;
      button.title = sentence;
      button.setAttribute('aria-label', sentence);
      button.dataset.testid = 'check-marker';
      button.dataset.rule = finding.rule;
      button.toggleAttribute('data-active', isActive);
      button.addEventListener('mousedown', event => event.preventDefault());
      button.addEventListener('click', () => onChoose(finding.key));
      return button;
    };
    const words = { class: 'check-words', ...(isActive ? { 'data-active': '' } : {}) };
    const marks =
      finding.rule === 'measurement-changed'
        ? [Decoration.node(range.from, range.to, { class: 'measurement-stale' })]
        : [Decoration.inline(range.from, range.to, words)];
    return [
      ...(range.from < range.to ? marks : []),
      Decoration.widget(range.from, marker, { side: -1, key: `${finding.key} ${isActive}`, ignoreSelection: true }),
    ];
  });
}
