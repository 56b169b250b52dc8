import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Failure } from '../../contract/index.ts';
import type { StudyCache } from '../cache/index.ts';
import type { InstanceListing, PacsClient } from '../pacs/index.ts';
import type { ByteWindow } from './byte-window.ts';
import { planRetrieval, type Transfer } from './retrieval-plan.ts';
import { concernsAllRequests, recovery } from './retry.ts';
import type { StudyEvent } from './study-phase.ts';

/** How a run ended, unless its signal ended it. */
export type RunEnd =
  | { readonly end: 'whole' }
  | { readonly end: 'retry-later' | 'gave-up'; readonly failure: Failure; readonly stored: number };

/** What a study's next run must know of the ones before. */
export interface RunMemory {
  /** Series that failed as one request. */
  readonly singly: Set<string>;
  /** Instances that were asked for alone in vain, and why. */
  readonly refused: Map<string, Failure>;
}

export interface RunContext {
  readonly client: PacsClient;
  readonly cache: StudyCache;
  readonly window: ByteWindow;
  readonly studyUid: string;
  readonly memory: RunMemory;
  readonly signal: AbortSignal;
  /** The listing is known: `done` of `total` are whole. */
  readonly onCount: (done: number, total: number) => void;
  readonly onStored: (bytes: number, done: number) => void;
  readonly onEvent: (event: Extract<StudyEvent, 'listed' | 'transferred' | 'still-missing'>) => void;
}

/** Requests of one study under way at once: hides the round trips of small series. */
const transfersAtOnce = 3;

/**
 * Brings what is missing of a study: lists, subtracts, retrieves, verifies, and asks singly for what did not come. Ends
 * when everything listed is whole, or no further request makes sense now. Never throws for what a PACS or cache does.
 */
export async function runStudy(context: RunContext): Promise<RunEnd> {
  const { client, cache, studyUid, memory, signal } = context;
  const listed = await client.listInstances(studyUid, signal);
  if (!listed.ok) return ended(listed.failure, 0);
  const run = new Retrieval(context, listed.value, await wholeInstances(cache, studyUid));
  context.onEvent('listed');

  for (let stored = 0; ; context.onEvent('still-missing')) {
    const plan = planRetrieval({ listing: run.listing, whole: run.whole, ...memory });
    const failure = await run.transfer(plan);
    run.know(run.listing, await wholeInstances(cache, studyUid));
    if (signal.aborted) return ended({ code: 'cancelled', params: {} }, run.stored);
    if (failure !== null && concernsAllRequests(failure)) return ended(failure, run.stored);
    run.learn(plan);
    context.onEvent('transferred');
    // A study may still be growing at the PACS while it is retrieved.
    const relisted = plan.length > 0 ? await client.listInstances(studyUid, signal) : listed;
    if (relisted.ok) run.know(relisted.value, run.whole);
    const missing = run.missing();
    if (missing.length === 0) return { end: 'whole' };
    if (missing.every(uid => memory.refused.has(uid))) return ended(run.incomplete(missing), run.stored);
    if (failure !== null && run.stored === stored) return ended(failure, run.stored);
    stored = run.stored;
  }
}

function ended(failure: Failure, stored: number): RunEnd {
  return { end: recovery(failure) === 'retry' ? 'retry-later' : 'gave-up', failure, stored };
}

async function wholeInstances(cache: StudyCache, studyUid: string): Promise<Set<string>> {
  return new Set((await cache.instances(studyUid)).map(({ sopInstanceUid }) => sopInstanceUid));
}

/** The transfers of one run and what they brought. */
class Retrieval {
  readonly #context: RunContext;
  /** Failures of the present plan; a transfer that is not here was answered. */
  #failures = new Map<Transfer, Failure>();
  #listed = new Set<string>();
  #done = 0;
  listing: readonly InstanceListing[] = [];
  whole = new Set<string>();
  /** Instances stored in this run. */
  stored = 0;

  constructor(context: RunContext, listing: readonly InstanceListing[], whole: Set<string>) {
    this.#context = context;
    this.know(listing, whole);
  }

  know(listing: readonly InstanceListing[], whole: Set<string>): void {
    this.listing = listing;
    this.whole = whole;
    this.#listed = new Set(listing.map(({ sopInstanceUid }) => sopInstanceUid));
    this.#done = this.#listed.size - this.missing().length;
    this.#context.onCount(this.#done, this.#listed.size);
  }

  missing(): string[] {
    return [...this.#listed].filter(uid => !this.whole.has(uid));
  }

  /** Sends the requests, some at once. Null, or a failure: one that concerns all requests ends the rest. */
  async transfer(plan: readonly Transfer[]): Promise<Failure | null> {
    this.#failures = new Map();
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, stop.signal]);
    let ending: Failure | null = null;
    const queue = plan.values();
    const worker = async () => {
      for (const transfer of queue) {
        if (signal.aborted) return;
        const failure = await this.#one(transfer, signal);
        if (failure === null) continue;
        if (failure.code !== 'cancelled') this.#failures.set(transfer, failure);
        if (concernsAllRequests(failure) && !signal.aborted) {
          ending = failure;
          stop.abort();
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(transfersAtOnce, plan.length) }, worker));
    return ending ?? [...this.#failures.values()].find(failure => recovery(failure) === 'retry') ?? null;
  }

  async #one(transfer: Transfer, signal: AbortSignal): Promise<Failure | null> {
    const { client, cache, window, studyUid } = this.#context;
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const storing = new Set<Promise<void>>();
    const rejected: Failure[] = [];
    let storeFailure: Failure | null = null;
    const { kind: _, ...expected } = transfer;

    const store = async (instance: Uint8Array<ArrayBuffer>, bytes: number) => {
      try {
        const stored = await cache.putInstance(instance, { studyUid, ...expected });
        if (stored.ok) {
          this.#note(stored.value.sopInstanceUid, bytes);
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
    const onInstance = async (instance: Uint8Array<ArrayBuffer>) => {
      const bytes = instance.length;
      await window.enter(bytes);
      // A fast PACS fills one turn of the event loop after the other: let others have theirs between two instances.
      await nextTurn();
      const work = store(instance, bytes).finally(() => storing.delete(work));
      storing.add(work);
    };
    const retrieved =
      transfer.kind === 'series'
        ? await client.retrieveSeries(studyUid, transfer.seriesUid, onInstance, both)
        : await client.retrieveInstance(studyUid, transfer.seriesUid, transfer.sopInstanceUid, onInstance, both);
    await Promise.all(storing);
    if (storeFailure !== null) return storeFailure;
    if (!retrieved.ok) return retrieved.failure;
    rejected.push(...retrieved.value.rejected);
    // Of a series, verification tells which instances did not come; a single one is known.
    return transfer.kind === 'instance' ? (rejected[0] ?? null) : null;
  }

  #note(sopInstanceUid: string, bytes: number): void {
    if (this.whole.has(sopInstanceUid)) return;
    this.whole.add(sopInstanceUid);
    this.stored++;
    if (this.#listed.has(sopInstanceUid)) this.#done++;
    this.#context.onStored(bytes, this.#done);
  }

  /** Draws the conclusions of a plan whose requests were all sent: what to ask for singly, and what not again. */
  learn(plan: readonly Transfer[]): void {
    const { memory } = this.#context;
    for (const transfer of plan) {
      const failure = this.#failures.get(transfer);
      if (transfer.kind === 'series') {
        memory.singly.add(transfer.seriesUid);
      } else if (!this.whole.has(transfer.sopInstanceUid) && (failure === undefined || recovery(failure) === 'skip')) {
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
      total: this.#listed.size,
      rejected: reasons.filter(({ code }) => code === 'instance-unreadable').length,
    };
    return { code: 'study-incomplete', params, ...(words === undefined ? {} : { words }) };
  }
}
