import { Worker } from 'node:worker_threads';
import type { StudyCache } from '../cache/index.ts';
import { workerEntry } from '../worker-entry.ts';
import type { PhantomReply, PhantomRequest } from './messages.ts';
import type { PhantomWork } from './phantom-worker.ts';
import { type DemoStudyPlan, planStudies } from './phantoms.ts';

/** Instances that are made ahead while earlier ones are being stored. */
const ahead = 4;

/**
 * Makes the studies that the store does not hold whole and puts them into it; what an interrupted start left is taken up.
 * Studies of an earlier recipe or day are removed. Rejects when an instance can not be stored, or on `signal`.
 */
export async function makePhantoms(
  cache: StudyCache,
  opened: Date,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const plans = planStudies(opened);
  await removeOthers(cache, new Set(plans.map(({ studyUid }) => studyUid)));
  const missing = [];
  for (const plan of plans) {
    const held = await cache.instances(plan.studyUid);
    if (held.length < plan.instanceCount) missing.push(plan);
  }
  if (missing.length === 0) return;
  const total = missing.reduce((sum, { instanceCount }) => sum + instanceCount, 0);
  onProgress(0, total);
  const shares = share(missing);
  let done = 0;
  const stored = () => {
    done++;
    onProgress(done, total);
  };
  await Promise.all(
    shares.map(studyUids => makeInWorker(cache, { opened: opened.getTime(), studyUids }, stored, signal)),
  );
}

/** Two workers: on two cores the phantoms are made in half the time. */
function share(plans: readonly DemoStudyPlan[]): readonly string[][] {
  const shares = [
    { effort: 0, studyUids: [] as string[] },
    { effort: 0, studyUids: [] as string[] },
  ];
  const groups = [...Map.groupBy(plans, ({ group }) => group).values()].map(members => ({
    studyUids: members.map(({ studyUid }) => studyUid),
    effort: Math.max(...members.map(({ effort }) => effort)),
  }));
  for (const { studyUids, effort } of groups.toSorted((a, b) => b.effort - a.effort)) {
    const least = shares.reduce((a, b) => (b.effort < a.effort ? b : a));
    least.studyUids.push(...studyUids);
    least.effort += effort;
  }
  return shares.map(({ studyUids }) => studyUids).filter(studyUids => studyUids.length > 0);
}

async function removeOthers(cache: StudyCache, wanted: ReadonlySet<string>): Promise<void> {
  for (const study of await cache.search('studies', {})) {
    const studyUid = study['0020000D']?.Value?.[0];
    if (typeof studyUid === 'string' && !wanted.has(studyUid)) await cache.remove(studyUid);
  }
}

function makeInWorker(cache: StudyCache, work: PhantomWork, stored: () => void, signal: AbortSignal): Promise<void> {
  const worker = new Worker(workerEntry('phantom-worker', import.meta.url), { workerData: work });
  const next = () => worker.postMessage({ kind: 'next' } satisfies PhantomRequest);
  return new Promise<void>((resolve, reject) => {
    const stop = () => reject(new Error('stopped while the phantoms were made'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    let waiting = 0;
    let ended = false;
    worker.on('message', (reply: PhantomReply) => {
      if (reply.kind === 'end') {
        ended = true;
        if (waiting === 0) resolve();
        return;
      }
      waiting++;
      cache.putInstance(reply.bytes, { studyUid: reply.studyUid }).then(outcome => {
        waiting--;
        if (!outcome.ok) {
          reject(new Error(`a phantom could not be stored: ${outcome.failure.code}`));
          return;
        }
        stored();
        if (ended && waiting === 0) resolve();
        else if (!ended) next();
      }, reject);
    });
    worker.on('error', reject);
    for (let i = 0; i < ahead; i++) next();
  }).finally(() => worker.terminate());
}
