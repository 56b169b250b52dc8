import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CacheState, Failure } from '../../contract/index.ts';
import { syntheticCtSeries } from '../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../dicom/synthetic/uid.ts';
import { encode } from '../decode/encoders.test-data.ts';
import { openStudyCache, type StudyCache, StudyCacheError } from './index.ts';

const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
const studyUid = syntheticUid('w', 'study');
const sopUid = (slice: number) => syntheticUid('w', 'instance', 1, slice + 1);
let folder: string;
let scripts: string;
let damage: Failure[];
let caches: StudyCache[];
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  scripts = mkdtempSync(join(tmpdir(), 'cache-script-'));
  damage = [];
  caches = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(caches.map(cache => cache.close()));
  rmSync(folder, { recursive: true });
  rmSync(scripts, { recursive: true });
});

async function open(at = folder, given = keys): Promise<StudyCache> {
  const cache = await openStudyCache({ folder: at, ...given, onDamage: failure => damage.push(failure) });
  caches.push(cache);
  return cache;
}
async function failureOf(opening: Promise<unknown>): Promise<Failure> {
  const error = await opening.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StudyCacheError)) throw new Error(`no failure but ${String(error)}`);
  return error.failure;
}

/** A process of its own that stores slices until it ends or is ended, and writes the number of each confirmed one. */
function storingProcess(slices: number, limitKilobytes?: number): ChildProcess {
  const script = `
    import { openStudyCache } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    import { syntheticCtSeries } from ${JSON.stringify(new URL('../../dicom/synthetic/builder.ts', import.meta.url).href)};
    const key = text => new Uint8Array(Buffer.from(text, 'hex'));
    const cache = await openStudyCache({
      folder: process.env.CACHE_FOLDER, indexKey: key(process.env.INDEX_KEY), keysKey: key(process.env.KEYS_KEY),
    });
    const files = syntheticCtSeries({ seed: 'w', slices: ${slices}, rows: 128, columns: 128 });
    const note = slice => outcome =>
      process.stdout.write((outcome.ok ? slice : outcome.failure.code) + '\\n');
    await Promise.all(files.map((bytes, slice) =>
      cache.putInstance(bytes, { studyUid: ${JSON.stringify(studyUid)} }).then(note(slice))));
    await cache.close();
    process.stdout.write('closed\\n');
  `;
  const limit = limitKilobytes === undefined ? '' : `ulimit -f ${limitKilobytes};`;
  const entry = join(scripts, 'store.mjs');
  writeFileSync(entry, script);
  const child = spawn('bash', ['-c', `${limit} exec "$0" "$1"`, process.execPath, entry], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      CACHE_FOLDER: folder,
      INDEX_KEY: Buffer.from(keys.indexKey).toString('hex'),
      KEYS_KEY: Buffer.from(keys.keysKey).toString('hex'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

test('works through its worker: stores, lists, reads, finds, tells changes', async () => {
  const cache = await open();
  const changes: [string, CacheState['state']][] = [];
  const stop = cache.onChange((uid, { state }) => changes.push([uid, state]));
  const files = syntheticCtSeries({ seed: 'w', slices: 3 });
  // A view into a larger buffer, as a multipart parser gives it.
  const larger = new Uint8Array(files[0]!.byteLength + 100);
  larger.set(files[0]!, 50);
  const views = [larger.subarray(50, 50 + files[0]!.byteLength), files[1]!, files[2]!];
  const outcomes = await Promise.all(views.map(bytes => cache.putInstance(bytes, { studyUid })));
  expect(outcomes.map(outcome => outcome.ok && outcome.value.sopInstanceUid)).toEqual([0, 1, 2].map(sopUid));
  // The caller keeps its bytes.
  expect(views.map(bytes => bytes.byteLength)).toEqual(files.map(bytes => bytes.byteLength));
  const given = files[2]!.slice();
  expect((await cache.putInstance(given, { studyUid }, { handOver: true })).ok).toBe(true);
  expect(given.byteLength).toBe(0);
  expect(await cache.instances(studyUid)).toHaveLength(3);
  const original = await cache.original(studyUid, sopUid(0));
  expect(original.ok && Buffer.compare(original.value, files[0]!)).toBe(0);
  const frame = await cache.finishedFrame(studyUid, sopUid(1), 1);
  expect(frame.ok && [frame.value.dtype, frame.value.bytes.byteLength]).toEqual(['int16', 512]);
  expect(await cache.metadata(studyUid, null, 'finished')).toHaveLength(3);
  expect(await cache.search('series', { modality: 'CT' })).toHaveLength(1);
  const state: CacheState = { state: 'complete', instancesDone: 3, instancesTotal: 3, bytesDone: 1, failure: null };
  await cache.noteState(studyUid, state);
  expect(await cache.state(studyUid)).toEqual(state);
  await cache.remove(studyUid);
  expect(await cache.instances(studyUid)).toEqual([]);
  expect(changes).toEqual([
    [studyUid, 'complete'],
    [studyUid, 'none'],
  ]);
  stop();
});

test('a closed cache answers with a failure', async () => {
  const cache = await open();
  await cache.close();
  await cache.close();
  expect(await cache.original(studyUid, sopUid(0))).toMatchObject({ ok: false, failure: { code: 'store-unusable' } });
  expect((await failureOf(cache.state(studyUid))).code).toBe('store-unusable');
});

test('why a cache cannot be opened', async () => {
  const cache = await open();
  expect(await failureOf(open())).toMatchObject({ code: 'store-unusable', params: { reason: 'in-use' } });
  await cache.close();
  expect((await failureOf(open(folder, { ...keys, keysKey: randomBytes(32) }))).code).toBe('key-unavailable');
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(await failureOf(open(join(file, 'cache')))).toMatchObject({
    code: 'store-unusable',
    params: { code: 'ENOTDIR' },
  });
});

test('after kill -9 in the middle of storing, every confirmed instance is there bit-exact', async () => {
  const slices = 60;
  const files = syntheticCtSeries({ seed: 'w', slices, rows: 128, columns: 128 });
  const everConfirmed = new Set<number>();
  for (const killAt of [1, 7, 23, 41]) {
    const child = storingProcess(slices);
    let confirmed = 0;
    for await (const line of createInterface({ input: child.stdout! })) {
      expect(line).toMatch(/^(\d+|closed)$/);
      everConfirmed.add(Number(line));
      confirmed += 1;
      if (confirmed === killAt) child.kill('SIGKILL');
    }
    if (child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    expect(confirmed).toBeGreaterThanOrEqual(killAt);
    const cache = await open();
    for (const slice of everConfirmed) {
      const original = await cache.original(studyUid, sopUid(slice));
      expect(original.ok && Buffer.compare(original.value, files[slice]!), `slice ${slice}`).toBe(0);
    }
    // Unconfirmed ones may be there, but then whole.
    for (const { sopInstanceUid } of await cache.instances(studyUid)) {
      expect((await cache.original(studyUid, sopInstanceUid)).ok).toBe(true);
    }
    await cache.close();
  }
  expect([...everConfirmed].every(Number.isInteger)).toBe(true);
  expect(damage).toEqual([]);
}, 60_000);

test('a full disk is named, keeps what is whole, and storing goes on when there is room', async () => {
  // A limit on the size of a file stands for the full volume: the write fails in the same place.
  const child = storingProcess(60, 1024);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) lines.push(line);
  if (child.exitCode === null) await once(child, 'exit');
  const confirmed = lines.filter(line => /^\d+$/.test(line)).map(Number);
  expect(confirmed.length).toBeGreaterThan(5);
  expect(confirmed.length).toBeLessThan(60);
  expect(new Set(lines.filter(line => !/^\d+$/.test(line)))).toEqual(new Set(['cache-full', 'closed']));
  const cache = await open();
  expect(await cache.instances(studyUid)).toHaveLength(confirmed.length);
  expect(damage).toEqual([]);
  const files = syntheticCtSeries({ seed: 'w', slices: 60, rows: 128, columns: 128 });
  const outcomes = await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })));
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  const last = await cache.original(studyUid, sopUid(59));
  expect(last.ok && Buffer.compare(last.value, files[59]!)).toBe(0);
});

test('no readable name or UID stands in any file, also while the cache is open', async () => {
  const cache = await open();
  const files = syntheticCtSeries({ seed: 'w', slices: 3 });
  await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })));
  const names = await readdir(folder, { recursive: true });
  const paths = names.map(name => join(folder, name)).filter(path => statSync(path).isFile());
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) {
    const content = readFileSync(path);
    for (const text of ['Test^', 'Élodie', studyUid, sopUid(0)]) {
      for (const encoding of ['utf8', 'utf16le'] as const) {
        expect(content.includes(Buffer.from(text, encoding)), `${text} in ${path}`).toBe(false);
      }
    }
    expect(path).not.toContain(studyUid);
  }
  // The search would find them in the plain instance.
  expect(Buffer.from(files[0]!).includes(Buffer.from('Élodie', 'utf8'))).toBe(true);
});

test('compressed frames are decoded in threads of their own, and a broken one is refused alone', async () => {
  const jpeg2000 = '1.2.840.10008.1.2.4.90';
  const [rows, columns] = [64, 48];
  const values = Uint16Array.from({ length: rows * columns }, (_, at) => (at * 7919) % 4096);
  const shape = { width: columns, height: rows, bitsPerSample: 12, componentCount: 1, isSigned: false };
  const stream = await encode('jpeg2000', shape, values, encoder => encoder.setQuality?.(true, 0));
  const streams = [stream, stream.subarray(0, stream.length / 2), stream];
  const files = syntheticCtSeries({
    seed: 'w',
    rows,
    columns,
    slices: 3,
    transferSyntaxUid: jpeg2000,
    override: slice => ({ PixelData: { fragments: [streams[slice]!] } }),
  });
  const cache = await open();
  for (const bytes of files) expect((await cache.putInstance(bytes, { studyUid })).ok).toBe(true);
  const frames = await Promise.all([0, 1, 2].map(slice => cache.finishedFrame(studyUid, sopUid(slice), 1)));
  const finished = Int16Array.from(values, value => value - 1024);
  for (const frame of [frames[0], frames[2]]) {
    expect(frame?.ok && new Int16Array(frame.value.bytes.buffer)).toEqual(finished);
  }
  expect(frames[1]).toMatchObject({
    ok: false,
    failure: { code: 'instance-unreadable', params: { tag: '(7FE0,0010)', reason: 'codestream-truncated' } },
  });
});
