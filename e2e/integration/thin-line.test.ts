import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteSyncSchema } from '../../src/contract/index.ts';
import { openStudyCache, type StudyCache } from '../../src/main/cache/index.ts';
import { decodeJpeg } from '../../src/main/decode/jpeg/decode-jpeg.ts';
import { createPacsClient, type PacsClient } from '../../src/main/pacs/index.ts';
import { ProvisionalPictures } from '../../src/main/provisional/index.ts';
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
let client: PacsClient;

beforeAll(async () => {
  orthanc = await startOrthanc();
  proxy = await startFaultProxy(orthanc.restUrl);
  proxy.behave(() => thinLine);
  study = testStudy('thin-line', [slices], 512);
  await orthanc.stow(study.files);
  folder = await mkdtemp(join(tmpdir(), 'thin-line-'));
  cache = await openStudyCache({ folder, indexKey: randomBytes(32), keysKey: randomBytes(32) });
  client = createPacsClient({
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

test('a picture of the middle is here before any image, and is a picture of that image in the window asked for', async () => {
  const late = testStudy('thin-line-late', [40], 512);
  await orthanc.stow(late.files);
  proxy.forget();
  const thin = createSyncEngine({
    cache,
    client: () => client,
    siteSync: () => siteSyncSchema.parse({ line: 'thin' }),
    clock: Date,
    log: { info() {}, warn() {} },
  });
  const pictures = new ProvisionalPictures({ client: () => client, sync: thin });
  const started = performance.now();
  thin.want('case', [{ siteId: 'far', studyUid: late.studyUid, priority: 'reading', instanceCount: 40 }]);
  const series = await pictures.series({ siteId: 'far', studyUid: late.studyUid }, null);
  expect(series?.sopInstanceUids).toEqual(late.series[0]?.sopInstanceUids);
  const sopInstanceUid = series?.sopInstanceUids[20] ?? '';
  const frame = { studyUid: late.studyUid, seriesUid: series?.seriesUid ?? '', sopInstanceUid };
  const picture = await pictures.picture('far', { ...frame, window: null }, new AbortController().signal);
  const pictureMs = performance.now() - started;
  expect(picture).toMatchObject({ ok: true, value: { mediaType: 'image/jpeg' } });
  expect(pictureMs).toBeLessThan(1000);
  expect((await cache.instances(late.studyUid)).length).toBeLessThan(40);
  // Nothing of it came into the cache: what is there was retrieved as instances.
  expect(proxy.count(/\/rendered\?/)).toBe(1);
  await thin.stop();

  // The window means values after the modality transform: of the phantom's, (column + 16 row + 256 slice) mod 4096 - 1024.
  for (const center of [1000, 2000]) {
    const window = { center, width: 1 };
    const answer = await pictures.picture('far', { ...frame, window }, new AbortController().signal);
    const { samples } = decodeJpeg(answer.ok ? answer.value.bytes : new Uint8Array());
    expect(samples.length).toBe(512 * 512);
    const white = samples.filter(sample => sample > 127).length / samples.length;
    expect(white).toBeCloseTo((3071 - center) / 4096, 1.5);
  }
});
