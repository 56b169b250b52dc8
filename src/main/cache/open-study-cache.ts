import { Worker } from 'node:worker_threads';
import { type Failure, fail } from '../../contract/index.ts';
import { workerEntry } from '../worker-entry.ts';
import { StudyCacheError } from './failures.ts';
import type { StudyCache, StudyCacheOptions } from './study-cache.ts';
import type { CacheMessage, CacheOperations, OperationName, WorkerOptions } from './worker-protocol.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: StudyCacheError) => void;
}

/**
 * Opens the cache in a worker thread. Rejects with `StudyCacheError`: `key-unavailable` (wrong key, or every copy of the
 * keys damaged), `store-unusable` (folder, a second program on it, a later schema) or `cache-full`.
 */
export function openStudyCache(options: StudyCacheOptions): Promise<StudyCache> {
  const { onDamage, ...workerData } = options;
  const worker = new Worker(workerEntry('cache-worker', import.meta.url), {
    name: 'study cache',
    workerData: workerData satisfies WorkerOptions,
  });
  const pending = new Map<number, Pending>();
  const listeners = new Set<Parameters<StudyCache['onChange']>[0]>();
  let lastId = 0;
  let gone: Failure | null = null;

  function call<Name extends OperationName>(
    name: Name,
    ...parameters: Parameters<CacheOperations[Name]>
  ): ReturnType<CacheOperations[Name]> {
    return callWith([], name, ...parameters);
  }

  /** The buffers of `transfer` change hands. */
  function callWith<Name extends OperationName>(
    transfer: readonly ArrayBuffer[],
    name: Name,
    ...parameters: Parameters<CacheOperations[Name]>
  ): ReturnType<CacheOperations[Name]> {
    const answer = new Promise<never>((resolve, reject) => {
      if (gone !== null) {
        reject(new StudyCacheError(gone));
        return;
      }
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, name, parameters }, transfer);
    });
    return answer as ReturnType<CacheOperations[Name]>;
  }

  const cache: StudyCache = {
    putInstance(bytes, expected, { handOver } = { handOver: false }) {
      const whole = tight(bytes);
      return outcome(callWith(handOver ? [whole.buffer] : [], 'putInstance', whole, expected));
    },
    instances: studyUid => call('instances', studyUid),
    noteState: (studyUid, state) => call('noteState', studyUid, state),
    state: studyUid => call('state', studyUid),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    metadata: (studyUid, seriesUid, form) => call('metadata', studyUid, seriesUid, form),
    original: (studyUid, sopInstanceUid) => outcome(call('original', studyUid, sopInstanceUid)),
    finishedFrame: (studyUid, sopInstanceUid, frameNumber) =>
      outcome(call('finishedFrame', studyUid, sopInstanceUid, frameNumber)),
    correctedMetadata: (studyUid, seriesUid, name) => call('correctedMetadata', studyUid, seriesUid, name),
    correctedFrame: (studyUid, seriesUid, name, sopInstanceUid, frameNumber) =>
      outcome(call('correctedFrame', studyUid, seriesUid, name, sopInstanceUid, frameNumber)),
    overlays: (studyUid, sopInstanceUid, frameNumber) =>
      outcome(call('overlays', studyUid, sopInstanceUid, frameNumber)),
    search: (level, query) => call('search', level, query),
    holdings: query => call('holdings', query),
    sizes: studyUids => call('sizes', studyUids),
    longestUnused: limit => call('longestUnused', limit),
    usage: () => call('usage'),
    noteUse: (studyUid, at, site) => call('noteUse', studyUid, at, site),
    site: studyUid => call('site', studyUid),
    pinned: () => call('pinned'),
    pin: (studyUid, pinned) => call('pin', studyUid, pinned),
    verifyInstance: (studyUid, sopInstanceUid) => outcome(call('verifyInstance', studyUid, sopInstanceUid)),
    remove: studyUid => call('remove', studyUid),
    async close() {
      if (gone !== null) return;
      const ended = new Promise(resolve => worker.once('exit', resolve));
      await call('close');
      await ended;
    },
  };

  return new Promise((resolve, reject) => {
    const end = (failure: Failure) => {
      gone ??= failure;
      reject(new StudyCacheError(gone));
      for (const { reject: refuse } of pending.values()) refuse(new StudyCacheError(gone));
      pending.clear();
    };
    worker.on('message', (message: CacheMessage) => {
      switch (message.kind) {
        case 'opened':
          if (message.failure === null) resolve(cache);
          else end(message.failure);
          break;
        case 'done':
          pending.get(message.id)?.resolve(message.value as never);
          pending.delete(message.id);
          break;
        case 'failed':
          pending.get(message.id)?.reject(new StudyCacheError(message.failure));
          pending.delete(message.id);
          break;
        case 'changed':
          for (const listener of listeners) listener(message.studyUid, message.state);
          break;
        case 'damaged':
          onDamage?.(message.failure);
          break;
      }
    });
    worker.on('error', error => end(fail('unexpected', { what: 'cache' }, String(error)).failure));
    worker.on('exit', () => end(fail('store-unusable', { store: 'cache', reason: 'closed' }).failure));
  });
}

/** A view of a larger buffer would carry all of it to the worker. */
function tight(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

async function outcome<T extends { ok: boolean }>(answer: Promise<T>): Promise<T | ReturnType<typeof fail>> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StudyCacheError) return { ok: false, failure: error.failure };
    throw error;
  }
}
