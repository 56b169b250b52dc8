import { parentPort, workerData } from 'node:worker_threads';
import { serveOperations } from './serve-operations.ts';
import { StudyStore } from './store/study-store.ts';
import type { WorkerOptions, WriteOperations } from './worker-protocol.ts';

if (parentPort === null) throw new Error('this file is the entry of a worker thread');

serveOperations(parentPort, tell => {
  const store = new StudyStore({
    ...(workerData as WorkerOptions),
    onDamage: failure => tell({ kind: 'damaged', failure }),
    onChange: (studyUid, state) => tell({ kind: 'changed', studyUid, state }),
    onRenewed: () => tell({ kind: 'renewed' }),
  });
  return {
    async putInstance(bytes, expected) {
      try {
        return await store.putInstance(bytes, expected);
      } finally {
        // Frees them now: the next collection of garbage comes only after a hundred megabytes of them.
        bytes.buffer.transfer(0);
      }
    },
    noteState: async (studyUid, state) => store.noteState(studyUid, state),
    noteUse: async (studyUid, at, site) => store.noteUse(studyUid, at, site),
    pin: async (studyUid, pinned) => store.pin(studyUid, pinned),
    verifyInstance: async (studyUid, sopInstanceUid) => store.verifyInstance(studyUid, sopInstanceUid),
    putPreparedSeries: async prepared => store.putPreparedSeries(prepared),
    forgetFramePack: async packId => store.forgetFramePack(packId),
    dropFramePacks: async wantedBytes => store.dropFramePacks(wantedBytes),
    renewIndex: async () => store.renewIndex(),
    remove: studyUid => store.remove(studyUid),
    close: () => store.close(),
  } satisfies WriteOperations;
});
