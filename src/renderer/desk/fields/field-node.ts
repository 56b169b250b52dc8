import { Node } from '@tiptap/core';
import { NodeSelection } from '@tiptap/pm/state';
import { type Field, fieldSchema, type Language } from '../../../contract/index.ts';
import { fieldText } from '../../../report/text/index.ts';
import { neighbouringField } from './field-walk.ts';

export interface FieldOptions {
  language: Language;
  /** What a screen reader calls a field, in the language of the screen. */
  describe: (field: Field, text: string) => string;
}

/** A place to fill in: one chip, its label until it has a value. Tab walks them; a chosen one is edited in its popover. */
export const FieldNode = Node.create<FieldOptions>({
  name: 'field',
  group: 'inline',
  inline: true,
  atom: true,
  marks: '',
  addOptions: () => ({ language: 'fr', describe: (_, text) => text }),
  addAttributes() {
    return {
      field: {
        default: null,
        parseHTML: element => fieldOf(element.dataset.field),
        renderHTML: ({ field }) => ({ 'data-field': JSON.stringify(field) }),
      },
    };
  },
  parseHTML: () => [
    { tag: 'span[data-field]', getAttrs: element => (fieldOf(element.dataset.field) === null ? false : null) },
  ],
  renderHTML({ node, HTMLAttributes }) {
    return ['span', HTMLAttributes, shownText(node.attrs.field, this.options.language)];
  },
  renderText({ node }) {
    return node.attrs.field === null ? '' : fieldText(node.attrs.field, this.options.language);
  },
  addNodeView() {
    return ({ node, editor, getPos }) => {
      const field: Field = node.attrs.field;
      const text = shownText(field, this.options.language);
      const chip = document.createElement('span');
      chip.className = 'field-chip';
      chip.dataset.testid = 'field-chip';
      chip.dataset.fieldId = field.id;
      chip.dataset.kind = field.kind;
      chip.toggleAttribute('data-unfilled', field.value === null);
      chip.contentEditable = 'false';
      chip.textContent = text;
      chip.title = this.options.describe(field, text);
      chip.setAttribute('role', 'button');
      chip.setAttribute('aria-label', chip.title);
      chip.addEventListener('mousedown', event => event.preventDefault());
      chip.addEventListener('click', () => {
        const at = getPos();
        if (at === undefined) return;
        const { state, view } = editor;
        view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, at)));
      });
      return { dom: chip };
    };
  },
  addKeyboardShortcuts() {
    const walk = (step: 1 | -1) => () => {
      const { state, view } = this.editor;
      const at = neighbouringField(state.doc, state.selection, step);
      if (at === null) return false;
      view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, at)).scrollIntoView());
      return true;
    };
    return { Tab: walk(1), 'Shift-Tab': walk(-1) };
  },
});

/** The chip of an unfilled field shows what is asked for, also of one that may stay open. */
function shownText(field: Field | null, language: Language): string {
  if (field === null) return '';
  return field.value === null ? field.label : fieldText(field, language);
}

function fieldOf(json: string | undefined): Field | null {
  try {
    return fieldSchema.safeParse(JSON.parse(json ?? '')).data ?? null;
  } catch {
    return null;
  }
}
