import { availableParallelism } from 'node:os';
import { CacheThread } from './cache-thread.ts';
import { StudyCacheError } from './failures.ts';
import type { StudyCacheOptions } from './study-cache.ts';
import type { ReadOperations } from './worker-protocol.ts';

type ReadName = Exclude<keyof ReadOperations, 'close' | 'reopen'>;

/** One processor is left to writing and to the rest of the program. */
const processors = Math.max(1, availableParallelism() - 1);
const readerThreads = Math.min(3, processors);
const decoderThreads = Math.max(1, Math.floor(Math.min(4, processors) / readerThreads));

/** Threads that read beside the one that writes. Each reads for itself; the one with the least to do is asked. */
export class ReaderThreads {
  readonly #threads: readonly CacheThread<ReadOperations>[];
  readonly #renewIndex: () => Promise<void>;
  #reopened: Promise<unknown> = Promise.resolve();
  #renewals = 0;

  /** Starts the threads; they read after the first `reopen`. `renewIndex` makes a damaged index again and resolves when that is done. */
  constructor(options: Omit<StudyCacheOptions, 'onDamage'>, renewIndex: () => Promise<void>) {
    this.#renewIndex = renewIndex;
    this.#threads = Array.from(
      { length: readerThreads },
      () => new CacheThread<ReadOperations>('cache-reader', { ...options, decoderThreads }, () => {}),
    );
  }

  /** Reads; where a page of the index is damaged, has it made again and reads once more. */
  async read<Name extends ReadName>(
    name: Name,
    ...parameters: Parameters<ReadOperations[Name]>
  ): Promise<Awaited<ReturnType<ReadOperations[Name]>>> {
    const begun = this.#renewals;
    try {
      return await this.#once(name, parameters);
    } catch (error) {
      if (!isDamagedIndex(error)) throw error;
      // Who was asked before the index was made again only has to ask once more.
      if (begun === this.#renewals) await this.#renewIndex();
      return this.#once(name, parameters);
    }
  }

  /** The writer has opened the stores, or made the index again: every thread opens them before it reads on. */
  async reopen(): Promise<void> {
    this.#renewals += 1;
    const reopened = Promise.all(this.#threads.map(thread => thread.call('reopen')));
    this.#reopened = reopened;
    await reopened;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.close()));
  }

  async #once<Name extends ReadName>(
    name: Name,
    parameters: Parameters<ReadOperations[Name]>,
  ): Promise<Awaited<ReturnType<ReadOperations[Name]>>> {
    await this.#reopened;
    const idle = this.#threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
    // One operation, one set of parameters: the compiler loses the tie between them here.
    return (await idle.call(name, ...(parameters as never))) as Awaited<ReturnType<ReadOperations[Name]>>;
  }
}

function isDamagedIndex(error: unknown): boolean {
  if (!(error instanceof StudyCacheError)) return false;
  const { code, params } = error.failure;
  // A first page that does not authenticate looks like a wrong key; the writer has opened the index with this key.
  return (code === 'cache-damaged' && params.what === 'index') || code === 'key-unavailable';
}
