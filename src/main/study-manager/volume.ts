import { statfs } from 'node:fs/promises';
import type { Volume } from './budget.ts';

/** The volume that a folder is on. */
export async function volumeOf(folder: string): Promise<Volume> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
