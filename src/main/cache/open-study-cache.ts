import { availableParallelism } from 'node:os';
import { fail, type Outcome, succeed } from '../../contract/index.ts';
import { CacheThread } from './cache-thread.ts';
import { StudyCacheError } from './failures.ts';
import { Preparation } from './preparation.ts';
import { ReaderThreads } from './reader-threads.ts';
import type { CachedInstance, StudyCache, StudyCacheOptions } from './study-cache.ts';
import type { WriteOperations } from './worker-protocol.ts';

/** Threads that decode what is made ahead; one processor is left to the rest of the program. */
const threads = Math.min(4, Math.max(1, availableParallelism() - 1));

/**
 * Opens the cache: one thread writes, others read beside it. Rejects with `StudyCacheError`: `key-unavailable` (wrong key,
 * or every copy of the keys damaged), `store-unusable` (folder, a second program on it, a later schema) or `cache-full`.
 */
export async function openStudyCache(options: StudyCacheOptions): Promise<StudyCache> {
  const { onDamage, ...stores } = options;
  const listeners = new Set<Parameters<StudyCache['onChange']>[0]>();
  const writer = new CacheThread<WriteOperations>('cache-writer', { ...stores, decoderThreads: 0 }, message => {
    if (message.kind === 'changed') for (const listener of listeners) listener(message.studyUid, message.state);
    if (message.kind === 'damaged') onDamage?.(message.failure);
    // A read that meets a failure to reopen says so itself.
    if (message.kind === 'renewed') void Promise.all([reading.reopen(), preparation.reopen()]).catch(() => {});
  });
  const preparation = new Preparation(
    () => new CacheThread('cache-preparer', { ...stores, decoderThreads: threads }, () => {}),
    writer,
  );
  const reading = new ReaderThreads(
    stores,
    oneAtATime(() => writer.call('renewIndex')),
  );
  try {
    await writer.opened;
    await reading.reopen();
  } catch (error) {
    await Promise.all([reading.close(), writer.close()]);
    throw error;
  }

  /**
   * What a reader found to be damaged or without a key is looked at again by the writer, which names and drops it, before
   * anybody hears of it. A study that was removed, or an instance that was stored anew, while it was read is no damage.
   */
  const mended = async <T>(
    read: () => Promise<Outcome<T>>,
    studyUid: string,
    sopInstanceUid: string,
  ): Promise<Outcome<T>> => {
    const found = await outcome(read());
    const isSuspect = !found.ok && (found.failure.code === 'cache-damaged' || found.failure.code === 'key-unavailable');
    if (!isSuspect) return found;
    const verified = await outcome(writer.call('verifyInstance', studyUid, sopInstanceUid));
    return verified.ok ? outcome(read()) : verified;
  };

  /** The reader waits for pixels: frames that nobody waits for are made later. */
  const pixels: ReaderThreads['read'] = (name, ...parameters) => {
    preparation.stepBack();
    return reading.read(name, ...parameters);
  };

  return {
    putInstance(bytes, expected, { handOver } = { handOver: false }) {
      if (!(bytes instanceof Uint8Array)) return outcome(writer.putHeld<Outcome<CachedInstance>>(bytes, expected));
      const whole = tight(bytes);
      return outcome(writer.callWith(handOver ? [whole.buffer] : [], 'putInstance', whole, expected));
    },
    connect: () => writer.connect(),
    noteState: (studyUid, state) => writer.call('noteState', studyUid, state),
    noteUse: (studyUid, at, site) => writer.call('noteUse', studyUid, at, site),
    pin: (studyUid, pinned) => writer.call('pin', studyUid, pinned),
    verifyInstance: (studyUid, sopInstanceUid) => outcome(writer.call('verifyInstance', studyUid, sopInstanceUid)),
    remove: studyUid => writer.call('remove', studyUid),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    instances: studyUid => reading.read('instances', studyUid),
    state: studyUid => reading.read('state', studyUid),
    metadata: (studyUid, seriesUid, form) => reading.read('metadata', studyUid, seriesUid, form),
    metadataJson: (studyUid, seriesUid, form) => reading.read('metadataJson', studyUid, seriesUid, form),
    displaySets: (studyUid, options) => pixels('displaySets', studyUid, options),
    original: (studyUid, uid) => mended(() => reading.read('original', studyUid, uid), studyUid, uid),
    bulkData: (studyUid, uid, path) => mended(() => reading.read('bulkData', studyUid, uid, path), studyUid, uid),
    finishedFrame: (studyUid, uid, frame) => mended(() => pixels('finishedFrame', studyUid, uid, frame), studyUid, uid),
    correctedMetadata: (studyUid, seriesUid, name) => reading.read('correctedMetadata', studyUid, seriesUid, name),
    correctedFrame: (studyUid, seriesUid, name, uid, frame) =>
      mended(() => pixels('correctedFrame', studyUid, seriesUid, name, uid, frame), studyUid, uid),
    overlays: (studyUid, uid, frame) => mended(() => pixels('overlays', studyUid, uid, frame), studyUid, uid),
    rendered: (studyUid, uid, frame, window) =>
      mended(() => pixels('rendered', studyUid, uid, frame, window), studyUid, uid),
    prepareFrames: studyUid => preparation.prepare(studyUid),
    async framePack(studyUid, seriesUid, name) {
      const found = await pixels('framePack', studyUid, seriesUid, name);
      if (found === null) return fail('study-not-found', { what: 'frame-pack' });
      const { packId, header } = found;
      const read = async (indices: readonly number[]) => {
        const frames = await outcome(pixels('framesOfPack', packId, indices));
        if (!frames.ok && frames.failure.code === 'cache-damaged') {
          await writer.call('forgetFramePack', packId);
          void preparation.prepare(studyUid);
        }
        return frames;
      };
      return succeed({ header, read });
    },
    dropFramePacks: wantedBytes => writer.call('dropFramePacks', wantedBytes),
    search: (level, query) => reading.read('search', level, query),
    holdings: query => reading.read('holdings', query),
    sizes: studyUids => reading.read('sizes', studyUids),
    longestUnused: limit => reading.read('longestUnused', limit),
    usage: () => reading.read('usage'),
    site: studyUid => reading.read('site', studyUid),
    pinned: () => reading.read('pinned'),
    async close() {
      await Promise.all([reading.close(), preparation.close()]);
      await writer.close();
    },
  };
}

/** Calls that come while one is under way share its answer. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
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
