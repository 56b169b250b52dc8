import { openStudyCache } from '../../src/main/cache/index.ts';
import { nodeHttpClient } from '../../src/main/host-node/http-client.ts';
import { createPacsClient, openTransferThread } from '../../src/main/pacs/index.ts';
import { createSyncEngine } from '../../src/main/sync/index.ts';

/**
 * Brings studies into a cache until it is killed, or all are complete: then it ends by itself with code 0. Writes a line
 * as soon as the cache is open.
 */
const [folder, keyHex, baseUrl, ...studyUids] = process.argv.slice(2);
if (!folder || !keyHex || !baseUrl || studyUids.length === 0)
  throw new Error('folder, key, address and studies are needed');
const key = Buffer.from(keyHex, 'hex');

const damages: string[] = [];
const cache = await openStudyCache({
  folder,
  indexKey: key,
  keysKey: key,
  onDamage: ({ code, params }) => damages.push(`${code} ${JSON.stringify(params)}`),
});
for (const damage of damages) process.stdout.write(`damage ${damage}\n`);
process.stdout.write('open\n');

const http = nodeHttpClient();
const transfers = openTransferThread(http.threads!, cache.connect());
const client = createPacsClient({ siteId: 'north', baseUrl, authorization: async () => null, http, transfers });
const engine = createSyncEngine({
  cache,
  client: () => client,
  clock: Date,
  log: { info() {}, warn() {} },
  retryDelaysMs: [20, 50, 100, 200],
});
const waiting = new Set(studyUids);
const done = Promise.withResolvers<void>();
engine.onProgress((studyUid, { state }) => {
  if (state === 'complete') waiting.delete(studyUid);
  if (waiting.size === 0) done.resolve();
});
engine.want(
  'worklist',
  studyUids.map(studyUid => ({ siteId: 'north', studyUid, priority: 'next', instanceCount: null })),
);
// A study that an earlier start completed is not told of again.
for (const studyUid of studyUids) {
  if ((await engine.state(studyUid)).state === 'complete') waiting.delete(studyUid);
}
if (waiting.size === 0) done.resolve();
await done.promise;
await engine.stop();
await transfers.close();
await cache.close();
