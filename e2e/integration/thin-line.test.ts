import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudyCache, type StudyCache } from '../../src/main/cache/index.ts';
import { createPacsClient } from '../../src/main/pacs/index.ts';
import { createSyncEngine, type SyncEngine } from '../../src/main/sync/index.ts';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { type TestStudy, testStudy } from './pacs-study.ts';

/** A line of 30 Mbit/s with 40 ms to the first byte, before a series of 52 MB. */
const thinLine = { kind: 'throttle', bytesPerMs: 30_000 / 8, delayMs: 40 } as const;
const slices = 100;

let orthanc: Orthanc;
let proxy: FaultProxy;
let folder: string;
let cache: StudyCache;
let engine: SyncEngine;
let study: TestStudy;

beforeAll(async () => {
  orthanc = await startOrthanc();
  proxy = await startFaultProxy(orthanc.restUrl);
  proxy.behave(() => thinLine);
  study = testStudy('thin-line', [slices], 512);
  await orthanc.stow(study.files);
  folder = await mkdtemp(join(tmpdir(), 'thin-line-'));
  cache = await openStudyCache({ folder, indexKey: randomBytes(32), keysKey: randomBytes(32) });
  const client = createPacsClient({
    siteId: 'far',
    baseUrl: `${proxy.origin}/dicom-web`,
    authorization: async () => null,
    http: { fetch: request => fetch(request) },
  });
  engine = createSyncEngine({ cache, client: () => client, clock: Date, log: { info() {}, warn() {} } });
});
afterAll(async () => {
  await engine?.stop();
  await cache?.close();
  await proxy?.stop();
  await orthanc?.stop();
  await rm(folder, { recursive: true, force: true });
});

const here = async () => (await cache.instances(study.studyUid)).map(({ sopInstanceUid }) => sopInstanceUid);

async function until(reached: (uids: readonly string[]) => boolean): Promise<readonly string[]> {
  for (;;) {
    const uids = await here();
    if (reached(uids)) return uids;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

test('a study on a thin line is usable at once, comes where the reader looks, and nothing comes twice', async () => {
  const [series] = study.series;
  const uids = series?.sopInstanceUids ?? [];
  const place = (sopInstanceUid: string | null) => ({
    studyUid: study.studyUid,
    seriesUid: series?.seriesUid ?? '',
    sopInstanceUid,
  });
  const started = performance.now();
  engine.look([place(null)]);
  engine.want('case', [{ siteId: 'far', studyUid: study.studyUid, priority: 'reading', instanceCount: slices }]);
  await until(present => present.length > 0);
  expect(performance.now() - started).toBeLessThan(2000);

  // Once the line is known to be thin, the series is no longer taken in the server's order.
  await until(() => proxy.count(/\/instances\/[0-9.]+$/) >= 4);
  engine.look([place(uids[90] ?? null)]);
  const before = new Set(await here());
  const after = await until(present => present.length >= before.size + 16);
  // What was under way comes first; then the neighbours of the slice that is looked at.
  const arrived = after.filter(uid => !before.has(uid)).map(uid => uids.indexOf(uid));
  expect(arrived.filter(index => Math.abs(index - 90) <= 12).length).toBeGreaterThanOrEqual(8);
  expect(await engine.state(study.studyUid)).toMatchObject({ state: 'syncing', instancesTotal: slices });

  await until(present => present.length === slices);
  const asked = proxy.requests.flatMap(({ path }) => /\/instances\/([0-9.]+)$/.exec(path)?.[1] ?? []);
  expect(new Set(asked).size).toBe(asked.length);
  expect(proxy.count(new RegExp(`/series/${series?.seriesUid}$`))).toBeLessThanOrEqual(1);
  // The series that was left cost what was under way in it, no more.
  const bytes = study.files.reduce((sum, file) => sum + file.length, 0);
  expect(proxy.passedBytes).toBeLessThan(1.15 * bytes);
}, 120_000);
