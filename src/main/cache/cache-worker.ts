import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openDecoderPool } from '../decode/index.ts';
import { failureOf } from './failures.ts';
import { CorrectedFrames } from './store/corrected.ts';
import { FinishedFrames } from './store/finished.ts';
import { StudyStore } from './store/study-store.ts';
import type { CacheMessage, CacheOperations, CacheRequest, WorkerOptions } from './worker-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
/** Threads for compressed frames; one processor is left to the rest of the program. */
const decoderThreads = Math.min(4, Math.max(1, availableParallelism() - 1));
/** The largest mammograms take some seconds on a slow machine. */
const longestDecode = 30_000;
const post = (message: CacheMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

try {
  const store = new StudyStore({
    ...(workerData as WorkerOptions),
    onDamage: failure => post({ kind: 'damaged', failure }),
    onChange: (studyUid, state) => post({ kind: 'changed', studyUid, state }),
  });
  serve(store);
  post({ kind: 'opened', failure: null });
} catch (error) {
  post({ kind: 'opened', failure: failureOf(error) });
  port.close();
}

function serve(store: StudyStore): void {
  const decoders = openDecoderPool({ size: decoderThreads, limitMs: longestDecode });
  const finished = new FinishedFrames(store, decoders.decode);
  const corrected = new CorrectedFrames(store, finished);
  const operations: CacheOperations = {
    putInstance: (bytes, expected) => store.putInstance(bytes, expected),
    instances: async studyUid => store.instances(studyUid),
    noteState: async (studyUid, state) => store.noteState(studyUid, state),
    state: async studyUid => store.state(studyUid),
    metadata: async (studyUid, seriesUid, form) =>
      form === 'original' ? store.headers(studyUid, seriesUid) : finished.metadata(studyUid, seriesUid),
    original: async (studyUid, sopInstanceUid) => store.original(studyUid, sopInstanceUid),
    finishedFrame: async (studyUid, sopInstanceUid, frameNumber) =>
      finished.frame(studyUid, sopInstanceUid, frameNumber),
    correctedMetadata: async (studyUid, seriesUid, name) => corrected.metadata(studyUid, seriesUid, name),
    correctedFrame: (studyUid, seriesUid, name, sopInstanceUid, frameNumber) =>
      corrected.frame(studyUid, seriesUid, name, sopInstanceUid, frameNumber),
    overlays: async (studyUid, sopInstanceUid, frameNumber) => finished.overlays(studyUid, sopInstanceUid, frameNumber),
    search: async (level, query) => store.search(level, query),
    holdings: async query => store.holdings(query),
    sizes: async studyUids => store.sizes(studyUids),
    longestUnused: async limit => store.longestUnused(limit),
    usage: async () => store.usage(),
    noteUse: async (studyUid, at, site) => store.noteUse(studyUid, at, site),
    site: async studyUid => store.site(studyUid),
    pinned: async () => store.pinned(),
    pin: async (studyUid, pinned) => store.pin(studyUid, pinned),
    verifyInstance: async (studyUid, sopInstanceUid) => store.verifyInstance(studyUid, sopInstanceUid),
    remove: studyUid => store.remove(studyUid),
    async close() {
      await decoders.close();
      await store.close();
    },
  };
  port!.on('message', (request: CacheRequest) => void answer(operations, request));
}

async function answer(operations: CacheOperations, request: CacheRequest): Promise<void> {
  const { id, name, parameters } = request;
  try {
    // The request's type binds parameters to name; the compiler cannot follow that through the union.
    const operation = operations[name] as (...given: unknown[]) => Promise<unknown>;
    const value = await operation(...parameters);
    if (name === 'putInstance') release(parameters[0]);
    post({ kind: 'done', id, value }, transferable(value));
  } catch (error) {
    post({ kind: 'failed', id, failure: failureOf(error) });
  }
  if (name === 'close') port?.close();
}

/** Frees the bytes of a stored instance now: the next collection of garbage comes only after a hundred megabytes of them. */
function release(bytes: unknown): void {
  if (bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}

/** Pixels and instances change hands instead of being copied. */
function transferable(value: unknown): ArrayBuffer[] {
  if (value instanceof Uint8Array) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== 'object' || value === null) return [];
  if ('value' in value) return transferable(value.value);
  return 'bytes' in value ? transferable(value.bytes) : [];
}
