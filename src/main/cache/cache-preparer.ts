import { parentPort, workerData } from 'node:worker_threads';
import { openDecoderPool } from '../decode/index.ts';
import { SeriesPreparer } from './frames/prepare-series.ts';
import { serveOperations } from './serve-operations.ts';
import { CorrectedFrames } from './store/corrected.ts';
import { FinishedFrames } from './store/finished.ts';
import { openReadingStores, StudyReader } from './store/study-reader.ts';
import type { PrepareOperations, WorkerOptions } from './worker-protocol.ts';

if (parentPort === null) throw new Error('this file is the entry of a worker thread');
const longestDecode = 30_000;
const options = workerData as WorkerOptions;

serveOperations(parentPort, () => {
  let stores: ReturnType<typeof openReadingStores> | null = null;
  let isClosing = false;
  let quietFrom = 0;
  const reader = new StudyReader(work => {
    if (stores === null) throw new Error('the stores are not open yet');
    return work(stores);
  });
  const decoders = openDecoderPool({ size: options.decoderThreads, limitMs: longestDecode });
  const finished = new FinishedFrames(reader, decoders.decode);
  const corrected = new CorrectedFrames(reader, finished);
  /** Requests come in between two frames. */
  const turn = async () => {
    await new Promise(resolve => setImmediate(resolve));
    for (let wait = 1; wait > 0 && !isClosing; ) {
      wait = quietFrom - performance.now();
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
    }
    if (isClosing) throw new Error('the cache is being closed');
  };
  const { folder, decoderThreads } = options;
  const preparer = new SeriesPreparer({ reader, finished, corrected, folder, parallel: decoderThreads + 1, turn });
  let preparing: Promise<unknown> = Promise.resolve();
  return {
    unpreparedSeries: async studyUid => reader.unpreparedSeries(studyUid),
    prepareSeries(studyUid, seriesUid) {
      const prepared = preparer.prepare(studyUid, seriesUid);
      preparing = prepared.catch(() => {});
      return prepared;
    },
    async stepBack(ms) {
      quietFrom = performance.now() + ms;
    },
    async reopen() {
      stores?.close();
      stores = openReadingStores(options);
    },
    async close() {
      isClosing = true;
      await decoders.close();
      await preparing;
      stores?.close();
    },
  } satisfies PrepareOperations;
});
