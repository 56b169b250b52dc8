import { mergeAttributes, Node } from '@tiptap/core';
import { constantSectionKinds, type Language, type SectionKind, sectionKinds } from '../../../contract/index.ts';
import { sectionTitle } from './section-titles.ts';

const isSectionKind = (kind: unknown): kind is SectionKind => sectionKinds.some(known => known === kind);

/** The report: its sections and nothing else, so that the schema itself keeps the number. */
export const ReportNode = Node.create({
  name: 'doc',
  topNode: true,
  content: `section{${constantSectionKinds.length},${sectionKinds.length}}`,
});

export const ParagraphNode = Node.create({
  name: 'paragraph',
  content: '(text | measurement | field)*',
  marks: '_',
  parseHTML: () => [{ tag: 'p' }, { tag: 'h1' }, { tag: 'h2' }, { tag: 'h3' }, { tag: 'li' }],
  renderHTML: () => ['p', 0],
});

export const TextNode = Node.create({ name: 'text' });

export interface SectionOptions {
  language: Language;
  /** What a screen reader calls the section, and the hint in an empty one, in the language of the screen. */
  hint: (kind: SectionKind) => string;
}

/** A section. Its heading is drawn around it and is not part of the document: it cannot be edited or lost. */
export const SectionNode = Node.create<SectionOptions>({
  name: 'section',
  content: 'paragraph+',
  isolating: true,
  defining: true,
  selectable: false,
  addOptions: () => ({ language: 'fr', hint: () => '' }),
  addAttributes: () => ({
    kind: {
      default: 'findings',
      parseHTML: element => element.dataset.kind,
      renderHTML: ({ kind }) => ({ 'data-kind': kind }),
    },
  }),
  parseHTML: () => [{ tag: 'section[data-kind]', contentElement: '.report-section-text' }],
  renderHTML: ({ HTMLAttributes }) => [
    'section',
    mergeAttributes(HTMLAttributes),
    ['div', { class: 'report-section-text' }, 0],
  ],
  addNodeView() {
    return ({ node }) => {
      const kind = isSectionKind(node.attrs.kind) ? node.attrs.kind : 'findings';
      const title = sectionTitle(kind, this.options.language);
      const section = document.createElement('section');
      section.className = 'report-section';
      section.dataset.testid = `report-section-${kind}`;
      section.dataset.kind = kind;
      const heading = document.createElement('h3');
      heading.contentEditable = 'false';
      heading.textContent = title;
      const text = document.createElement('div');
      text.className = 'report-section-text';
      text.contentEditable = 'true';
      text.setAttribute('role', 'textbox');
      text.setAttribute('aria-multiline', 'true');
      text.setAttribute('aria-label', title);
      text.lang = this.options.language;
      text.dataset.hint = this.options.hint(kind);
      section.append(heading, text);
      const markEmpty = (isEmpty: boolean) => section.toggleAttribute('data-empty', isEmpty);
      markEmpty(isEmptySection(node));
      return {
        dom: section,
        contentDOM: text,
        update: updated => {
          if (updated.type.name !== 'section' || updated.attrs.kind !== kind) return false;
          markEmpty(isEmptySection(updated));
          return true;
        },
        ignoreMutation: mutation => mutation.type !== 'selection' && !text.contains(mutation.target),
      };
    };
  },
});

function isEmptySection(node: { childCount: number; textContent: string; content: { size: number } }): boolean {
  return node.childCount === 1 && node.content.size === 2;
}
