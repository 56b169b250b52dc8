import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../durable-file.ts';

/** More than anybody looks through; a sender that repeats one broken message takes one place. */
const mostKept = 200;

/** Order messages that were answered with AE, as they came, for whoever must find out what the RIS sent. */
export class RefusedMessages {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the bytes; of too many the oldest go. Throws the system's error. */
  async keep(bytes: Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 20)}.hl7`;
    await writeDurably(join(this.#folder, name), bytes);
    const names = (await readdir(this.#folder)).filter(each => each.endsWith('.hl7'));
    if (names.length <= mostKept) return;
    const paths = names.map(each => join(this.#folder, each));
    const ages = await Promise.all(paths.map(async path => ({ path, at: (await stat(path)).mtimeMs })));
    const oldest = ages.toSorted((a, b) => a.at - b.at).slice(0, names.length - mostKept);
    for (const { path } of oldest) await unlink(path);
  }
}
