import { Mark } from '@tiptap/core';

/** The two kinds of emphasis that every rendering of a report can show. */
export const BoldMark = Mark.create({
  name: 'bold',
  parseHTML: () => [{ tag: 'strong' }, { tag: 'b' }],
  renderHTML: () => ['strong', 0],
  addKeyboardShortcuts() {
    return { 'Mod-b': () => this.editor.commands.toggleMark('bold') };
  },
});

export const ItalicMark = Mark.create({
  name: 'italic',
  parseHTML: () => [{ tag: 'em' }, { tag: 'i' }],
  renderHTML: () => ['em', 0],
  addKeyboardShortcuts() {
    return { 'Mod-i': () => this.editor.commands.toggleMark('italic') };
  },
});

/** Text copied from another report, until it is reworded: shown, never rendered. */
export const CopiedMark = Mark.create({
  name: 'copied',
  inclusive: false,
  addAttributes: () => ({
    from: {
      default: '',
      parseHTML: element => element.dataset.copiedFrom ?? '',
      renderHTML: ({ from }) => ({ 'data-copied-from': from }),
    },
  }),
  parseHTML: () => [{ tag: 'span[data-copied-from]' }],
  renderHTML: ({ HTMLAttributes }) => ['span', { ...HTMLAttributes, class: 'copied-text' }, 0],
});
