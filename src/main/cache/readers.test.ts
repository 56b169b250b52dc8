import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Failure } from '../../contract/index.ts';
import { syntheticCtSeries } from '../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../dicom/synthetic/uid.ts';
import { openStudyCache, type StudyCache } from './index.ts';

const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
const slices = 24;
const study = (seed: string, count = slices) => ({
  studyUid: syntheticUid(seed, 'study'),
  sopUid: (slice: number) => syntheticUid(seed, 'instance', 1, slice + 1),
  files: syntheticCtSeries({ seed, slices: count, rows: 256, columns: 256 }),
});
type Study = ReturnType<typeof study>;

let folder: string;
let damage: Failure[];
let cache: StudyCache;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readers-'));
  damage = [];
  cache = await openStudyCache({ folder, ...keys, onDamage: failure => damage.push(failure) });
});
afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

async function store({ files, studyUid }: Study): Promise<void> {
  for (const outcome of await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })))) {
    expect(outcome.ok).toBe(true);
  }
}
const all = <T>(work: (slice: number) => Promise<T>) =>
  Promise.all(Array.from({ length: slices }, (_, at) => work(at)));
const packs = () =>
  readdirSync(join(folder, 'packs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.pack'))
    .map(name => join(folder, 'packs', name));

test('reading waits for no writing: frames come while a study is stored', async () => {
  const [read, written] = [study('read'), study('written', 300)];
  // What the first read takes to begin with is no part of it.
  const warm = async () => (await cache.finishedFrame(read.studyUid, read.sopUid(1), 1)).ok;
  await store(read);
  expect(await warm()).toBe(true);
  let stored = 0;
  const storing = written.files.map(bytes =>
    cache.putInstance(bytes, { studyUid: written.studyUid }).finally(() => {
      stored += 1;
    }),
  );
  const first = await cache.finishedFrame(read.studyUid, read.sopUid(0), 1);
  expect(first.ok).toBe(true);
  expect(stored).toBeLessThan(300);
  await Promise.all(storing);
});

test('what was stored, noted or removed is so for every read that begins then', async () => {
  const one = study('one');
  for (let round = 0; round < 3; round++) {
    await store(one);
    await cache.noteUse(one.studyUid, 1000 + round, 'north');
    const read = await all(slice => cache.original(one.studyUid, one.sopUid(slice)));
    expect(read.every((outcome, slice) => outcome.ok && Buffer.compare(outcome.value, one.files[slice]!) === 0)).toBe(
      true,
    );
    expect(await cache.site(one.studyUid)).toBe('north');
    await cache.remove(one.studyUid);
    const gone = await all(slice => cache.original(one.studyUid, one.sopUid(slice)));
    expect(gone.map(outcome => !outcome.ok && outcome.failure.code)).toEqual(
      Array.from({ length: slices }, () => 'study-not-found'),
    );
    expect(await cache.site(one.studyUid)).toBeNull();
  }
  expect(damage).toEqual([]);
});

test('a study that is shredded while it is read gives whole instances or none, and is no damage', async () => {
  const [one, other] = [study('one'), study('other')];
  await store(other);
  const codes = new Set<string>();
  for (let round = 0; round < 4; round++) {
    await store(one);
    const reads = all(slice => cache.original(one.studyUid, one.sopUid(slice)));
    const frames = all(slice => cache.finishedFrame(one.studyUid, one.sopUid(slice), 1));
    const removed = cache.remove(one.studyUid);
    for (const [slice, outcome] of (await reads).entries()) {
      if (outcome.ok) expect(Buffer.compare(outcome.value, one.files[slice]!)).toBe(0);
      else codes.add(outcome.failure.code);
    }
    for (const outcome of await frames) if (!outcome.ok) codes.add(outcome.failure.code);
    await removed;
    expect(packs()).toHaveLength(1);
  }
  expect([...codes].filter(code => code !== 'study-not-found')).toEqual([]);
  expect(damage).toEqual([]);
  const kept = await all(slice => cache.original(other.studyUid, other.sopUid(slice)));
  expect(kept.every(outcome => outcome.ok)).toBe(true);
});

test('damage that several readers meet is named once and dropped', async () => {
  const one = study('one');
  await store(one);
  const [path = ''] = packs();
  const bytes = readFileSync(path);
  bytes[bytes.length - 100]! ^= 1;
  writeFileSync(path, bytes);
  const rounds = await Promise.all([1, 2, 3].map(() => all(slice => cache.original(one.studyUid, one.sopUid(slice)))));
  const failed = new Set(rounds.flatMap(round => round.flatMap((outcome, slice) => (outcome.ok ? [] : [slice]))));
  expect(failed.size).toBe(1);
  expect(damage).toEqual([expect.objectContaining({ code: 'cache-damaged' })]);
  expect(await cache.instances(one.studyUid)).toHaveLength(slices - 1);
  const [lost = 0] = failed;
  expect((await cache.putInstance(one.files[lost]!, { studyUid: one.studyUid })).ok).toBe(true);
  const again = await cache.original(one.studyUid, one.sopUid(lost));
  expect(again.ok && Buffer.compare(again.value, one.files[lost]!)).toBe(0);
});
