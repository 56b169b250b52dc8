import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, fail, type Outcome } from '../../contract/index.ts';
import type { FrameDecoder } from '../decode/index.ts';
import { type FramesSummary, writeFrames } from './frames.ts';

/** What happened to one file of a list. */
export interface ListedFrames {
  readonly path: string;
  /** `00001`, `00002`, … */
  readonly folder: string;
  readonly outcome: Outcome<FramesSummary>;
}

/** Paths of a list, one a line; empty lines count for nothing. */
export async function readList(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8');
  return text.split(/\r?\n/).filter(line => line.trim() !== '');
}

/**
 * Writes the frames of each file into a folder of its own, in the order of the list. A file that cannot be read leaves
 * `error.json` there and does not stop the others.
 */
export async function* writeFramesOfList(
  paths: readonly string[],
  folder: string,
  decoder: FrameDecoder,
): AsyncGenerator<ListedFrames> {
  for (const [index, path] of paths.entries()) {
    const name = String(index + 1).padStart(5, '0');
    const own = join(folder, name);
    await mkdir(own, { recursive: true });
    const outcome = await writeFrames(path, own, decoder).catch(unexpected);
    if (!outcome.ok) await writeError(own, path, outcome.failure);
    yield { path, folder: name, outcome };
  }
}

/** `error.json`: the file, the tag at fault and the reason. */
export async function writeError(folder: string, file: string, failure: Failure): Promise<void> {
  const { tag = '(0000,0000)', reason = failure.code, ...others } = failure.params;
  const error = { file, tag, reason, code: failure.code, ...others };
  await writeFile(join(folder, 'error.json'), `${JSON.stringify(error, null, 2)}\n`);
}

/** A mistake of this program, or a disk that is full: the other files shall not suffer from it. */
function unexpected(error: unknown): ReturnType<typeof fail> {
  const message = error instanceof Error ? error.message : String(error);
  return fail('unexpected', { tag: '(0000,0000)', reason: 'unexpected' }, message);
}
