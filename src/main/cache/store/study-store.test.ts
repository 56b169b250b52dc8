import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CacheState, Failure } from '../../../contract/index.ts';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { StudyCacheError } from '../failures.ts';
import { StudyStore } from './study-store.ts';

const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
const files = syntheticCtSeries({ seed: 'one', slices: 5 });
const studyUid = syntheticUid('one', 'study');
const seriesUid = syntheticUid('one', 'series', 1);
const sopUid = (slice: number) => syntheticUid('one', 'instance', 1, slice + 1);

let folder: string;
let damage: Failure[];
let changes: [string, CacheState][];
let stores: StudyStore[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  damage = [];
  changes = [];
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

function open(overrides: Partial<typeof keys> = {}): StudyStore {
  const store = new StudyStore({
    folder,
    ...keys,
    ...overrides,
    onDamage: failure => damage.push(failure),
    onChange: (uid, state) => changes.push([uid, state]),
  });
  stores.push(store);
  return store;
}
async function close(store: StudyStore): Promise<void> {
  stores = stores.filter(other => other !== store);
  await store.close();
}
/** A closed cache with the five slices. */
async function filled(): Promise<void> {
  const store = open();
  const outcomes = await Promise.all(files.map(bytes => store.putInstance(bytes, { studyUid })));
  expect(outcomes.every(outcome => outcome.ok)).toBe(true);
  store.noteState(studyUid, { state: 'complete', instancesDone: 5, instancesTotal: 5, bytesDone: 1, failure: null });
  await close(store);
}
function expectWhole(store: StudyStore, slices = [0, 1, 2, 3, 4]): void {
  expect(store.instances(studyUid).map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(slices.map(sopUid));
  for (const slice of slices) {
    const original = store.original(studyUid, sopUid(slice));
    expect(original.ok && Buffer.compare(original.value, files[slice]!)).toBe(0);
  }
}
const allFiles = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile());
const packPaths = () => allFiles().filter(path => path.endsWith('.pack'));
function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}
const codes = () => damage.map(({ code, params }) => `${code} ${params.what}`);

describe('storing', () => {
  test('instances are bit-exact, listed in order, and still there after reopening', async () => {
    await filled();
    const store = open();
    expectWhole(store);
    expect(store.instances(studyUid)[0]).toEqual({
      studyUid,
      seriesUid,
      sopInstanceUid: sopUid(0),
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      numberOfFrames: 1,
    });
    expect(damage).toEqual([]);
    expect(packPaths()).toHaveLength(1);
  });

  test('the same instance again changes nothing, another version replaces it', async () => {
    const store = open();
    const [first] = files;
    await Promise.all([store.putInstance(first!, { studyUid }), store.putInstance(first!, { studyUid })]);
    const size = statSync(packPaths()[0]!).size;
    await store.putInstance(first!, { studyUid });
    expect(statSync(packPaths()[0]!).size).toBe(size);
    expect(store.instances(studyUid)).toHaveLength(1);
    const [corrected] = syntheticCtSeries({ seed: 'one', slices: 1, value: () => 7 });
    expect((await store.putInstance(corrected!, { studyUid })).ok).toBe(true);
    expect(store.instances(studyUid)).toHaveLength(1);
    await close(store);
    const again = open().original(studyUid, sopUid(0));
    expect(again.ok && Buffer.compare(again.value, corrected!)).toBe(0);
  });

  test('what is not DICOM, or not what was asked for, is refused by name and leaves nothing', async () => {
    const store = open();
    expect(await store.putInstance(new Uint8Array(500), { studyUid })).toMatchObject({
      ok: false,
      failure: { code: 'instance-unreadable', params: { reason: 'not-dicom' } },
    });
    for (const [what, expected] of [
      ['studyUid', { studyUid: '1.2' }],
      ['seriesUid', { studyUid, seriesUid: '1.2' }],
      ['sopInstanceUid', { studyUid, sopInstanceUid: sopUid(1) }],
    ] as const) {
      expect(await store.putInstance(files[0]!, expected)).toMatchObject({
        ok: false,
        failure: { code: 'instance-unreadable', params: { reason: 'uid-unexpected', what } },
      });
    }
    expect(store.instances(studyUid)).toEqual([]);
    expect(packPaths()).toEqual([]);
  });

  test('states are remembered and told', async () => {
    const state: CacheState = { state: 'syncing', instancesDone: 3, instancesTotal: 9, bytesDone: 8, failure: null };
    const store = open();
    expect(store.state(studyUid)).toMatchObject({ state: 'none', instancesTotal: null });
    store.noteState(studyUid, state);
    expect(changes).toEqual([[studyUid, state]]);
    await close(store);
    expect(open().state(studyUid)).toEqual(state);
  });

  test('a second program on the folder is refused', () => {
    open();
    expect(() => open()).toThrow(/in-use/);
  });
});

describe('removing', () => {
  test('takes the bytes, the key and the state', async () => {
    await filled();
    const store = open();
    await store.remove(studyUid);
    expect(store.instances(studyUid)).toEqual([]);
    expect(store.search('studies', {})).toEqual([]);
    expect(store.state(studyUid).state).toBe('none');
    expect(packPaths()).toEqual([]);
    expect((await store.putInstance(files[0]!, { studyUid })).ok).toBe(true);
    await close(store);
    expectWhole(open(), [0]);
  });

  test('a pack that comes back from a backup stays shut and is cleared away', async () => {
    await filled();
    const [path] = packPaths();
    const backup = readFileSync(path!);
    const store = open();
    await store.remove(studyUid);
    await close(store);
    writeFileSync(path!, backup);
    expect(open().instances(studyUid)).toEqual([]);
    expect(existsSync(path!)).toBe(false);
    expect(damage).toEqual([]);
  });
});

describe('damage', () => {
  test('a flipped byte in a pack is found, named, never given out, and mended by storing again', async () => {
    await filled();
    flip(packPaths()[0]!, statSync(packPaths()[0]!).size - 200);
    const store = open();
    expect(store.original(studyUid, sopUid(4))).toMatchObject({ ok: false, failure: { code: 'cache-damaged' } });
    expect(codes()).toEqual(['cache-damaged instance']);
    expectWhole(store, [0, 1, 2, 3]);
    expect(store.state(studyUid)).toMatchObject({ state: 'incomplete', instancesDone: 4, instancesTotal: 5 });
    expect(changes.at(-1)?.[1].state).toBe('incomplete');
    expect((await store.putInstance(files[4]!, { studyUid })).ok).toBe(true);
    expectWhole(store);
  });

  test('a pack that was cut off or is missing costs what it held, and says so', async () => {
    await filled();
    truncateSync(packPaths()[0]!, statSync(packPaths()[0]!).size - 10);
    const cut = open();
    expectWhole(cut, [0, 1, 2, 3]);
    expect(codes()).toEqual(['cache-damaged instance']);
    expect(cut.state(studyUid)).toMatchObject({ state: 'incomplete' });
    await close(cut);
    rmSync(packPaths()[0]!);
    const missing = open();
    expect(missing.instances(studyUid)).toEqual([]);
    expect(missing.search('studies', {})).toEqual([]);
    expect(codes()).toEqual(['cache-damaged instance', 'cache-damaged instance']);
    expect((await missing.putInstance(files[0]!, { studyUid })).ok).toBe(true);
  });

  test('a torn write behind the last record is cut without a word, a whole one is taken in', async () => {
    await filled();
    const [path] = packPaths();
    const whole = readFileSync(path!);
    rmSync(join(folder, 'index.db'));
    writeFileSync(path!, Buffer.concat([whole, whole.subarray(-300)]));
    const store = open();
    expectWhole(store);
    expect(statSync(path!).size).toBe(whole.length);
    expect(damage).toEqual([]);
    expect(store.state(studyUid)).toMatchObject({ state: 'incomplete', instancesDone: 5, failure: null });
  });

  test.each([
    ['its first page', () => flip(join(folder, 'index.db'), 60)],
    ['another key', () => writeFileSync(join(folder, 'index.db'), randomBytes(8192))],
  ])('an index damaged in %s is made again from the packs', async (_, harm) => {
    await filled();
    harm();
    expectWhole(open());
    expect(codes()).toEqual(['cache-damaged index']);
  });

  test.each([1, 3, 5, 7, 9, 11])('an index with a bad page %i is made again, at opening or at use', async page => {
    await filled();
    const path = join(folder, 'index.db');
    flip(path, Math.min(page * 4096 + 100, statSync(path).size - 100));
    const store = open();
    expect(store.search('instances', {})).toHaveLength(5);
    expect(store.headers(studyUid, null)).toHaveLength(5);
    expectWhole(store);
    await close(store);
    expect(open().headers(studyUid, seriesUid)).toHaveLength(5);
  });

  test('a wrong key for the keys opens nothing and harms nothing', async () => {
    await filled();
    let failure: unknown;
    try {
      open({ keysKey: randomBytes(32) });
    } catch (error) {
      failure = error;
    }
    expect(String(failure)).toContain('wrong-key-or-damaged');
    expectWhole(open());
  });

  test('lost keys are named, and the packs are kept', async () => {
    await filled();
    rmSync(join(folder, 'keys.db'));
    rmSync(join(folder, 'keys-copy.db'));
    rmSync(join(folder, 'index.db'));
    expect(open().instances(studyUid)).toEqual([]);
    expect(codes()).toEqual(['cache-damaged key']);
    expect(packPaths()).toHaveLength(1);
  });
});

test('nothing readable stands in any file', async () => {
  const store = open();
  await Promise.all(files.map(bytes => store.putInstance(bytes, { studyUid })));
  const search = () => {
    const needles = ['Élodie', 'Test^', 'P-one', studyUid, seriesUid, sopUid(0), 'Test CT'];
    const contents = allFiles().map(path => readFileSync(path));
    return needles.flatMap(text =>
      (['utf8', 'utf16le'] as const).filter(encoding =>
        contents.some(content => content.includes(Buffer.from(text, encoding))),
      ),
    );
  };
  // While it runs (log included) and after it.
  expect(search()).toEqual([]);
  await close(store);
  expect(search()).toEqual([]);
  writeFileSync(join(folder, 'control'), Buffer.concat([files[0]!, Buffer.from(studyUid, 'utf16le')]));
  expect(search()).toHaveLength(8);
});

test('an error of the store has its failure', () => {
  expect(new StudyCacheError({ code: 'cache-full', params: {} }).message).toBe('cache-full {}');
});

describe('search', () => {
  async function department(): Promise<StudyStore> {
    const store = open();
    const study = (seed: string, extra: Record<string, string>) =>
      syntheticCtSeries({ seed, slices: 2, override: () => extra });
    const all = [
      ...study('a', { PatientName: 'LEFÈVRE^Chloé', StudyDate: '20260110', PatientID: 'X[1]' }),
      ...study('b', { PatientName: 'Lefevre^Marc^^^', StudyDate: '20260211', Modality: 'MR' }),
      ...study('c', { PatientName: '山田^太郎', StudyDate: '20251231', AccessionNumber: 'ACC7' }),
    ];
    for (const bytes of all) {
      const [seed] = ['a', 'b', 'c'].filter(name => Buffer.from(bytes).includes(syntheticUid(name, 'study')));
      expect((await store.putInstance(bytes, { studyUid: syntheticUid(seed!, 'study') })).ok).toBe(true);
    }
    return store;
  }
  const found = (store: StudyStore, query: Parameters<StudyStore['search']>[1]) =>
    store
      .search('studies', query)
      .map(json => ['a', 'b', 'c'].find(seed => json['0020000D']?.Value?.[0] === syntheticUid(seed, 'study')))
      .join('');

  test('matches by every key, newest first', async () => {
    const store = await department();
    expect(found(store, {})).toBe('bac');
    expect(found(store, { patientName: 'lefevre*' })).toBe('ba');
    expect(found(store, { patientName: 'LEFÈVRE^CHLO?' })).toBe('a');
    expect(found(store, { patientName: 'lefevre^marc' })).toBe('b');
    expect(found(store, { patientName: 'lefevre' })).toBe('');
    expect(found(store, { patientName: '山田*' })).toBe('c');
    expect(found(store, { patientId: 'X[1]' })).toBe('a');
    expect(found(store, { accession: 'ACC?' })).toBe('c');
    expect(found(store, { modality: 'MR' })).toBe('b');
    expect(found(store, { studyDate: '20260110' })).toBe('a');
    expect(found(store, { studyDate: '20260101-' })).toBe('ba');
    expect(found(store, { studyDate: '-20260110' })).toBe('ac');
    expect(found(store, { studyDate: '20260101-20260131' })).toBe('a');
    expect(found(store, { studyUid: `${syntheticUid('a', 'study')},${syntheticUid('c', 'study')}` })).toBe('ac');
    expect(found(store, { limit: 1, offset: 1 })).toBe('a');
    expect(found(store, { patientName: "' OR 1=1 --" })).toBe('');
  });

  test('describes studies, series and instances', async () => {
    const store = await department();
    const [study] = store.search('studies', { accession: 'ACC7' });
    expect(study).toMatchObject({
      '00080020': { vr: 'DA', Value: ['20251231'] },
      '00080061': { vr: 'CS', Value: ['CT'] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: '山田^太郎' }] },
      '00201206': { Value: [1] },
      '00201208': { Value: [2] },
    });
    const [series] = store.search('series', { studyUid: syntheticUid('b', 'study') });
    expect(series).toMatchObject({ '00080060': { Value: ['MR'] }, '00201209': { Value: [2] } });
    const instances = store.search('instances', { seriesUid: syntheticUid('b', 'series', 1) });
    expect(instances.map(json => json['00200013']?.Value?.[0])).toEqual([1, 2]);
    expect(instances[0]).toMatchObject({ '00280010': { Value: [16] }, '00083002': { Value: ['1.2.840.10008.1.2.1'] } });
  });
});
