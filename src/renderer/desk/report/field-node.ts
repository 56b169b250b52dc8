import { Node } from '@tiptap/core';
import { type Field, fieldSchema, type Language } from '../../../contract/index.ts';
import { fieldText } from '../../../report/text/index.ts';

export interface FieldOptions {
  language: Language;
}

/** A place to fill in: one chip, its label until it has a value. */
export const FieldNode = Node.create<FieldOptions>({
  name: 'field',
  group: 'inline',
  inline: true,
  atom: true,
  marks: '',
  addOptions: () => ({ language: 'fr' }),
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
    return ['span', HTMLAttributes, textOf(node.attrs.field, this.options.language)];
  },
  renderText({ node }) {
    return textOf(node.attrs.field, this.options.language);
  },
});

function textOf(field: Field | null, language: Language): string {
  return field === null ? '' : fieldText(field, language);
}

function fieldOf(json: string | undefined): Field | null {
  try {
    return fieldSchema.safeParse(JSON.parse(json ?? '')).data ?? null;
  } catch {
    return null;
  }
}
