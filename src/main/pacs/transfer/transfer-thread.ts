import { type MessagePort, Worker } from 'node:worker_threads';
import { type Failure, fail, type Outcome } from '../../../contract/index.ts';
import type { HandedOver, HeldInstance } from '../../cache/index.ts';
import { workerEntry } from '../../worker-entry.ts';
import type { Pace } from '../exchange.ts';
import type { InstanceSink, RetrieveSummary } from '../pacs-client.ts';
import type { FromTransferThread, ToTransferThread, TransferOrder, TransferThreadData } from './protocol.ts';

/**
 * Retrieves instances in a thread of its own: the network, the multipart reader, and the way of the bytes to the cache's
 * thread. The main thread hears of each instance, says whether and as what it is stored, and sees none of its bytes.
 */
export interface TransferThread {
  /** As `retrieveInstances`; each instance is given to `onInstance` as one that this thread holds. */
  retrieve(
    order: Omit<TransferOrder, 'isPaced'>,
    guide: TransferGuide,
    onInstance: InstanceSink,
    signal: AbortSignal,
  ): Promise<Outcome<RetrieveSummary>>;
  /** Whether the thread is gone; every retrieval fails from then on. */
  readonly hasEnded: boolean;
  close(): Promise<void>;
}

/** What is decided in the main thread while a retrieval runs. */
export interface TransferGuide {
  /** Asked before every request; see `ExchangeOptions`. */
  readonly authorization: () => Promise<string | null>;
  readonly pace?: Pace;
}

interface Running {
  readonly siteId: string;
  readonly guide: TransferGuide;
  readonly onInstance: InstanceSink;
  readonly signal: AbortSignal;
  readonly end: (outcome: Outcome<RetrieveSummary>) => void;
  readonly fault: (error: unknown) => void;
}

/** `network`: the module of `HttpClient.threads`. `cache`: see `StudyCache.connect`. */
export function openTransferThread(network: URL, cache: MessagePort): TransferThread {
  const workerData: TransferThreadData = { network: network.href, cache };
  const worker = new Worker(workerEntry('transfer-worker', import.meta.url), {
    name: 'transfers',
    workerData,
    transferList: [cache],
    // A small young generation is collected often, and with it the network's pieces, which lie outside of the heap.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const running = new Map<number, Running>();
  const handing = new Map<number, { resolve(): void; reject(error: Error): void }>();
  let lastRetrieval = 0;
  let gone: Failure | null = null;
  const post = (message: ToTransferThread) => worker.postMessage(message);

  const end = (failure: Failure) => {
    gone ??= failure;
    // For those under way it is a connection that broke off: the sync tries again.
    const brokenOff = (site: string) => fail('pacs-unreachable', { site, reason: 'transfer-ended' });
    for (const { siteId, signal, end: finish } of running.values()) {
      finish(signal.aborted || gone.code === 'cancelled' ? fail('cancelled') : brokenOff(siteId));
    }
    running.clear();
    for (const { reject } of handing.values()) reject(new Error('the thread of the transfers has ended'));
    handing.clear();
  };
  worker.on('error', error => end(fail('unexpected', { what: 'transfer' }, String(error)).failure));
  worker.on('exit', () => end(fail('cancelled').failure));

  const handOver = (instance: number, handedOver: HandedOver) =>
    new Promise<void>((resolve, reject) => {
      if (gone !== null) return reject(new Error('the thread of the transfers has ended'));
      handing.set(instance, { resolve, reject });
      post({ kind: 'hand-over', instance, handedOver });
    });

  worker.on('message', (message: FromTransferThread) => {
    if (message.kind === 'handed-over') {
      const waiting = handing.get(message.instance);
      handing.delete(message.instance);
      if (message.isHeld) waiting?.resolve();
      else waiting?.reject(new Error('the instance is not held any more'));
      return;
    }
    const retrieval = running.get(message.retrieval);
    if (message.kind === 'ended') {
      running.delete(message.retrieval);
      retrieval?.end(message.outcome);
      return;
    }
    const { question } = message;
    answerOf(message, retrieval).then(
      value => post({ kind: 'answer', question, value }),
      (error: unknown) => {
        if (message.ask === 'take') retrieval?.fault(error);
        post({ kind: 'answer', question, value: null, error: String(error) });
      },
    );
  });

  async function answerOf(
    message: Extract<FromTransferThread, { kind: 'question' }>,
    retrieval: Running | undefined,
  ): Promise<string | null> {
    if (message.ask === 'take') {
      const { instance, bytes } = message;
      if (retrieval === undefined) post({ kind: 'drop', instance });
      else await retrieval.onInstance(heldInstance(instance, bytes));
      return null;
    }
    if (retrieval === undefined) throw new Error('the retrieval has ended');
    if (message.ask === 'authorization') return retrieval.guide.authorization();
    await retrieval.guide.pace?.(message.bytes, retrieval.signal);
    return null;
  }

  function heldInstance(instance: number, byteLength: number): HeldInstance {
    return {
      byteLength,
      handOver: handedOver => handOver(instance, handedOver),
      drop: () => post({ kind: 'drop', instance }),
    };
  }

  return {
    get hasEnded() {
      return gone !== null;
    },
    retrieve(order, guide, onInstance, signal) {
      if (gone !== null) return Promise.resolve({ ok: false, failure: gone });
      if (signal.aborted) return Promise.resolve(fail('cancelled'));
      lastRetrieval += 1;
      const retrieval = lastRetrieval;
      const cancel = () => post({ kind: 'cancel', retrieval });
      signal.addEventListener('abort', cancel, { once: true });
      const ended = new Promise<Outcome<RetrieveSummary>>((resolve, reject) => {
        running.set(retrieval, { siteId: order.siteId, guide, onInstance, signal, end: resolve, fault: reject });
        post({ kind: 'retrieve', retrieval, order: { ...order, isPaced: guide.pace !== undefined } });
      });
      return ended.finally(() => signal.removeEventListener('abort', cancel));
    },
    async close() {
      await worker.terminate();
    },
  };
}
