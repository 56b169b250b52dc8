import {
  type CacheState,
  defaultSiteSync,
  type Failure,
  type SiteSync,
  type ViewedPlace,
} from '../../contract/index.ts';
import type { StudyCache } from '../cache/index.ts';
import type { PacsClient } from '../pacs/index.ts';
import type { Clock, Log } from '../ports.ts';
import { ByteWindow } from './byte-window.ts';
import { quietAt } from './local-hours.ts';
import { blamesSite, defaultRetryDelays, recovery, takenUpAgainMs, waitAskedFor } from './retry.ts';
import { SiteLink, thinBytesPerMs } from './site-link.ts';
import { StudyJob } from './study-job.ts';
import { isFinished } from './study-phase.ts';
import { type RunEnd, runStudy } from './study-run.ts';
import type { Purpose, StudyAtSite, SyncEngine, WantedStudy } from './sync-engine.ts';
import { type Contender, decideTurns } from './turn.ts';
import { type Want, Wants } from './wants.ts';

export interface SyncEngineOptions {
  readonly cache: StudyCache;
  /** The client of a site, or undefined when the site is not configured. */
  readonly client: (siteId: string) => PacsClient | undefined;
  /** How a site's studies are fetched; the defaults without it. */
  readonly siteSync?: (siteId: string) => SiteSync | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Studies retrieved at once, all of the same priority. */
  readonly concurrency?: number;
  /** Milliseconds before another try after the first, second … failure in a row; then it is given up for a while. */
  readonly retryDelaysMs?: readonly number[];
}

/** Bytes on their way into the cache. */
const windowBytes = 32 * 1024 * 1024;
/** How often it is looked whether quiet hours began or ended. */
const hoursMs = 30_000;

/** Starts the engine; it is idle until something is wanted. */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  return new Engine(options);
}

class Engine implements SyncEngine {
  readonly #options: SyncEngineOptions;
  readonly #retryDelays: readonly number[];
  readonly #jobs = new Map<string, StudyJob>();
  readonly #links = new Map<string, SiteLink>();
  readonly #wants = new Wants();
  readonly #window = new ByteWindow(windowBytes);
  readonly #listeners = new Set<(studyUid: string, state: CacheState) => void>();
  readonly #hours: NodeJS.Timeout;
  #viewed: readonly ViewedPlace[] = [];
  #leaving: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: SyncEngineOptions) {
    this.#options = options;
    this.#retryDelays = options.retryDelaysMs ?? defaultRetryDelays;
    this.#hours = setInterval(() => this.#schedule(), hoursMs);
    this.#hours.unref();
  }

  request(study: StudyAtSite, priority: WantedStudy['priority']): void {
    if (this.#stopped) return;
    this.#wants.request(study, priority);
    const want = this.#wants.of(study.studyUid);
    if (want !== null) this.#take(want, true);
    const job = this.#jobs.get(study.studyUid);
    if (job !== undefined && priority === 'ahead') job.comparesBytes = true;
    this.#schedule();
  }

  want(purpose: Purpose, studies: readonly WantedStudy[]): void {
    if (this.#stopped) return;
    const before = new Set(this.#wants.named(purpose));
    this.#wants.replace(purpose, studies);
    for (const studyUid of this.#wants.named(purpose)) {
      const want = this.#wants.of(studyUid);
      if (want === null) continue;
      const isNew = !before.has(studyUid);
      if (purpose === 'case' || this.#jobs.has(studyUid)) this.#take(want, isNew && purpose === 'case');
      else if (isNew) void this.#takeUnlessWhole(want);
    }
    this.#dropUnwanted();
  }

  leaveCase(): void {
    this.#wants.leaveCase();
    this.#dropUnwanted();
  }

  #dropUnwanted(): void {
    for (const job of this.#jobs.values()) if (this.#wants.of(job.studyUid) === null) this.#unwanted(job);
    this.#schedule();
  }

  look(places: readonly ViewedPlace[]): void {
    this.#viewed = places;
    for (const job of this.#jobs.values()) job.viewed = places.filter(({ studyUid }) => studyUid === job.studyUid);
    this.#schedule();
  }

  isThin(siteId: string): boolean {
    const { line } = this.#siteSync(siteId);
    return line === 'measured' ? this.#link(siteId).isSlow : line === 'thin';
  }

  giveWay(siteId: string): () => void {
    return this.#link(siteId).giveWay();
  }

  siteAnswers(siteId: string): void {
    for (const job of this.#jobs.values()) if (job.sources.includes(siteId)) this.#takeUpAgain(job);
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
    clearInterval(this.#hours);
    await Promise.all([...this.#jobs.values()].map(job => job.stop()));
    await this.#leaving;
    this.#jobs.clear();
  }

  /** Makes a job of what is wanted, or gives the present one its priority; `again` looks at a finished study anew. */
  #take(want: Want, again: boolean): void {
    const present = this.#jobs.get(want.studyUid);
    if (present === undefined) {
      this.#jobs.set(want.studyUid, this.#newJob(want));
      return;
    }
    const isNews = want.instanceCount !== null && want.instanceCount !== present.countSeen;
    if (!isFinished(present.phase)) {
      present.rank(want.priority, want.sequence);
      if (present.phase === 'waiting' && again) present.due();
    } else if (again || (isNews && present.phase !== 'cancelled')) {
      present.again(want);
    }
    present.sources = want.sources;
    present.countSeen = want.instanceCount ?? present.countSeen;
  }

  /** What is whole already is not looked at before it is opened, or has another number of images at the PACS. */
  async #takeUnlessWhole(want: Want): Promise<void> {
    const state = await this.#options.cache.state(want.studyUid).catch(() => null);
    const isWhole = state?.state === 'complete' && [null, state.instancesTotal].includes(want.instanceCount);
    const still = this.#wants.of(want.studyUid);
    if (this.#stopped || isWhole || still === null || this.#jobs.has(want.studyUid)) return;
    this.#take(still, false);
    this.#schedule();
  }

  /** What an open case began is finished after all else; what was only read ahead goes. */
  #unwanted(job: StudyJob): void {
    if (isFinished(job.phase)) return;
    if (job.priority === 'reading' || job.priority === 'prior' || job.isLeftOver) {
      job.isLeftOver = true;
      job.rank('ahead', job.sequence);
      return;
    }
    this.#jobs.delete(job.studyUid);
    const { studyUid } = job;
    const left = job.stop().then(async () => {
      const state = await this.state(studyUid);
      for (const listener of this.#listeners) listener(studyUid, state);
    });
    this.#leaving = Promise.all([this.#leaving, left.catch(() => {})]);
  }

  /** A wanted study that failed for what may have passed gets another chance. */
  #takeUpAgain(job: StudyJob): void {
    const want = this.#wants.of(job.studyUid);
    const { failure } = job.facts;
    if (this.#stopped || want === null || this.#jobs.get(job.studyUid) !== job) return;
    if (job.phase === 'waiting') job.due();
    else if ((job.phase === 'failed' || job.phase === 'incomplete') && failure && recovery(failure) === 'retry') {
      job.again(want);
    }
  }

  #newJob(want: Want): StudyJob {
    const { cache, log } = this.#options;
    const job = new StudyJob({
      ...want,
      cache,
      log,
      tell: (studyUid, state) => {
        for (const listener of this.#listeners) listener(studyUid, state);
      },
    });
    job.countSeen = want.instanceCount;
    job.viewed = this.#viewed.filter(({ studyUid }) => studyUid === want.studyUid);
    return job;
  }

  #schedule(): void {
    if (this.#stopped) return;
    const contenders: Contender[] = [];
    for (const job of this.#jobs.values()) {
      const standing = job.standing();
      const { studyUid, presentPriority: priority, sequence } = job;
      if (standing === null) continue;
      if (!this.#isHeld(job)) contenders.push({ studyUid, priority, sequence, standing });
      else if (standing === 'running') job.preempt();
    }
    const { start, preempt } = decideTurns(contenders, this.#options.concurrency ?? 2);
    for (const studyUid of preempt) this.#jobs.get(studyUid)?.preempt();
    for (const studyUid of start) {
      const job = this.#jobs.get(studyUid);
      if (job !== undefined) void this.#run(job);
    }
  }

  /** In a site's quiet hours nothing is fetched ahead. */
  #isHeld(job: StudyJob): boolean {
    if (job.presentPriority !== 'next' && job.presentPriority !== 'ahead') return false;
    return quietAt(this.#siteSync(job.siteId).quietHours, this.#options.clock.now()) !== null;
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
      job.comparesBytes = false;
      this.#options.log.info('study-synced', facts);
    } else {
      const { failure } = ended;
      const other = otherSource(job, ended);
      if (other !== null) {
        this.#options.log.info('study-from-other-site', { ...facts, code: failure.code, other });
        job.siteId = other;
        job.wait(failure, 0, () => this.#schedule());
        this.#schedule();
        return;
      }
      // All were asked: the next try begins with the first again.
      if (job.hadNothing && ended.stored === 0) job.siteId = job.sources[0] ?? job.siteId;
      const retries = ended.end === 'retry-later';
      const delay = retries ? (waitAskedFor(failure) ?? job.nextDelay(ended, this.#retryDelays)) : null;
      if (delay === null) {
        this.#options.log.warn('study-not-synced', { ...facts, code: failure.code });
        job.giveUp(failure);
        if (retries) job.later(takenUpAgainMs, () => this.siteAnswers(job.siteId));
      } else {
        this.#options.log.warn('study-sync-retry', { ...facts, code: failure.code, delay });
        job.wait(failure, delay, () => this.#schedule());
      }
    }
    this.#schedule();
  }

  async #retrieve(job: StudyJob, signal: AbortSignal): Promise<RunEnd> {
    const { cache, client } = this.#options;
    await this.#settleSource(job);
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
      link: this.#link(job.siteId),
      window: this.#window,
      studyUid: job.studyUid,
      memory: job.memory,
      signal,
      viewed: () => job.viewed,
      compares: job.comparesBytes ? 'bytes' : job.priority === 'reading' ? 'headers' : null,
      onReplaced: () => job.replaced(this.#options.clock.now()),
      onWithdrawn: instances => job.withdrawn(instances, this.#options.clock.now()),
      onCount: (done, total) => job.count(done, total, signal),
      onStored: (bytes, done) => job.stored(bytes, done, signal),
      onWhole: seriesUids => {
        const before = job.presentPriority;
        job.wholeSeries = seriesUids;
        if (job.presentPriority !== before) this.#schedule();
      },
      onEvent: event => job.advance(event, signal),
    });
  }

  /**
   * A study of which something is here goes on coming from where that came from: another site's copy may carry another
   * identity in its headers, and one study is never put together of two.
   */
  async #settleSource(job: StudyJob): Promise<void> {
    const { cache, client } = this.#options;
    job.hadNothing = (await cache.instances(job.studyUid)).length === 0;
    if (job.hadNothing) return cache.noteUse(job.studyUid, 0, job.siteId);
    const origin = await cache.site(job.studyUid);
    if (origin !== null && client(origin) !== undefined) job.siteId = origin;
  }

  #siteSync(siteId: string): SiteSync {
    return this.#options.siteSync?.(siteId) ?? defaultSiteSync;
  }

  #link(siteId: string): SiteLink {
    const present = this.#links.get(siteId);
    if (present !== undefined) return present;
    const { requestsAtOnce, line } = this.#siteSync(siteId);
    const made = new SiteLink(requestsAtOnce, line === 'thin' ? thinBytesPerMs : null);
    this.#links.set(siteId, made);
    return made;
  }
}

/** The next site that has the study, when the present one cannot give it and nothing of it is here; else null. */
function otherSource(
  job: StudyJob,
  { failure, stored }: { readonly failure: Failure; readonly stored: number },
): string | null {
  if (!job.hadNothing || stored > 0 || !blamesSite(failure)) return null;
  return job.sources[job.sources.indexOf(job.siteId) + 1] ?? null;
}
