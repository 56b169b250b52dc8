import { Extension } from '@tiptap/core';
import { Fragment, type Node, Slice } from '@tiptap/pm/model';
import { type EditorState, NodeSelection, Plugin, type Transaction } from '@tiptap/pm/state';
import type { Macro, Paragraph } from '../../../contract/index.ts';
import { paragraphToJson } from '../report/content-conversion.ts';
import { sectionRanges } from '../report/structure-lock.ts';
import { fieldsIn, fillNormal } from './field-walk.ts';

/** `;nrm`: the normal text of the section, by its pick lists. */
const normalShortcut = 'nrm';

export interface MacroOptions {
  /** The macros of the report's language, as they are now. */
  macros: () => readonly Macro[];
  /** A macro as paragraphs of this report. */
  paragraphs: (macro: Macro) => readonly Paragraph[];
}

/** A semicolon, a shortcut and a space become the macro's text. One undo brings the shortcut back. */
export const MacroExpansion = Extension.create<MacroOptions>({
  name: 'macroExpansion',
  addOptions: () => ({ macros: () => [], paragraphs: () => [] }),
  addProseMirrorPlugins() {
    const options = this.options;
    return [
      new Plugin({
        props: {
          handleTextInput(view, from, to, text) {
            if (text !== ' ' || from !== to) return false;
            const tr = expanded(view.state, from, options);
            if (!tr) return false;
            view.dispatch(tr.scrollIntoView());
            return true;
          },
        },
      }),
    ];
  },
});

/** The change that a space behind `;shortcut` makes, or null when that is no macro. */
export function expanded(state: EditorState, at: number, { macros, paragraphs }: MacroOptions): Transaction | null {
  const $at = state.doc.resolve(at);
  const before = $at.parent.textBetween(0, $at.parentOffset, undefined, '\ufffc');
  const shortcut = /(?:^|[\s(\ufffc]);([a-z0-9]{2,16})$/i.exec(before)?.[1]?.toLowerCase();
  if (shortcut === undefined) return null;
  const start = at - shortcut.length - 1;
  const macro = macros().find(known => known.shortcut === shortcut);
  if (macro) return inserted(state, start, at, paragraphs(macro));
  if (shortcut !== normalShortcut) return null;
  const section = sectionRanges(state.doc).find(({ from, to }) => from <= at && at <= to);
  const tr = section ? fillNormal(state, section.from, section.to) : null;
  return tr?.delete(start, at) ?? null;
}

/** Puts paragraphs in place of a range; the first joins what stands before. The first field waits to be filled. */
export function inserted(
  state: EditorState,
  from: number,
  to: number,
  paragraphs: readonly Paragraph[],
): Transaction | null {
  const nodes = paragraphs.map(paragraph => state.schema.nodeFromJSON(paragraphToJson(paragraph)));
  const [first] = nodes;
  if (!first) return null;
  const content: Fragment = nodes.length === 1 ? first.content : Fragment.from(nodes as Node[]);
  const tr =
    nodes.length === 1 ? state.tr.replaceWith(from, to, content) : state.tr.replace(from, to, new Slice(content, 1, 1));
  const end = tr.mapping.map(to);
  const field = fieldsIn(tr.doc, from, Math.min(end, tr.doc.content.size)).find(each => each.field.value === null);
  return field ? tr.setSelection(NodeSelection.create(tr.doc, field.at)) : tr;
}
