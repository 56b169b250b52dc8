import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { openStudyCache } from '../../src/main/cache/index.ts';
import { nodeHttpClient } from '../../src/main/host-node/http-client.ts';
import { createPacsClient, openTransferThread } from '../../src/main/pacs/index.ts';
import { createSyncEngine } from '../../src/main/sync/index.ts';

/** What one process measures of itself while it brings studies into an empty cache. */
export interface SyncRun {
  /** From the request until every study is complete: encrypted, indexed, verified. */
  readonly ms: number;
  readonly instances: number;
  readonly bytes: number;
  /** Resident memory of the whole process, its worker threads included. */
  readonly idleBytes: number;
  readonly peakBytes: number;
  /** Delay of the main thread's event loop, milliseconds. */
  readonly delayP50: number;
  readonly delayP99: number;
  readonly delayMax: number;
  /** CPU time of the main thread, and of all threads of the process together, milliseconds. */
  readonly mainThreadMs: number;
  readonly processMs: number;
}

/**
 * Brings the studies named behind the folder and the DICOMweb address into a new cache, as the program does, and prints
 * one `SyncRun` as JSON.
 */
const [folder, baseUrl, ...studyUids] = process.argv.slice(2);
if (folder === undefined || baseUrl === undefined || studyUids.length === 0)
  throw new Error('folder, address, studies');

const cache = await openStudyCache({
  folder,
  indexKey: new Uint8Array(32).fill(1),
  keysKey: new Uint8Array(32).fill(2),
});
const http = nodeHttpClient();
const transfers = openTransferThread(http.threads!, cache.connect());
const client = createPacsClient({ siteId: 'bench', baseUrl, authorization: async () => null, http, transfers });
const engine = createSyncEngine({
  cache,
  client: () => client,
  clock: { now: () => Date.now() },
  log: { info: () => {}, warn: (event, facts) => console.error(event, facts) },
});

await delay(1000);
const idleBytes = process.memoryUsage.rss();
// Linux: from here on the peak is counted anew (proc(5), clear_refs).
writeFileSync('/proc/self/clear_refs', '5');

const finished = new Promise<void>((resolve, reject) => {
  const waiting = new Set(studyUids);
  engine.onProgress((studyUid, { state, failure }) => {
    if (state === 'failed' || state === 'incomplete') reject(new Error(`${state} ${JSON.stringify(failure)}`));
    if (state === 'complete') waiting.delete(studyUid);
    if (waiting.size === 0) resolve();
  });
});
const eventLoop = monitorEventLoopDelay({ resolution: 1 });
eventLoop.enable();
const cpuBefore = process.threadCpuUsage();
const processBefore = process.cpuUsage();
const started = performance.now();
for (const studyUid of studyUids) engine.request({ siteId: 'bench', studyUid }, 'reading');
await finished;
const ms = performance.now() - started;
const cpu = process.threadCpuUsage(cpuBefore);
const whole = process.cpuUsage(processBefore);
eventLoop.disable();

const states = await Promise.all(studyUids.map(studyUid => engine.state(studyUid)));
const peakKilobytes = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
const run: SyncRun = {
  ms,
  instances: states.reduce((sum, state) => sum + state.instancesDone, 0),
  bytes: states.reduce((sum, state) => sum + state.bytesDone, 0),
  idleBytes,
  peakBytes: peakKilobytes * 1024,
  delayP50: eventLoop.percentile(50) / 1e6,
  delayP99: eventLoop.percentile(99) / 1e6,
  delayMax: eventLoop.max / 1e6,
  mainThreadMs: (cpu.user + cpu.system) / 1000,
  processMs: (whole.user + whole.system) / 1000,
};
process.stdout.write(JSON.stringify(run));
await engine.stop();
await transfers.close();
await cache.close();
