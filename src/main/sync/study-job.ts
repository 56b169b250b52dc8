import type { CacheState, Failure, ViewedPlace } from '../../contract/index.ts';
import { type StudyCache, StudyCacheError } from '../cache/index.ts';
import type { Log } from '../ports.ts';
import type { RunMemory } from './run-context.ts';
import {
  cacheState,
  isFinished,
  isRunning,
  nextPhase,
  type StudyEvent,
  type StudyFacts,
  type StudyPhase,
} from './study-phase.ts';
import type { RunEnd } from './study-run.ts';
import { Throttle } from './throttle.ts';
import type { Contender, Priority } from './turn.ts';

export interface StudyJobOptions {
  readonly siteId: string;
  readonly sources: readonly string[];
  readonly studyUid: string;
  readonly priority: Priority;
  readonly sequence: number;
  readonly cache: StudyCache;
  readonly log: Log;
  readonly tell: (studyUid: string, state: CacheState) => void;
}

/** At most ten progress events a second for each study. */
const progressMs = 100;

/**
 * One study in the engine: its phase, what is known of it, and who is told. Everything a run reports carries the run's
 * signal; what comes from a run that was told to leave is dropped.
 */
export class StudyJob {
  readonly studyUid: string;
  /** Where it is fetched from now. */
  siteId: string;
  /** All sites that have it, the one to ask first in front. */
  sources: readonly string[];
  priority: Priority;
  sequence: number;
  phase: StudyPhase = 'queued';
  /** Instances that the PACS had when the study was last looked at; null when that is not known. */
  countSeen: number | null = null;
  /** What the reader looks at in this study. */
  viewed: readonly ViewedPlace[] = [];
  wholeSeries: ReadonlySet<string> = new Set();
  /** A person had it fetched again: what is here is compared with what the PACS sends. */
  comparesBytes = false;
  /** Nothing of it was here when the present run began. */
  hadNothing = false;
  /** Begun for a case that was left. */
  isLeftOver = false;
  facts: StudyFacts = { done: 0, total: null, bytes: 0, failure: null };
  memory: RunMemory = { singly: new Set(), refused: new Map() };

  readonly #cache: StudyCache;
  readonly #log: Log;
  readonly #tell: (studyUid: string, state: CacheState) => void;
  readonly #throttle: Throttle;
  #controller: AbortController | null = null;
  #running: Promise<unknown> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failuresInARow = 0;
  #notes: Promise<void> = Promise.resolve();
  /**
   * A study that was whole stays `complete` for everybody while it is looked at again, until something is missing:
   * an unreachable PACS must not take a whole study away.
   */
  #known: CacheState | null = null;

  constructor(options: StudyJobOptions) {
    this.studyUid = options.studyUid;
    this.siteId = options.siteId;
    this.sources = options.sources;
    this.priority = options.priority;
    this.sequence = options.sequence;
    this.#cache = options.cache;
    this.#log = options.log;
    this.#tell = options.tell;
    this.#throttle = new Throttle(progressMs, () => this.#tell(this.studyUid, this.#state()));
    this.#notes = this.#recall();
  }

  /** What is on screen and not whole goes before everything else. */
  get presentPriority(): Priority {
    return this.viewed.some(({ seriesUid }) => !this.wholeSeries.has(seriesUid)) ? 'screen' : this.priority;
  }

  standing(): Contender['standing'] | null {
    if (this.#running !== null) return isRunning(this.phase) ? 'running' : 'leaving';
    return this.phase === 'queued' ? 'queued' : null;
  }

  async visibleState(): Promise<CacheState> {
    await this.#notes;
    return this.#state();
  }

  /** Asked for again after it was finished. */
  again({
    siteId,
    sources,
    priority,
    sequence,
  }: Pick<StudyJobOptions, 'siteId' | 'sources' | 'priority' | 'sequence'>): void {
    this.#clearTimer();
    this.siteId = siteId;
    this.sources = sources;
    this.rank(priority, sequence);
    this.isLeftOver = false;
    this.memory = { singly: new Set(), refused: new Map() };
    this.#failuresInARow = 0;
    this.facts = { ...this.facts, failure: null };
    this.phase = nextPhase(this.phase, 'request');
    this.#notes = this.#notes.then(() => this.#recall());
  }

  rank(priority: Priority, sequence: number): void {
    this.priority = priority;
    this.sequence = sequence;
  }

  /** Runs the retrieval; resolves when it is over, with null when it was told to leave before its end. */
  async run(retrieve: (signal: AbortSignal) => Promise<RunEnd>): Promise<RunEnd | null> {
    const controller = new AbortController();
    this.#controller = controller;
    this.facts = { ...this.facts, failure: null };
    this.#become('start');
    const running = this.#notes.then(() => retrieve(controller.signal)).catch(error => this.#unexpected(error));
    this.#running = running;
    const ended = await running;
    this.#running = null;
    this.#controller = null;
    if (controller.signal.aborted) {
      // What was on its way into the cache has arrived since.
      if (this.phase === 'cancelled') this.#note();
      return null;
    }
    if (ended.end === 'whole') this.#become('whole');
    return ended;
  }

  cancel(): void {
    this.#clearTimer();
    this.#become('cancel');
    this.#controller?.abort();
  }

  preempt(): void {
    this.#become('preempt');
    this.#controller?.abort();
  }

  /** Milliseconds to wait after a failure that may pass, or null when it failed too often without any progress. */
  nextDelay(ended: { readonly stored: number }, delays: readonly number[]): number | null {
    if (ended.stored > 0) this.#failuresInARow = 0;
    const delay = delays[this.#failuresInARow++];
    // A little apart, so that stations which lost the same PACS do not come back to it as one.
    return delay === undefined ? null : Math.round(delay * (0.8 + 0.4 * Math.random()));
  }

  wait(failure: Failure, delayMs: number, wake: () => void): void {
    this.facts = { ...this.facts, failure };
    this.#become('retry-later');
    this.#timer = setTimeout(() => {
      this.due();
      wake();
    }, delayMs);
  }

  /** Calls after a while, unless the study is asked for again before. */
  later(ms: number, call: () => void): void {
    this.#timer = setTimeout(call, ms);
    this.#timer.unref();
  }

  due(): void {
    this.#clearTimer();
    this.#become('due');
  }

  giveUp(failure: Failure): void {
    if (this.#known !== null) this.#log.warn('study-not-checked', { site: this.siteId, code: failure.code });
    this.facts = { ...this.facts, failure };
    this.#become(this.facts.done > 0 ? 'gave-up-with-some' : 'gave-up-with-none');
  }

  count(done: number, total: number | null, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (total !== null && done < total) this.#known = null;
    const news = this.facts.total !== total;
    this.facts = { ...this.facts, done, total };
    if (news && this.#known === null) this.#note();
    else this.#progress();
  }

  stored(bytes: number, done: number, signal: AbortSignal): void {
    // Also after a cancellation: what is whole counts, whoever looks.
    this.facts = { ...this.facts, done, bytes: this.facts.bytes + bytes };
    if (!signal.aborted) this.#progress();
  }

  /** An instance came again in another version. Written down at once: a crash must not make it unseen. */
  replaced(now: number): void {
    const { replaced = 0, withdrawn = 0 } = this.facts.changes ?? {};
    this.#change({ replaced: replaced + 1, withdrawn, at: new Date(now).toISOString() });
  }

  withdrawn(instances: number, now: number): void {
    const { replaced = 0, withdrawn = 0 } = this.facts.changes ?? {};
    if (instances !== withdrawn) this.#change({ replaced, withdrawn: instances, at: new Date(now).toISOString() });
  }

  #change(changes: NonNullable<CacheState['changes']>): void {
    this.facts = { ...this.facts, changes };
    if (this.#known !== null) this.#known = { ...this.#known, changes };
    this.#note();
  }

  advance(event: StudyEvent, signal: AbortSignal): void {
    if (!signal.aborted) this.#become(event);
  }

  /** Leaves everything as it is, for the next start of the program. */
  async stop(): Promise<void> {
    this.#clearTimer();
    this.#throttle.stop();
    this.#controller?.abort();
    await this.#running;
    if (isRunning(this.phase)) this.#note();
    await this.#notes;
    this.#throttle.stop();
  }

  #become(event: StudyEvent): void {
    const before = this.#state().state;
    this.phase = nextPhase(this.phase, event);
    if (isFinished(this.phase) && this.phase !== 'complete' && this.#known !== null) {
      // It was whole before, and nothing was found to be missing.
      this.phase = 'complete';
      this.facts = { ...this.facts, done: this.#known.instancesDone, total: this.#known.instancesTotal, failure: null };
    }
    if (isFinished(this.phase)) this.#known = null;
    if (this.#state().state !== before || this.facts.failure !== null) this.#note();
  }

  #state(): CacheState {
    return this.#known ?? cacheState(this.phase, this.facts);
  }

  #progress(): void {
    if (this.#known === null) this.#throttle.poke();
  }

  /** Writes the state down, then tells it: what was told as complete is complete also after a crash. */
  #note(): void {
    this.#notes = this.#notes
      .then(() => this.#cache.noteState(this.studyUid, this.#state()))
      .catch(error => this.#log.warn('study-state-not-noted', { reason: failureOf(error).code }))
      .then(() => {
        this.#throttle.flush();
      });
  }

  /** Takes up what an earlier start of the program left. */
  async #recall(): Promise<void> {
    try {
      const state = await this.#cache.state(this.studyUid);
      this.facts = { ...this.facts, done: state.instancesDone, total: state.instancesTotal, bytes: state.bytesDone };
      if (state.changes) this.facts = { ...this.facts, changes: state.changes };
      if (state.state !== 'complete') await this.#cache.noteState(this.studyUid, this.#state());
      else if (isFinished(this.phase)) this.phase = 'complete';
      else this.#known = state;
    } catch (error) {
      this.#log.warn('study-state-not-read', { reason: failureOf(error).code });
    }
    if (this.#known === null) this.#throttle.flush();
  }

  #unexpected(error: unknown): RunEnd {
    return { end: 'gave-up', failure: failureOf(error), stored: 0 };
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof StudyCacheError) return error.failure;
  return { code: 'unexpected', params: { what: 'sync' }, words: String(error).slice(0, 400) };
}
