import type { Failure } from '../../contract/index.ts';
import type { HeldInstance } from '../cache/index.ts';
import { changedInstances } from './changed-instances.ts';
import { planRetrieval, type Transfer } from './retrieval-plan.ts';
import { concernsAllRequests, recovery } from './retry.ts';
import type { RunContext } from './run-context.ts';
import { isListed, isSeriesWhole, needsNames, type StudyContents } from './study-contents.ts';
import { takeNext } from './viewed-place.ts';

/** Requests of one study under way at once: hides the round trips of small series. */
const transfersAtOnce = 4;
/** A series on screen that takes longer than this as one answer is asked for singly, nearest to the viewed place first. */
const longestSeriesMs = 2_000;
/** Size of an instance before any came: a CT slice. */
const usualInstanceBytes = 512 * 1024;

/** The transfers of one run and what they brought. */
export class Retrieval {
  readonly #context: RunContext;
  readonly #contents: StudyContents;
  /** Failures of the present plan; a transfer that is not here was answered. */
  #failures = new Map<Transfer, Failure>();
  #whole: Map<string, Set<string>> = new Map();
  #bytes = 0;
  #done = 0;
  /** Instances stored in this run. */
  stored = 0;

  constructor(context: RunContext, contents: StudyContents) {
    this.#context = context;
    this.#contents = contents;
  }

  get isWhole(): boolean {
    return this.#contents.isWhole(this.#whole);
  }

  /** True while numbers alone cannot tell what is missing. */
  get isUnclear(): boolean {
    return this.#contents.series.some(series => series.places === null && !isSeriesWhole(series, this.#whole));
  }

  missing(): string[] {
    return this.#contents.missing(this.#whole);
  }

  /** Looks at what is whole in the cache. */
  async look(): Promise<void> {
    const instances = await this.#context.cache.instances(this.#context.studyUid);
    const bySeries = Map.groupBy(instances, ({ seriesUid }) => seriesUid);
    this.#whole = new Map(
      [...bySeries].map(([uid, members]) => [uid, new Set(members.map(({ sopInstanceUid }) => sopInstanceUid))]),
    );
    this.#count();
  }

  /** Asks the PACS again what there is; a failure leaves the listing as it was. */
  async relist(): Promise<void> {
    const { client, studyUid, signal } = this.#context;
    const relisted = await client.listSeries(studyUid, signal);
    if (relisted.ok) this.#contents.relist(relisted.value);
    this.#count();
  }

  /** Has the PACS name the instances of series where their number does not do. Null, or what hinders it. */
  async nameInstances(): Promise<Failure | null> {
    const { client, studyUid, memory, signal } = this.#context;
    for (const series of this.#contents.series) {
      const { seriesUid } = series;
      if (this.#isLong(series.instanceCount) && this.#isOnScreen(seriesUid)) memory.singly.add(seriesUid);
      const isSingle = memory.singly.has(seriesUid) && series.places === null;
      if (isSeriesWhole(series, this.#whole) || !(isSingle || needsNames(series, this.#whole))) continue;
      const named = await client.listInstances(studyUid, seriesUid, signal);
      if (!named.ok) return named.failure;
      this.#contents.name(seriesUid, named.value);
    }
    this.#count();
    return null;
  }

  /**
   * Holds what is whole against what the PACS has now: fetches anew what it describes otherwise, or everything, which the
   * cache compares. What is here stays as it is when the PACS cannot say.
   */
  async refresh(): Promise<Failure | null> {
    const { client, cache, studyUid, signal, compares } = this.#context;
    if (compares === 'bytes') {
      return this.transfer(this.#contents.series.map(({ seriesUid }) => ({ kind: 'series', seriesUid })));
    }
    const changed: Transfer[] = [];
    for (const { seriesUid } of this.#contents.series) {
      const described = await client.describeSeries(studyUid, seriesUid, signal);
      if (signal.aborted || !described.ok) return described.ok ? null : described.failure;
      const here = await cache.metadata(studyUid, seriesUid, 'original');
      for (const sopInstanceUid of changedInstances(here, described.value)) {
        changed.push({ kind: 'instance', seriesUid, sopInstanceUid, place: changed.length });
      }
    }
    return changed.length === 0 ? null : this.transfer(changed);
  }

  plan(): Transfer[] {
    const { memory } = this.#context;
    return planRetrieval({ series: this.#contents.series, whole: this.#whole, ...memory });
  }

  /** Sends the requests, some at once. Null, or a failure: one that concerns all requests ends the rest. */
  async transfer(plan: readonly Transfer[]): Promise<Failure | null> {
    const { link, viewed } = this.#context;
    this.#failures = new Map();
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, stop.signal]);
    let ending: Failure | null = null;
    const queue = [...plan];
    const underWay = new Map<Transfer, Promise<Failure | null>>();
    const worker = async () => {
      while (queue.length > 0 && !signal.aborted) {
        const leave = await link.enter(signal);
        try {
          if (this.#isForScreenOnly(queue, underWay.keys())) {
            leave();
            await Promise.race(underWay.values());
            continue;
          }
          const transfer = signal.aborted ? undefined : takeNext(queue, this.#contents, viewed());
          if (transfer === undefined) return;
          const transferred = this.#one(transfer, signal);
          underWay.set(transfer, transferred);
          const failure = await transferred;
          underWay.delete(transfer);
          if (failure === null) link.succeeded();
          else if (failure.code !== 'cancelled') this.#failures.set(transfer, failure);
          if (failure?.code === 'pacs-busy') link.busy();
          if (failure !== null && concernsAllRequests(failure) && !signal.aborted) {
            ending = failure;
            stop.abort();
          }
        } finally {
          leave();
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(transfersAtOnce, plan.length) }, worker));
    return ending ?? [...this.#failures.values()].find(failure => recovery(failure) === 'retry') ?? null;
  }

  async #one(transfer: Transfer, signal: AbortSignal): Promise<Failure | null> {
    // It came on screen while its turn was waited for.
    if (transfer.kind === 'series' && this.#shouldLeave(transfer.seriesUid)) return null;
    const { client, cache, window, studyUid, link } = this.#context;
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const storing = new Set<Promise<void>>();
    const rejected: Failure[] = [];
    let storeFailure: Failure | null = null;
    let isLeft = false;
    const { seriesUid } = transfer;
    const expected =
      transfer.kind === 'series' ? { seriesUid } : { seriesUid, sopInstanceUid: transfer.sopInstanceUid };

    type Instance = Uint8Array<ArrayBuffer> | HeldInstance;
    const store = async (instance: Instance, bytes: number) => {
      try {
        const stored = await cache.putInstance(instance, { studyUid, ...expected }, { handOver: true });
        if (stored.ok) {
          if (stored.value.replaced) this.#context.onReplaced();
          this.#note(seriesUid, stored.value.sopInstanceUid, bytes);
        } else if (recovery(stored.failure) === 'skip') {
          rejected.push(stored.failure);
        } else {
          storeFailure = stored.failure;
        }
      } catch {
        storeFailure = { code: 'store-unusable', params: { store: 'cache' } };
      }
      if (storeFailure !== null) stop.abort();
      window.leave(bytes);
    };
    const onInstance = async (instance: Instance) => {
      const bytes = instance.byteLength;
      link.received(bytes);
      await window.enter(bytes);
      const work = store(instance, bytes).finally(() => storing.delete(work));
      storing.add(work);
      if (transfer.kind === 'series' && this.#shouldLeave(seriesUid)) {
        isLeft = true;
        stop.abort();
      }
    };
    const retrieved =
      transfer.kind === 'series'
        ? await client.retrieveSeries(studyUid, seriesUid, onInstance, both)
        : await client.retrieveInstance(studyUid, seriesUid, transfer.sopInstanceUid, onInstance, both);
    await Promise.all(storing);
    if (storeFailure !== null) return storeFailure;
    if (isLeft) return null;
    if (!retrieved.ok) return retrieved.failure;
    rejected.push(...retrieved.value.rejected);
    // Of a series, verification tells which instances did not come; a single one is known.
    return transfer.kind === 'instance' ? (rejected[0] ?? null) : null;
  }

  /** While the last of what is on screen is under way, the rest does not take any of the line from it. */
  #isForScreenOnly(queue: readonly Transfer[], underWay: Iterable<Transfer>): boolean {
    const isViewed = ({ seriesUid }: Transfer) => this.#isOnScreen(seriesUid);
    return !queue.some(isViewed) && [...underWay].some(isViewed);
  }

  /** A series on screen whose rest takes long in the server's order is better asked for in the reader's. */
  #shouldLeave(seriesUid: string): boolean {
    const series = this.#contents.of(seriesUid);
    if (series === undefined || series.instanceCount === null || !this.#isOnScreen(seriesUid)) return false;
    return this.#isLong(series.instanceCount - (this.#whole.get(seriesUid)?.size ?? 0));
  }

  /** Whether so many instances take long on this line; never before the line is known. */
  #isLong(instances: number | null): boolean {
    const { bytesPerMs } = this.#context.link;
    if (bytesPerMs === null || instances === null || instances < transfersAtOnce) return false;
    const bytes = this.stored === 0 ? usualInstanceBytes : this.#bytes / this.stored;
    return (instances * bytes) / bytesPerMs > longestSeriesMs;
  }

  #isOnScreen(seriesUid: string): boolean {
    return this.#context.viewed().some(place => place.seriesUid === seriesUid);
  }

  #note(seriesUid: string, sopInstanceUid: string, bytes: number): void {
    const here = this.#whole.get(seriesUid) ?? new Set();
    this.#whole.set(seriesUid, here);
    if (here.has(sopInstanceUid)) return;
    here.add(sopInstanceUid);
    this.stored++;
    this.#bytes += bytes;
    const series = this.#contents.of(seriesUid);
    if (series !== undefined && isListed(series, sopInstanceUid, here.size)) this.#done++;
    this.#context.onStored(bytes, this.#done);
    if (series !== undefined && isSeriesWhole(series, this.#whole)) this.#tellWhole();
  }

  #count(): void {
    this.#done = this.#contents.done(this.#whole);
    this.#context.onCount(this.#done, this.#contents.total);
    this.#context.onWithdrawn(this.#contents.withdrawn(this.#whole));
    this.#tellWhole();
  }

  #tellWhole(): void {
    const { series } = this.#contents;
    this.#context.onWhole(
      new Set(series.filter(each => isSeriesWhole(each, this.#whole)).map(({ seriesUid }) => seriesUid)),
    );
  }

  /** Draws the conclusions of a plan whose requests were all sent: what to ask for singly, and what not again. */
  learn(plan: readonly Transfer[]): void {
    const { memory } = this.#context;
    for (const transfer of plan) {
      const failure = this.#failures.get(transfer);
      // What is still on its way from the archive is asked for as before.
      if (failure?.code === 'study-nearline') continue;
      if (transfer.kind === 'series') {
        memory.singly.add(transfer.seriesUid);
      } else if (
        !this.#whole.get(transfer.seriesUid)?.has(transfer.sopInstanceUid) &&
        (failure === undefined || recovery(failure) === 'skip')
      ) {
        const notSent: Failure = { code: 'study-not-found', params: { site: this.#context.client.siteId } };
        memory.refused.set(transfer.sopInstanceUid, failure ?? notSent);
      }
    }
  }

  /** The failure for a study of which the PACS gave all it can. */
  incomplete(missing: readonly string[]): Failure {
    const { client, memory } = this.#context;
    const reasons = missing.flatMap(uid => memory.refused.get(uid) ?? []);
    const words = reasons.find(reason => reason.words !== undefined)?.words;
    const params = {
      site: client.siteId,
      missing: missing.length,
      total: this.#contents.total ?? 0,
      rejected: reasons.filter(({ code }) => code === 'instance-unreadable').length,
    };
    return { code: 'study-incomplete', params, ...(words === undefined ? {} : { words }) };
  }
}
