import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Failure, Storage } from '../../contract/index.ts';
import { syntheticCtSeries } from '../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../dicom/synthetic/uid.ts';
import { openStudyCache, type StudyCache } from '../cache/index.ts';
import { StudyManager } from './index.ts';
import type { RetentionFacts } from './retention.ts';

const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
const uid = (seed: string) => syntheticUid(seed, 'study');
let folder: string;
let cache: StudyCache;
let manager: StudyManager;
let facts: Omit<RetentionFacts, 'pinned'>;
let requested: string[];
let damage: Failure[];
let budget: number | null;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'study-manager-'));
  facts = { openCase: null, readings: [], standing: [], unsent: new Set(), fetching: new Set() };
  requested = [];
  damage = [];
  budget = null;
  cache = await openStudyCache({ folder, ...keys, onDamage: failure => damage.push(failure) });
  manager = new StudyManager({
    cache,
    preferences: {
      language: null,
      setLanguage: () => {},
      viewerWindows: null,
      setViewerWindows: () => {},
      get cacheBudgetBytes() {
        return budget;
      },
      setCacheBudgetBytes: bytes => {
        budget = bytes;
      },
    },
    clock: { now: () => Date.UTC(2026, 10, 24) },
    log: { info: () => {}, warn: () => {} },
    volume: async () => ({ freeBytes: 100e9, totalBytes: 500e9 }),
    facts: async () => facts,
    fetching: {
      request: ({ siteId, studyUid }) => requested.push(`${siteId} ${studyUid}`),
      cancel: () => {},
      release: () => true,
      state: studyUid => cache.state(studyUid),
    },
    siteOf: () => null,
    onNotice: () => {},
  });
});
afterEach(async () => {
  await manager.stop();
  await cache.close();
  rmSync(folder, { recursive: true });
});

async function store(seed: string, slices: number): Promise<void> {
  for (const bytes of syntheticCtSeries({ seed, slices })) {
    expect((await manager.guarded.putInstance(bytes, { studyUid: uid(seed) })).ok).toBe(true);
  }
  const counts = { instancesDone: slices, instancesTotal: slices, bytesDone: 1 };
  await cache.noteState(uid(seed), { state: 'complete', ...counts, failure: null });
}
async function listed() {
  const page = await manager.list({ text: '', order: 'largest', offset: 0, limit: 50 });
  if (!page.ok) throw new Error(page.failure.code);
  return page.value.studies;
}
async function storageUntil(condition: (storage: Storage) => boolean): Promise<Storage> {
  const { promise, resolve } = Promise.withResolvers<Storage>();
  const stop = new AbortController();
  void (async () => {
    for await (const storage of manager.storage.watch(stop.signal)) if (condition(storage)) resolve(storage);
  })();
  const found = await promise;
  stop.abort();
  return found;
}
const finished = (storage: Storage) =>
  storage.verifications.find(({ state }) => state !== 'running' && state !== 'waiting') !== undefined;

test('shows what is here, how large, from where, and why it is kept', async () => {
  await store('a', 3);
  await store('b', 1);
  await cache.noteUse(uid('a'), 0, 'north');
  await manager.noteUse([uid('a')]);
  facts = { ...facts, standing: [{ studyUid: uid('a'), state: 'signed', orderKeys: [] } as never] };
  await manager.pin(uid('b'), true);
  const [a, b] = await listed();
  expect(a).toMatchObject({
    study: { studyUid: uid('a'), patient: { patientId: 'P-a' }, instanceCount: 3, seriesCount: 1, modalities: ['CT'] },
    site: 'north',
    lastUsedAt: '2026-11-24T00:00:00.000Z',
    cache: { state: 'complete', instancesDone: 3 },
    kind: 'undelivered',
    keptBecause: ['undelivered-report'],
  });
  expect(b).toMatchObject({ site: null, lastUsedAt: null, kind: 'pinned', keptBecause: ['pinned'] });
  const storage = await storageUntil(({ kinds }) => kinds.some(({ studies }) => studies > 0));
  expect(storage).toMatchObject({ automatic: true, volumeFreeBytes: 100e9 });
  const of = (wanted: string) => storage.kinds.find(({ kind }) => kind === wanted)!;
  expect(of('undelivered')).toEqual({ kind: 'undelivered', bytes: a!.bytes, studies: 1 });
  expect(of('pinned')).toEqual({ kind: 'pinned', bytes: b!.bytes, studies: 1 });
  expect(of('evictable')).toEqual({ kind: 'evictable', bytes: 0, studies: 0 });
});

test('a pinned study is not removed by hand nor for room; unpinned it is gone with its key', async () => {
  await store('a', 2);
  await manager.pin(uid('a'), true);
  expect(await manager.evict(uid('a'))).toMatchObject({ ok: false, failure: { params: { reason: 'pinned' } } });
  await manager.setBudget(1);
  expect(await listed()).toHaveLength(1);
  await manager.pin(uid('a'), false);
  await manager.setBudget(1);
  expect(await listed()).toEqual([]);
  expect(readdirSync(join(folder, 'packs'), { recursive: true, encoding: 'utf8' }).join()).not.toContain('.pack');
});

test('verification of a whole study reads all of it and finds nothing', async () => {
  await store('a', 4);
  manager.verify(uid('a'));
  expect((await storageUntil(finished)).verifications).toEqual([
    {
      studyUid: uid('a'),
      state: 'whole',
      instancesDone: 4,
      instancesTotal: 4,
      damaged: 0,
      missing: 0,
      refetching: false,
      failure: null,
    },
  ]);
  expect(damage).toEqual([]);
});

test('a flipped byte is found, named and fetched again; without a site it is named only', async () => {
  await store('a', 4);
  const flip = () => {
    const [name] = readdirSync(join(folder, 'packs'), { recursive: true, encoding: 'utf8' }).filter(file =>
      file.endsWith('.pack'),
    );
    const path = join(folder, 'packs', name!);
    const bytes = readFileSync(path);
    bytes[statSync(path).size - 100]! ^= 1;
    writeFileSync(path, bytes);
  };
  flip();
  manager.verify(uid('a'));
  const [first] = (await storageUntil(finished)).verifications;
  expect(first).toMatchObject({ state: 'damaged', damaged: 1, missing: 0, refetching: false });
  expect(damage.map(({ code }) => code)).toEqual(['cache-damaged']);
  expect(await cache.state(uid('a'))).toMatchObject({ state: 'incomplete', instancesDone: 3, instancesTotal: 4 });

  await cache.noteUse(uid('a'), 0, 'north');
  await manager.noteUse([uid('a')]);
  manager.verify(uid('a'));
  const [second] = (await storageUntil(storage => finished(storage) && storage.verifications[0]?.missing === 1))
    .verifications;
  expect(second).toMatchObject({ state: 'damaged', damaged: 0, missing: 1, refetching: true });
  expect(requested).toEqual([`north ${uid('a')}`]);
});
