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
  expect(store.reader.instances(studyUid).map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(slices.map(sopUid));
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
    expect(store.reader.instances(studyUid)[0]).toEqual({
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
    expect(store.reader.instances(studyUid)).toHaveLength(1);
    const [corrected] = syntheticCtSeries({ seed: 'one', slices: 1, value: () => 7 });
    const { generation } = store.reader;
    expect(await store.putInstance(corrected!, { studyUid })).toMatchObject({ ok: true, value: { replaced: true } });
    // Readers drop what they made of the version before.
    expect(store.reader.generation).not.toBe(generation);
    expect(store.reader.instances(studyUid)).toHaveLength(1);
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
    expect(store.reader.instances(studyUid)).toEqual([]);
    expect(packPaths()).toEqual([]);
  });

  test('states are remembered and told', async () => {
    const state: CacheState = { state: 'syncing', instancesDone: 3, instancesTotal: 9, bytesDone: 8, failure: null };
    const store = open();
    expect(store.reader.state(studyUid)).toMatchObject({ state: 'none', instancesTotal: null });
    store.noteState(studyUid, state);
    expect(changes).toEqual([[studyUid, state]]);
    await close(store);
    expect(open().reader.state(studyUid)).toEqual(state);
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
    expect(store.reader.instances(studyUid)).toEqual([]);
    expect(store.reader.search('studies', {})).toEqual([]);
    expect(store.reader.state(studyUid).state).toBe('none');
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
    expect(open().reader.instances(studyUid)).toEqual([]);
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
    expect(store.reader.state(studyUid)).toMatchObject({ state: 'incomplete', instancesDone: 4, instancesTotal: 5 });
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
    expect(cut.reader.state(studyUid)).toMatchObject({ state: 'incomplete' });
    await close(cut);
    rmSync(packPaths()[0]!);
    const missing = open();
    expect(missing.reader.instances(studyUid)).toEqual([]);
    expect(missing.reader.search('studies', {})).toEqual([]);
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
    expect(store.reader.state(studyUid)).toMatchObject({ state: 'incomplete', instancesDone: 5, failure: null });
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

  test('an index with any bad page is made again, at opening or at use, and answers right', async () => {
    await filled();
    const path = join(folder, 'index.db');
    const whole = readFileSync(path);
    const found = { atOpening: 0, atUse: 0 };
    for (let page = 0; page < whole.length / 4096; page += 1) {
      writeFileSync(path, whole);
      flip(path, page * 4096 + 100);
      damage = [];
      const store = open();
      found.atOpening += damage.length;
      damage = [];
      expect(store.reader.search('instances', { patientId: 'P-one', accession: 'A-one' })).toHaveLength(5);
      expect(store.reader.headers(studyUid, seriesUid)).toHaveLength(5);
      expectWhole(store);
      found.atUse += damage.length;
      expect(codes().filter(code => code !== 'cache-damaged index')).toEqual([]);
      await close(store);
    }
    expect(found.atOpening).toBeGreaterThan(2);
    expect(found.atUse).toBeGreaterThan(2);
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
    expect(open().reader.instances(studyUid)).toEqual([]);
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
