import { type Outcome, succeed } from '../../contract/index.ts';
import type { CacheThread } from './cache-thread.ts';
import { StudyCacheError } from './failures.ts';
import type { PreparedFrames } from './study-cache.ts';
import type { PrepareOperations, WriteOperations } from './worker-protocol.ts';

/** How long the reader must have asked for nothing before the next frame is made ahead. */
const quietMs = 250;

interface Wanted {
  readonly studyUid: string;
  readonly settle: (outcome: Outcome<PreparedFrames>) => void;
}

/** Makes the frames of studies ahead, one series at a time, the study that was asked for last first. */
export class Preparation {
  readonly #start: () => CacheThread<PrepareOperations>;
  readonly #writer: CacheThread<WriteOperations>;
  #preparer: CacheThread<PrepareOperations> | null = null;
  readonly #waiting: Wanted[] = [];
  #running: Promise<void> | null = null;
  #steppedBackAt = Number.NEGATIVE_INFINITY;

  /** `start` starts the thread, which is not done before something is to be prepared. */
  constructor(start: () => CacheThread<PrepareOperations>, writer: CacheThread<WriteOperations>) {
    this.#start = start;
    this.#writer = writer;
  }

  prepare(studyUid: string): Promise<Outcome<PreparedFrames>> {
    return new Promise(settle => {
      this.#waiting.push({ studyUid, settle });
      this.#running ??= this.#run();
    });
  }

  /** The reader works: what is made ahead waits. */
  stepBack(): void {
    if (this.#running === null || performance.now() - this.#steppedBackAt < quietMs / 4) return;
    this.#steppedBackAt = performance.now();
    this.#preparer?.call('stepBack', quietMs).catch(() => {});
  }

  /** The index was made again. */
  async reopen(): Promise<void> {
    await this.#preparer?.call('reopen');
  }

  async close(): Promise<void> {
    await this.#preparer?.close();
  }

  async #run(): Promise<void> {
    for (let wanted = this.#waiting.pop(); wanted !== undefined; wanted = this.#waiting.pop()) {
      wanted.settle(await this.#study(wanted.studyUid));
    }
    this.#running = null;
  }

  async #started(): Promise<CacheThread<PrepareOperations>> {
    if (this.#preparer !== null) return this.#preparer;
    const preparer = this.#start();
    this.#preparer = preparer;
    await preparer.call('reopen');
    return preparer;
  }

  async #study(studyUid: string): Promise<Outcome<PreparedFrames>> {
    const done = { packs: 0, bytes: 0 };
    try {
      const preparer = await this.#started();
      for (const seriesUid of await preparer.call('unpreparedSeries', studyUid)) {
        const prepared = await preparer.call('prepareSeries', studyUid, seriesUid);
        if (!(await this.#writer.call('putPreparedSeries', prepared))) continue;
        done.packs += prepared.packs.length;
        done.bytes += prepared.packs.reduce((sum, { bytes }) => sum + bytes, 0);
      }
      return succeed(done);
    } catch (error) {
      if (error instanceof StudyCacheError) return { ok: false, failure: error.failure };
      throw error;
    }
  }
}
