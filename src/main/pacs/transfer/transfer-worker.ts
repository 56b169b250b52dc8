import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, fail } from '../../../contract/index.ts';
import type { HttpClient } from '../../ports.ts';
import { Exchange } from '../exchange.ts';
import { retrieveInstances } from '../retrieve.ts';
import type {
  FromTransferThread,
  ToTransferThread,
  TransferOrder,
  TransferQuestion,
  TransferThreadData,
} from './protocol.ts';

if (parentPort === null) throw new Error('this file is the entry of a worker thread');
const port = parentPort;
const { network, cache } = workerData as TransferThreadData;
const { httpClient } = (await import(network)) as { httpClient(): HttpClient };
const http = httpClient();

/** Instances that were told of and not answered yet: hides the way to the main thread and back. */
const mostUnanswered = 4;

const running = new Map<number, AbortController>();
const held = new Map<number, Uint8Array<ArrayBuffer>>();
const asked = new Map<number, { resolve(value: string | null): void; reject(error: Error): void }>();
let lastQuestion = 0;
let lastInstance = 0;

const tell = (message: FromTransferThread) => port.postMessage(message);

port.on('message', (message: ToTransferThread) => {
  switch (message.kind) {
    case 'retrieve':
      void retrieve(message.retrieval, message.order);
      break;
    case 'cancel':
      running.get(message.retrieval)?.abort();
      break;
    case 'answer':
      if (message.error === undefined) asked.get(message.question)?.resolve(message.value);
      else asked.get(message.question)?.reject(new Error(message.error));
      asked.delete(message.question);
      break;
    case 'hand-over': {
      const bytes = held.get(message.instance);
      held.delete(message.instance);
      if (bytes !== undefined) cache.postMessage({ ...message.handedOver, bytes }, [bytes.buffer]);
      tell({ kind: 'handed-over', instance: message.instance, isHeld: bytes !== undefined });
      break;
    }
    case 'drop':
      held.delete(message.instance);
      break;
  }
});

function ask(retrieval: number, question: TransferQuestion): Promise<string | null> {
  lastQuestion += 1;
  const answer = new Promise<string | null>((resolve, reject) => asked.set(lastQuestion, { resolve, reject }));
  tell({ kind: 'question', question: lastQuestion, retrieval, ...question });
  return answer;
}

async function retrieve(retrieval: number, order: TransferOrder): Promise<void> {
  const controller = new AbortController();
  running.set(retrieval, controller);
  const exchange = new Exchange({
    siteId: order.siteId,
    http,
    authorization: () => ask(retrieval, { ask: 'authorization' }),
    patience: order.patience,
    ...(order.isPaced && { pace: async bytes => void (await ask(retrieval, { ask: 'pace', bytes })) }),
  });
  const unanswered: Promise<unknown>[] = [];
  const take = async (bytes: Uint8Array<ArrayBuffer>) => {
    lastInstance += 1;
    held.set(lastInstance, bytes);
    unanswered.push(ask(retrieval, { ask: 'take', instance: lastInstance, bytes: bytes.byteLength }));
    if (unanswered.length >= mostUnanswered) await unanswered.shift();
  };
  try {
    const outcome = await retrieveInstances(
      exchange,
      new URL(order.url),
      take,
      order.maxInstanceBytes,
      controller.signal,
    );
    await Promise.all(unanswered);
    tell({ kind: 'ended', retrieval, outcome });
  } catch (error) {
    controller.abort();
    const failure: Failure = fail('unexpected', { what: 'transfer' }, String(error)).failure;
    tell({ kind: 'ended', retrieval, outcome: { ok: false, failure } });
  } finally {
    running.delete(retrieval);
  }
}
