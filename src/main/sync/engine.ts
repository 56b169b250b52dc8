import type { CacheState, Failure } from '../../contract/index.ts';
import type { StudyCache } from '../cache/index.ts';
import type { PacsClient } from '../pacs/index.ts';
import type { Clock, Log } from '../ports.ts';
import { ByteWindow } from './byte-window.ts';
import { defaultRetryDelays } from './retry.ts';
import { StudyJob } from './study-job.ts';
import { isFinished } from './study-phase.ts';
import { type RunEnd, runStudy } from './study-run.ts';
import type { SyncEngine } from './sync-engine.ts';
import { decideTurns, isMoreWanted, type Priority } from './turn.ts';

export interface SyncEngineOptions {
  readonly cache: StudyCache;
  /** The client of a site, or undefined when the site is not configured. */
  readonly client: (siteId: string) => PacsClient | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Studies retrieved at once, all of the same priority. */
  readonly concurrency?: number;
  /** Milliseconds before another try after the first, second … failure in a row; then it is given up. */
  readonly retryDelaysMs?: readonly number[];
}

const windowBytes = 64 * 1024 * 1024;

/** Starts the engine; it is idle until the first request. */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  return new Engine(options);
}

class Engine implements SyncEngine {
  readonly #options: SyncEngineOptions;
  readonly #retryDelays: readonly number[];
  readonly #jobs = new Map<string, StudyJob>();
  readonly #window = new ByteWindow(windowBytes);
  readonly #listeners = new Set<(studyUid: string, state: CacheState) => void>();
  #sequence = 0;
  #stopped = false;

  constructor(options: SyncEngineOptions) {
    this.#options = options;
    this.#retryDelays = options.retryDelaysMs ?? defaultRetryDelays;
  }

  request(study: { siteId: string; studyUid: string }, priority: Priority): void {
    if (this.#stopped) return;
    const present = this.#jobs.get(study.studyUid);
    if (present === undefined) {
      this.#jobs.set(study.studyUid, this.#newJob(study, priority));
    } else if (isFinished(present.phase)) {
      present.again(study.siteId, priority, ++this.#sequence);
    } else {
      if (isMoreWanted(priority, present.priority)) present.raise(priority, ++this.#sequence);
      if (present.phase === 'waiting') present.due();
    }
    this.#schedule();
  }

  cancel(studyUid: string): void {
    const job = this.#jobs.get(studyUid);
    if (job === undefined || isFinished(job.phase)) return;
    job.cancel();
    this.#schedule();
  }

  release(studyUid: string): boolean {
    const job = this.#jobs.get(studyUid);
    if (job !== undefined && !isFinished(job.phase)) return false;
    this.#jobs.delete(studyUid);
    const nothing: CacheState = { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null };
    for (const listener of this.#listeners) listener(studyUid, nothing);
    return true;
  }

  async state(studyUid: string): Promise<CacheState> {
    const job = this.#jobs.get(studyUid);
    if (job !== undefined) {
      const state = await job.visibleState();
      if (!isFinished(job.phase)) return state;
    }
    const { cache } = this.#options;
    const state = await cache.state(studyUid);
    if (state.state !== 'queued' && state.state !== 'syncing') return state;
    // Work that a former start of the program left is not under way: what came is there, the rest is missing.
    const instancesDone = (await cache.instances(studyUid)).length;
    return { ...state, instancesDone, state: instancesDone > 0 ? 'incomplete' : 'none' };
  }

  onProgress(listener: (studyUid: string, state: CacheState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#jobs.values()].map(job => job.stop()));
    this.#jobs.clear();
  }

  #newJob(study: { siteId: string; studyUid: string }, priority: Priority): StudyJob {
    const { cache, log } = this.#options;
    return new StudyJob({
      ...study,
      priority,
      sequence: ++this.#sequence,
      cache,
      log,
      tell: (studyUid, state) => {
        for (const listener of this.#listeners) listener(studyUid, state);
      },
    });
  }

  #schedule(): void {
    if (this.#stopped) return;
    const contenders = [...this.#jobs.values()].flatMap(job => {
      const standing = job.standing();
      const { studyUid, priority, sequence } = job;
      return standing === null ? [] : [{ studyUid, priority, sequence, standing }];
    });
    const { start, preempt } = decideTurns(contenders, this.#options.concurrency ?? 2);
    for (const studyUid of preempt) this.#jobs.get(studyUid)?.preempt();
    for (const studyUid of start) {
      const job = this.#jobs.get(studyUid);
      if (job !== undefined) void this.#run(job);
    }
  }

  async #run(job: StudyJob): Promise<void> {
    const started = this.#options.clock.now();
    const ended = await job.run(signal => this.#retrieve(job, signal));
    const facts = { site: job.siteId, ms: this.#options.clock.now() - started, bytes: job.facts.bytes };
    if (ended === null || this.#stopped) {
      this.#schedule();
      return;
    }
    if (ended.end === 'whole') {
      this.#options.log.info('study-synced', facts);
    } else {
      const delay = ended.end === 'retry-later' ? job.nextDelay(ended, this.#retryDelays) : null;
      const { code } = ended.failure;
      if (delay === null) {
        this.#options.log.warn('study-not-synced', { ...facts, code });
        job.giveUp(ended.failure);
      } else {
        this.#options.log.warn('study-sync-retry', { ...facts, code, delay });
        job.wait(ended.failure, delay, () => this.#schedule());
      }
    }
    this.#schedule();
  }

  async #retrieve(job: StudyJob, signal: AbortSignal): Promise<RunEnd> {
    const { cache, client } = this.#options;
    const pacs = client(job.siteId);
    if (pacs === undefined) {
      const failure: Failure = {
        code: 'pacs-unreachable',
        params: { site: job.siteId, reason: 'not-configured' },
      };
      return { end: 'gave-up', failure, stored: 0 };
    }
    return runStudy({
      client: pacs,
      cache,
      window: this.#window,
      studyUid: job.studyUid,
      memory: job.memory,
      signal,
      onCount: (done, total) => job.count(done, total, signal),
      onStored: (bytes, done) => job.stored(bytes, done, signal),
      onEvent: event => job.advance(event, signal),
    });
  }
}
