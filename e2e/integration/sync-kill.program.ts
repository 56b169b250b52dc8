import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStudyCache } from '../../src/main/cache/index.ts';
import { nodeHttpClient } from '../../src/main/host-node/http-client.ts';
import { createImporter, openImportedStudies } from '../../src/main/import/index.ts';
import { createPacsClient, openTransferThread } from '../../src/main/pacs/index.ts';
import { createSyncEngine } from '../../src/main/sync/index.ts';
import type { KillPlan } from './sync-kill.plan.ts';

/**
 * Brings studies into a cache, imports files and evicts studies, all at once, until it is killed or everything is done:
 * then it ends by itself with code 0. Writes a line as soon as the cache is open, and one for each thing that is confirmed.
 */
const plan = JSON.parse(process.argv[2] ?? '') as KillPlan;
const key = Buffer.from(plan.key, 'hex');
const say = (line: string) => void process.stdout.write(`${line}\n`);

const cache = await openStudyCache({
  folder: join(plan.folder, 'cache'),
  indexKey: key,
  keysKey: key,
  onDamage: ({ code, params }) => say(`damage ${code} ${JSON.stringify(params)}`),
});
say('open');

const http = nodeHttpClient();
const transfers = openTransferThread(http.threads!, cache.connect());
const client = createPacsClient({
  siteId: 'north',
  baseUrl: plan.baseUrl,
  authorization: async () => null,
  http,
  transfers,
});
const engine = createSyncEngine({
  cache,
  client: () => client,
  clock: Date,
  log: { info() {}, warn() {} },
  retryDelaysMs: [20, 50, 100, 200],
});

async function synchronise(): Promise<void> {
  const waiting = new Set(plan.sync);
  const done = Promise.withResolvers<void>();
  engine.onProgress((studyUid, { state }) => {
    if (state === 'complete') waiting.delete(studyUid);
    if (waiting.size === 0) done.resolve();
  });
  engine.want(
    'worklist',
    plan.sync.map(studyUid => ({ siteId: 'north', studyUid, priority: 'next', instanceCount: null })),
  );
  // A study that an earlier start completed is not told of again.
  for (const studyUid of plan.sync) {
    if ((await engine.state(studyUid)).state === 'complete') waiting.delete(studyUid);
  }
  if (waiting.size === 0) done.resolve();
  await done.promise;
}

async function importFiles(): Promise<void> {
  const imported = await openImportedStudies(join(plan.folder, 'imports'), key);
  const importer = await createImporter({ cache, imported, clock: Date });
  for (const path of plan.imports) {
    const taken = await importer.take(new Uint8Array(await readFile(path)), 'disc');
    if (taken.kind !== 'stored' && taken.kind !== 'duplicate') throw new Error(`${path}: ${JSON.stringify(taken)}`);
    say(`imported ${path}`);
  }
  await importer.settled();
}

async function evict(): Promise<void> {
  for (const studyUid of plan.evict) {
    await cache.remove(studyUid);
    say(`evicted ${studyUid}`);
  }
}

await Promise.all([synchronise(), importFiles(), evict()]);
await engine.stop();
await transfers.close();
await cache.close();
