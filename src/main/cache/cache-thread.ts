import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Failure, fail } from '../../contract/index.ts';
import { workerEntry } from '../worker-entry.ts';
import { StudyCacheError } from './failures.ts';
import type { ExpectedInstance, HeldInstance } from './study-cache.ts';
import type { CacheConnection, CacheMessage, WorkerOptions } from './worker-protocol.ts';

/** Operations across the border of a thread: the same parameters, and answers that can also be a `StudyCacheError`. */
type Answer<Operation> = Operation extends (...parameters: never[]) => Promise<infer Value> ? Promise<Value> : never;
type Parameters<Operation> = Operation extends (...parameters: infer Given) => unknown ? Given : never;

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: StudyCacheError) => void;
}

/** One thread of the cache as the main thread sees it. */
export class CacheThread<Operations extends { close(): Promise<void> }> {
  /** Resolves when its stores are open; rejects with the reason why they are not. */
  readonly opened: Promise<void>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #gone: Failure | null = null;

  /** `entry`: the name of its file beside this one. `onMessage` gets what it tells unasked. */
  constructor(entry: string, workerData: WorkerOptions, onMessage: (message: CacheMessage) => void) {
    this.#worker = new Worker(workerEntry(entry, import.meta.url), { name: entry, workerData });
    this.opened = new Promise((resolve, reject) => {
      const end = (failure: Failure) => {
        this.#gone ??= failure;
        reject(new StudyCacheError(this.#gone));
        for (const { reject: refuse } of this.#pending.values()) refuse(new StudyCacheError(this.#gone));
        this.#pending.clear();
      };
      this.#worker.on('message', (message: CacheMessage) => {
        switch (message.kind) {
          case 'opened':
            if (message.failure === null) resolve();
            else end(message.failure);
            break;
          case 'done':
            this.#pending.get(message.id)?.resolve(message.value as never);
            this.#pending.delete(message.id);
            break;
          case 'failed':
            this.#pending.get(message.id)?.reject(new StudyCacheError(message.failure));
            this.#pending.delete(message.id);
            break;
          case 'changed':
          case 'damaged':
          case 'renewed':
            onMessage(message);
            break;
        }
      });
      this.#worker.on('error', error => end(fail('unexpected', { what: 'cache' }, String(error)).failure));
      this.#worker.on('exit', () => end(fail('store-unusable', { store: 'cache', reason: 'closed' }).failure));
    });
    // Whoever waits hears of it; nobody has to.
    this.opened.catch(() => {});
  }

  /** Requests that it has not answered yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  call<Name extends keyof Operations & string>(
    name: Name,
    ...parameters: Parameters<Operations[Name]>
  ): Answer<Operations[Name]> {
    return this.callWith([], name, ...parameters);
  }

  /** The buffers of `transfer` change hands. */
  callWith<Name extends keyof Operations & string>(
    transfer: readonly ArrayBuffer[],
    name: Name,
    ...parameters: Parameters<Operations[Name]>
  ): Answer<Operations[Name]> {
    const answer = this.#answer(id => this.#worker.postMessage({ id, name, parameters }, transfer));
    return answer as unknown as Answer<Operations[Name]>;
  }

  /** An instance that another thread posts over its connection: this one answers whether it is stored. */
  putHeld<Stored>(instance: HeldInstance, expected: ExpectedInstance): Promise<Stored> {
    return this.#answer(id => {
      instance.handOver({ id, expected }).catch(error => {
        this.#pending
          .get(id)
          ?.reject(new StudyCacheError(fail('unexpected', { what: 'transfer' }, String(error)).failure));
        this.#pending.delete(id);
      });
    });
  }

  /** The other end of a way into this thread. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const connection: CacheConnection = { connection: port1 };
    this.#worker.postMessage(connection, [port1]);
    return port2;
  }

  #answer(ask: (id: number) => void): Promise<never> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) {
        reject(new StudyCacheError(this.#gone));
        return;
      }
      this.#lastId += 1;
      this.#pending.set(this.#lastId, { resolve, reject });
      ask(this.#lastId);
    });
  }

  async close(): Promise<void> {
    if (this.#gone !== null) return;
    const ended = new Promise(resolve => this.#worker.once('exit', resolve));
    await this.call('close', ...([] as unknown as Parameters<Operations['close']>));
    await ended;
  }
}
