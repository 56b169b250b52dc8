import { parentPort, workerData } from 'node:worker_threads';
import type { PhantomReply } from './messages.ts';
import { planStudies } from './phantoms.ts';

/** Which studies to make, for a department opened at that time (milliseconds since the epoch). */
export interface PhantomWork {
  readonly opened: number;
  readonly studyUids: readonly string[];
}

const { opened, studyUids } = workerData as PhantomWork;

function* instances(): Generator<PhantomReply> {
  for (const { studyUid, series } of planStudies(new Date(opened))) {
    if (!studyUids.includes(studyUid)) continue;
    for (const bytes of series.instances()) yield { kind: 'instance', studyUid, bytes };
  }
}

// One instance for each request, so that no more of them wait than the store asked for.
const made = instances();
parentPort?.on('message', () => {
  const { value, done } = made.next();
  if (done) parentPort?.postMessage({ kind: 'end' } satisfies PhantomReply);
  else parentPort?.postMessage(value, value.kind === 'instance' ? [value.bytes.buffer] : []);
});
