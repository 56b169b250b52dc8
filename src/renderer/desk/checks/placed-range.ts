import type { Node } from '@tiptap/pm/model';
import type { CheckPlace } from '../../../report/checks/index.ts';

/** Where a place of the report is in the editor's document; null when it is not there any more. */
export function placedRange(doc: Node, { section, block, from, to }: CheckPlace): { from: number; to: number } | null {
  let range: { from: number; to: number } | null = null;
  const place = (node: Node, textStart: number) => {
    let start = textStart;
    for (let index = 0; index < Math.min(block, node.childCount - 1); index++) start += node.child(index).nodeSize;
    const paragraph = node.maybeChild(Math.min(block, node.childCount - 1));
    if (!paragraph) return;
    const length = paragraph.content.size;
    range = { from: start + 1 + Math.min(from, length), to: start + 1 + Math.min(to, length) };
  };
  // An addendum is paragraphs without sections: what is said of it counts in all of it.
  if (doc.firstChild?.type.name === 'paragraph') place(doc, 0);
  doc.forEach((node, offset) => {
    if (node.attrs.kind === section) place(node, offset + 1);
  });
  return range;
}
