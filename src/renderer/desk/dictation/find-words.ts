import type { Node } from '@tiptap/pm/model';
import { folded } from '../../../report/text/index.ts';

/** The next place of words behind a position (then from the start), compared without case, accents and punctuation. */
export function findWords(doc: Node, words: string, after: number): { from: number; to: number } | null {
  const pattern = folded(words)
    .split(' ')
    .map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^\\p{L}\\p{N}]+');
  if (pattern === '') return null;
  const found: { from: number; to: number }[] = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return;
    const text = folded(node.textBetween(0, node.content.size, '\n', '\ufffc'));
    for (const { 0: hit, index } of text.matchAll(
      new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'gu'),
    )) {
      found.push({ from: at + 1 + index, to: at + 1 + index + hit.length });
    }
  });
  return found.find(({ from }) => from >= after) ?? found[0] ?? null;
}
