import { parentPort, workerData } from 'node:worker_threads';
import { buildDisplaySets } from '../../dicom/geometry/display-sets.ts';
import { rejectedInstances } from '../../dicom/rejection/rejected-instances.ts';
import { openDecoderPool } from '../decode/index.ts';
import { serveOperations } from './serve-operations.ts';
import { bulkDataOf } from './store/bulk-data.ts';
import { CorrectedFrames } from './store/corrected.ts';
import { FinishedFrames } from './store/finished.ts';
import { openReadingStores, StudyReader } from './store/study-reader.ts';
import type { ReadOperations, WorkerOptions } from './worker-protocol.ts';

if (parentPort === null) throw new Error('this file is the entry of a worker thread');
/** The largest mammograms take some seconds on a slow machine. */
const longestDecode = 30_000;
const options = workerData as WorkerOptions;

serveOperations(parentPort, () => {
  // Opened by `reopen`, once the writer has made the stores: the thread itself starts beside the writer's.
  let stores: ReturnType<typeof openReadingStores> | null = null;
  const reader = new StudyReader(work => {
    if (stores === null) throw new Error('the stores are not open yet');
    return work(stores);
  });
  const decoders = openDecoderPool({ size: options.decoderThreads, limitMs: longestDecode });
  const finished = new FinishedFrames(reader, decoders.decode);
  const corrected = new CorrectedFrames(reader, finished);
  const headersOf = (studyUid: string, seriesUid: string | null, form: 'original' | 'finished') =>
    form === 'original' ? reader.headers(studyUid, seriesUid) : finished.metadata(studyUid, seriesUid);
  return {
    instances: async studyUid => reader.instances(studyUid),
    state: async studyUid => reader.state(studyUid),
    metadata: async (studyUid, seriesUid, form) => headersOf(studyUid, seriesUid, form),
    metadataJson: async (studyUid, seriesUid, form) =>
      new TextEncoder().encode(JSON.stringify(headersOf(studyUid, seriesUid, form))),
    async displaySets(studyUid, options) {
      const headers = finished.metadata(studyUid, null);
      const rejected = rejectedInstances(headers);
      const shown = headers.filter(header => !rejected.has(String(header['00080018']?.Value?.[0])));
      return buildDisplaySets(shown, options);
    },
    original: async (studyUid, sopInstanceUid) => reader.original(studyUid, sopInstanceUid),
    async bulkData(studyUid, sopInstanceUid, path) {
      const original = reader.original(studyUid, sopInstanceUid);
      return original.ok ? bulkDataOf(original.value, path) : original;
    },
    finishedFrame: (studyUid, sopInstanceUid, frameNumber) => finished.frame(studyUid, sopInstanceUid, frameNumber),
    correctedMetadata: async (studyUid, seriesUid, name) => corrected.metadata(studyUid, seriesUid, name),
    correctedFrame: (studyUid, seriesUid, name, sopInstanceUid, frameNumber) =>
      corrected.frame(studyUid, seriesUid, name, sopInstanceUid, frameNumber),
    overlays: (studyUid, sopInstanceUid, frameNumber) => finished.overlays(studyUid, sopInstanceUid, frameNumber),
    rendered: (studyUid, sopInstanceUid, frameNumber, window) =>
      finished.rendered(studyUid, sopInstanceUid, frameNumber, window),
    async framePack(studyUid, seriesUid, name) {
      const pack = reader.framePack(studyUid, seriesUid, name);
      return pack && { packId: pack.packId, header: pack.header };
    },
    framesOfPack: async (packId, indices) => reader.framesOfPack(packId, indices),
    search: async (level, query) => reader.search(level, query),
    holdings: async query => reader.holdings(query),
    sizes: async studyUids => reader.sizes(studyUids),
    longestUnused: async limit => reader.longestUnused(limit),
    usage: async () => reader.usage(),
    site: async studyUid => reader.site(studyUid),
    pinned: async () => reader.pinned(),
    async reopen() {
      stores?.close();
      stores = openReadingStores(options);
    },
    async close() {
      await decoders.close();
      stores?.close();
    },
  } satisfies ReadOperations;
});
