import { Extension } from '@tiptap/core';
import { Fragment, type Node, Slice } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';

/** Text from elsewhere as a report can hold it: plain lines without control characters, tabs as spaces. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\uFFFC]/gu, character => (character === '\n' ? '\n' : ''))
    .replace(/\n{3,}/g, '\n\n')
    .normalize('NFC');
}

/** A slice that spans sections keeps its paragraphs only. */
export function withoutSections(slice: Slice): Slice {
  const paragraphs: Node[] = [];
  let hasSections = false;
  slice.content.forEach(node => {
    if (node.type.name === 'section') {
      hasSections = true;
      node.forEach(paragraph => {
        paragraphs.push(paragraph);
      });
    } else paragraphs.push(node);
  });
  if (!hasSections) return slice;
  return new Slice(Fragment.from(paragraphs), Math.max(0, slice.openStart - 1), Math.max(0, slice.openEnd - 1));
}

/** What comes from this editor keeps its measurements and emphasis; what comes from elsewhere becomes plain text. */
export const CleanPaste = Extension.create({
  name: 'cleanPaste',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handlePaste(view, event) {
          const data = event.clipboardData;
          if (!data || data.getData('text/html').includes('data-pm-slice')) return false;
          const text = cleanText(data.getData('text/plain'));
          return text === '' ? true : view.pasteText(text, new ClipboardEvent('paste'));
        },
        handleDrop: (_view, event) => event.dataTransfer?.types.includes('Files') === true,
        transformPasted: withoutSections,
        clipboardTextParser(text, $context, _plain, view) {
          const { paragraph } = view.state.schema.nodes;
          if (!paragraph) return Slice.empty;
          const lines = cleanText(text).split('\n');
          const marks = $context.marks();
          const blocks = lines.map(line =>
            paragraph.create(null, line === '' ? null : view.state.schema.text(line, marks)),
          );
          return new Slice(Fragment.from(blocks), 1, 1);
        },
      },
    }),
  ],
});
