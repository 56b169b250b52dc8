import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DisplaySet, Failure, FramePackHeader } from '../../../contract/index.ts';
import {
  decodeHead,
  headLength,
  outwardFrom,
  packedBytes,
  unpacked,
} from '../../../dicom/frame-pack/frame-pack-stream.ts';
import { buildDisplaySets } from '../../../dicom/geometry/display-sets.ts';
import { transferSyntaxes } from '../../../dicom/part10/write.ts';
import type { Attributes } from '../../../dicom/synthetic/attributes.ts';
import { type SyntheticVolume, syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { sampledCtSeries, turnedAboutRows } from '../../../dicom/synthetic/sampled-ct.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { encode } from '../../decode/encoders.test-data.ts';
import { dicomwebOrigin, openStudyCache, type StudyCache } from '../index.ts';

const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
const studyUid = syntheticUid('p', 'study');
const seriesUid = syntheticUid('p', 'series', 1);
vi.setConfig({ testTimeout: 60_000 });
const [rows, columns] = [24, 20];
let folder: string;
let damage: Failure[];
let cache: StudyCache;
const open = () => openStudyCache({ folder, ...keys, onDamage: failure => damage.push(failure) });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'frame-packs-'));
  damage = [];
  cache = await open();
});
afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

async function put(files: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
  for (const bytes of files) expect((await cache.putInstance(bytes, { studyUid })).ok).toBe(true);
}
const ct = (more: Partial<SyntheticVolume> = {}) => syntheticCtSeries({ seed: 'p', rows, columns, slices: 6, ...more });
async function displaySets(): Promise<readonly DisplaySet[]> {
  return buildDisplaySets(await cache.metadata(studyUid, null, 'finished'), { complete: true });
}
const packFiles = () =>
  readdirSync(join(folder, 'frames'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.frames'));
const ask = (path: string, accept = '*/*') =>
  dicomwebOrigin(cache, { instances: false })(new Request(`http://127.0.0.1${path}`, { headers: { accept } }));
const packPath = (name: string) => `/dicomweb/studies/${studyUid}/series/${seriesUid}/frame-packs/${name}`;
const nameOf = (set: DisplaySet) => set.id.split('.').at(-1) ?? '';

/** Frames of an answer by their place in the pack. */
async function received(answer: Response, first: number) {
  const body = new Uint8Array(await answer.arrayBuffer());
  expect(answer.headers.get('content-length')).toBe(String(body.byteLength));
  const length = headLength(body)!;
  const header = decodeHead(body.subarray(0, length))!;
  const size = packedBytes(header);
  const frames = new Map(
    outwardFrom(first, header.frames.length).map((index, at) => [
      index,
      unpacked(body.slice(length + at * size, length + (at + 1) * size)),
    ]),
  );
  return { header, frames };
}

/** Fetches a pack and compares every frame with what the frame route gives; the number of frames. */
async function expectSame(
  path: string,
  frame: (of: FramePackHeader['frames'][number]) => ReturnType<StudyCache['finishedFrame']>,
): Promise<FramePackHeader> {
  const answer = await ask(`${path}?first=2`);
  expect(answer.status).toBe(200);
  const { header, frames } = await received(answer, 2);
  for (const [index, reference] of header.frames.entries()) {
    const single = await frame(reference);
    if (!single.ok) throw new Error(JSON.stringify(single.failure));
    expect(single.value.dtype).toBe(header.pixelType);
    expect(Buffer.compare(frames.get(index)!, single.value.bytes), `frame ${index}`).toBe(0);
  }
  return header;
}
const acquired = ({ sopInstanceUid, frameNumber }: FramePackHeader['frames'][number]) =>
  cache.finishedFrame(studyUid, sopInstanceUid, frameNumber);

const scrambled = (bits: number) => (column: number, row: number, slice: number) =>
  ((column * 7919 + row * 104_729 + slice * 1_299_709) >>> 0) % 2 ** bits;
const with16 = (attributes: Attributes): Attributes => ({ BitsStored: 16, HighBit: 15, ...attributes });

const series: readonly (readonly [string, Partial<SyntheticVolume>, FramePackHeader['pixelType'], 'index' | 'copy'])[] =
  [
    ['12 bits, intercept', { value: scrambled(12) }, 'int16', 'index'],
    [
      '16 bits signed',
      { value: scrambled(16), override: () => with16({ PixelRepresentation: 1, RescaleIntercept: 0 }) },
      'int16',
      'index',
    ],
    ['16 bits unsigned', { value: scrambled(16), override: () => with16({ RescaleIntercept: 0 }) }, 'uint16', 'index'],
    [
      '12 bits signed, high bit 15',
      { value: scrambled(16), override: () => ({ HighBit: 15, PixelRepresentation: 1 }) },
      'int16',
      'index',
    ],
    ['implicit', { value: scrambled(12), transferSyntaxUid: transferSyntaxes.implicitLittleEndian }, 'int16', 'index'],
    [
      'fractional slope',
      { value: scrambled(12), override: slice => ({ RescaleSlope: 0.5 + slice / 7 }) },
      'float32',
      'copy',
    ],
    ['slope 2', { value: scrambled(12), override: () => ({ RescaleSlope: 2 }) }, 'int16', 'copy'],
    [
      'intercepts that differ',
      { value: scrambled(12), override: slice => ({ RescaleIntercept: -slice }) },
      'int16',
      'copy',
    ],
    [
      'MONOCHROME1 with padding',
      { value: scrambled(12), override: () => ({ PhotometricInterpretation: 'MONOCHROME1', PixelPaddingValue: 7 }) },
      'int16',
      'index',
    ],
    ['big endian', { value: scrambled(12), transferSyntaxUid: '1.2.840.10008.1.2.2' }, 'int16', 'copy'],
  ];

test.each(series)('%s: a pixel is the same by pack and by frame', async (_, volume, pixelType, kind) => {
  await put(ct(volume));
  const prepared = await cache.prepareFrames(studyUid);
  expect(prepared).toMatchObject({ ok: true, value: { packs: 1 } });
  expect(packFiles()).toHaveLength(kind === 'copy' ? 1 : 0);
  const [set] = await displaySets();
  const header = await expectSame(packPath(nameOf(set!)), acquired);
  expect(header).toMatchObject({ form: 'acquired', pixelType, rows, columns, verdict: set!.verdict });
  expect(header.frames.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(
    set!.frames.map(({ sopInstanceUid }) => sopInstanceUid),
  );
});

test('corrected slices of a tilted gantry are packed beside the acquired ones, and missing slices are no frames', async () => {
  const orientation = turnedAboutRows(15);
  const files = sampledCtSeries({
    seed: 'p',
    patient: { patientId: 'P', name: 'Tilt^Ted', birthDate: '19700101', sex: 'M' },
    study: { studyUid, studyId: '1', accession: 'A1', description: 'Head', date: '20260101', time: '080000' },
    number: 1,
    description: 'Tilted',
    slices: Array.from({ length: 9 }, (_, index) => ({
      position: [-9, -20, index * 5] as const,
      orientation,
      rows,
      columns,
      pixelSpacing: [2, 2] as const,
    })),
    value: ([x, y, z]) => 5 * x - 9 * y + 7 * z + 300,
  });
  await put(files.filter((_, index) => index !== 4));
  expect(await cache.prepareFrames(studyUid)).toMatchObject({ ok: true, value: { packs: 2 } });
  const [set] = await displaySets();
  expect(set!.geometry?.missing).toHaveLength(1);
  expect((await expectSame(packPath(nameOf(set!)), acquired)).frames).toHaveLength(8);
  const { path, rows: correctedRows } = set!.shearCorrected!;
  const name = path.split('/').at(-1)!;
  const header = await expectSame(packPath(name), ({ sopInstanceUid, frameNumber }) =>
    cache.correctedFrame(studyUid, seriesUid, name, sopInstanceUid, frameNumber),
  );
  expect(header).toMatchObject({ form: 'shear-corrected', rows: correctedRows });
  expect(header.frames).toHaveLength(8);
});

const jpegLs = '1.2.840.10008.1.2.4.80';
async function compressed(): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const shape = { width: columns, height: rows, bitsPerSample: 12, componentCount: 1, isSigned: false };
  const value = scrambled(12);
  const samples = Uint16Array.from({ length: rows * columns }, (_, at) =>
    value(at % columns, Math.floor(at / columns), 0),
  );
  const streams = Array.from({ length: 6 }, () => new Uint8Array());
  streams.fill(new Uint8Array(await encode('jpegLs', shape, samples)));
  streams[3] = streams[3]!.subarray(0, 40);
  return ct({ transferSyntaxUid: jpegLs, override: slice => ({ PixelData: { fragments: [streams[slice]!] } }) });
}

test('a slice that cannot be decoded is left out of a pack, the others are the same', async () => {
  await put(await compressed());
  expect(await cache.prepareFrames(studyUid)).toMatchObject({ ok: true, value: { packs: 1 } });
  const [set] = await displaySets();
  const header = await expectSame(packPath(nameOf(set!)), acquired);
  const failing = set!.frames[3]!.sopInstanceUid;
  expect(header.frames.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(
    set!.frames.map(({ sopInstanceUid }) => sopInstanceUid).filter(uid => uid !== failing),
  );
});

test('an original that is cut off or damaged is absent from an index, and the others are the same', async () => {
  const files = ct();
  const short = ct({ override: slice => (slice === 1 ? { PixelData: new Uint16Array(7) } : {}) });
  await put([files[0]!, short[1]!, ...files.slice(2)]);
  expect(await cache.prepareFrames(studyUid)).toMatchObject({ ok: true, value: { packs: 1, bytes: 0 } });
  const [set] = await displaySets();
  const [pack = ''] = readdirSync(join(folder, 'packs'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.pack'),
  );
  const path = join(folder, 'packs', pack);
  const bytes = readFileSync(path);
  bytes[bytes.length - 50]! ^= 1;
  writeFileSync(path, bytes);
  const { header, frames } = await received(await ask(packPath(nameOf(set!))), 0);
  const present = header.frames.filter((_, index) => frames.get(index) !== null);
  expect(header.frames.map((_, index) => frames.get(index) === null)).toEqual([false, true, false, false, false, true]);
  for (const reference of present) {
    const single = await acquired(reference);
    const index = header.frames.indexOf(reference);
    expect(single.ok && Buffer.compare(frames.get(index)!, single.value.bytes)).toBe(0);
  }
  // Asked for alone, they say why.
  expect(await acquired(header.frames[1]!)).toMatchObject({ ok: false, failure: { code: 'instance-unreadable' } });
  expect(await acquired(header.frames[5]!)).toMatchObject({ ok: false, failure: { code: 'cache-damaged' } });
  expect(damage).toHaveLength(1);
});

test('a series that changes has no pack any more, until it is prepared again', async () => {
  const files = ct({ override: () => ({ RescaleSlope: 2 }) });
  await put(files.slice(0, 5));
  await cache.prepareFrames(studyUid);
  const [set] = await displaySets();
  expect((await ask(packPath(nameOf(set!)))).status).toBe(200);
  const one = await cache.holdings({ text: '', order: 'newest', limit: 10, offset: 0 });
  const { bytes, frameBytes: made } = one.studies[0]!;
  expect(made).toBeGreaterThan(5 * rows * columns * 2);
  await put(files.slice(5));
  expect((await ask(packPath(nameOf(set!)))).status).toBe(404);
  await cache.prepareFrames(studyUid);
  expect((await expectSame(packPath(nameOf(set!)), acquired)).frames).toHaveLength(6);
  expect(packFiles()).toHaveLength(1);
  expect(await cache.dropFramePacks(1)).toBeGreaterThan(0);
  expect(packFiles()).toEqual([]);
  const after = (await cache.holdings({ text: '', order: 'newest', limit: 10, offset: 0 })).studies[0]!;
  expect(after.frameBytes).toBe(0);
  expect(after.bytes).toBeLessThan(bytes);
  await cache.prepareFrames(studyUid);
  expect(packFiles(), 'what was dropped for room is not made again by itself').toEqual([]);
  await cache.remove(studyUid);
  expect((await ask(packPath(nameOf(set!)))).status).toBe(404);
});

test('a flipped byte is found, named, and the pack made again', async () => {
  await put(ct({ override: () => ({ RescaleSlope: 2 }) }));
  await cache.prepareFrames(studyUid);
  const [set] = await displaySets();
  const path = join(folder, 'frames', packFiles()[0]!);
  const bytes = readFileSync(path);
  bytes[bytes.length - 50]! ^= 1;
  writeFileSync(path, bytes);
  const answer = await ask(packPath(nameOf(set!)));
  await expect(answer.arrayBuffer()).rejects.toThrow('cache-damaged');
  expect(damage).toEqual([{ code: 'cache-damaged', params: { what: 'frame-pack' } }]);
  await cache.prepareFrames(studyUid);
  expect((await expectSame(packPath(nameOf(set!)), acquired)).frames).toHaveLength(6);
  expect(damage).toHaveLength(1);
});

test('a restart keeps what is whole, and clears what no index knows or the disk has lost', async () => {
  await put(ct({ override: () => ({ RescaleSlope: 2 }) }));
  await cache.prepareFrames(studyUid);
  const [set] = await displaySets();
  const whole = join(folder, 'frames', packFiles()[0]!);
  const stray = whole.replace(/[0-9a-f]{4}\.frames$/, '0000.frames');
  writeFileSync(stray, 'begun and never finished');
  await cache.close();
  cache = await open();
  expect(packFiles()).toHaveLength(1);
  await expectSame(packPath(nameOf(set!)), acquired);
  await cache.close();
  rmSync(whole);
  cache = await open();
  expect((await ask(packPath(nameOf(set!)))).status).toBe(404);
  await cache.prepareFrames(studyUid);
  await expectSame(packPath(nameOf(set!)), acquired);
  expect(damage).toEqual([]);
});

test.each([
  ['?first=-1', '*/*', 400],
  ['?first=1e3', '*/*', 400],
  ['', 'image/png', 406],
])('%s as %s is refused with %i', async (suffix, accept, status) => {
  await put(ct());
  await cache.prepareFrames(studyUid);
  const [set] = await displaySets();
  expect((await ask(`${packPath(nameOf(set!))}${suffix}`, accept)).status).toBe(status);
  expect((await ask(packPath('00000000'))).status).toBe(404);
});

test('frames come by their distance from the one that is looked at', () => {
  expect(outwardFrom(1, 5)).toEqual([1, 2, 0, 3, 4]);
  expect(outwardFrom(9, 3)).toEqual([2, 1, 0]);
  expect(outwardFrom(0, 0)).toEqual([]);
});
