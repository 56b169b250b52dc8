import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Attributes } from '../../../dicom/synthetic/attributes.ts';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { encode } from '../../decode/encoders.test-data.ts';
import { decodeHere } from '../../decode/index.ts';
import { FinishedFrames } from './finished.ts';
import { StudyStore } from './study-store.ts';

const studyUid = syntheticUid('f', 'study');
const seriesUid = syntheticUid('f', 'series', 1);
const sopUid = (slice: number) => syntheticUid('f', 'instance', 1, slice + 1);
let folder: string;
let store: StudyStore;
let finished: FinishedFrames;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finished-'));
  const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
  store = new StudyStore({ folder, ...keys, onDamage: () => {}, onChange: () => {} });
  finished = new FinishedFrames(store.reader, decodeHere);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function put(slices: number, override: (slice: number) => Attributes = () => ({})): Promise<void> {
  for (const bytes of syntheticCtSeries({ seed: 'f', slices, override })) {
    expect((await store.putInstance(bytes, { studyUid })).ok).toBe(true);
  }
}
async function frame(slice: number, number = 1) {
  const outcome = await finished.frame(studyUid, sopUid(slice), number);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

test('a frame is in Hounsfield units, and its header says so', async () => {
  await put(2);
  // Stored value column + 16 row + 256 slice, intercept -1024 (see syntheticCtSeries).
  const { bytes, dtype, samplesPerPixel } = await frame(1);
  expect({ dtype, samplesPerPixel, length: bytes.byteLength }).toEqual({
    dtype: 'int16',
    samplesPerPixel: 1,
    length: 512,
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect(view.getInt16(2 * (5 + 16 * 3), true)).toBe(5 + 16 * 3 + 256 - 1024);
  const [header] = finished.metadata(studyUid, seriesUid);
  expect(header).toMatchObject({
    '00281052': { Value: [0] },
    '00281053': { Value: [1] },
    '00280100': { Value: [16] },
    '00280101': { Value: [16] },
    '00280103': { Value: [1] },
  });
});

test('one number type for a series: a slice with a fraction makes all of it float', async () => {
  await put(3, slice => (slice === 2 ? { RescaleSlope: 0.5 } : {}));
  expect(await Promise.all([0, 1, 2].map(async slice => (await frame(slice)).dtype))).toEqual([
    'float32',
    'float32',
    'float32',
  ]);
  const view = new DataView((await frame(2)).bytes.buffer);
  expect(view.getFloat32(4 * 7, true)).toBe((7 + 512) * 0.5 - 1024);
  expect(finished.metadata(studyUid, null).map(header => header['00280100']?.Value?.[0])).toEqual([32, 32, 32]);
});

test('the number type follows instances that come later and go', async () => {
  await put(1);
  expect((await frame(0)).dtype).toBe('int16');
  await put(2, slice => (slice === 1 ? { RescaleSlope: 0.5 } : {}));
  expect((await frame(0)).dtype).toBe('float32');
  await store.remove(studyUid);
  await put(1);
  expect((await frame(0)).dtype).toBe('int16');
});

test('frames of a multi-frame instance are counted from 1', async () => {
  const pixels = new Uint16Array(3 * 4).map((_, at) => 1000 + at);
  const multi = () => ({ NumberOfFrames: 3, Rows: 2, Columns: 2, PixelData: pixels }) as Attributes;
  await put(1, multi);
  const view = new DataView((await frame(0, 3)).bytes.buffer);
  expect([0, 1, 2, 3].map(at => view.getInt16(2 * at, true))).toEqual([-16, -15, -14, -13]);
  for (const number of [4, 400]) {
    expect(await finished.frame(studyUid, sopUid(0), number)).toMatchObject({
      ok: false,
      failure: { code: 'study-not-found' },
    });
  }
});

test('a compressed frame is decoded and finished like a native one', async () => {
  const rle = '1.2.840.10008.1.2.5';
  // Two rows of two pixels, 1000 and 1001 repeated: a segment of upper bytes, one of lower bytes (PS3.5 annex G).
  const header = new Uint8Array(64);
  header.set([2, 0, 0, 0, 64, 0, 0, 0, 66, 0, 0, 0]);
  const fragment = Uint8Array.from([...header, 0xfd, 0x03, 0x03, 0xe8, 0xe9, 0xe8, 0xe9]);
  const override = () => ({ Rows: 2, Columns: 2, PixelData: { fragments: [fragment] } });
  for (const bytes of syntheticCtSeries({ seed: 'f', slices: 1, transferSyntaxUid: rle, override })) {
    expect((await store.putInstance(bytes, { studyUid })).ok).toBe(true);
  }
  const { bytes, dtype } = await frame(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect([dtype, ...[0, 1, 2, 3].map(at => view.getInt16(2 * at, true))]).toEqual(['int16', -24, -23, -24, -23]);
});

test('a signed stream under an unsigned header is shown with its sign, and loss of the stream is said', async () => {
  const values = Int16Array.from({ length: 256 }, (_, at) => at - 128);
  const shape = { width: 16, height: 16, bitsPerSample: 16, componentCount: 1, isSigned: true };
  const streams = await Promise.all(
    [true, false].map(reversible =>
      encode('jpeg2000', shape, new Uint16Array(values.buffer), encoder => encoder.setQuality?.(reversible, 0.0001)),
    ),
  );
  const override = (slice: number): Attributes => {
    const stream = streams[slice] ?? new Uint8Array();
    const fragment = stream.length % 2 === 0 ? stream : Uint8Array.from([...stream, 0]);
    return { BitsStored: 16, HighBit: 15, RescaleIntercept: 0, PixelData: { fragments: [fragment] } };
  };
  const jpeg2000 = '1.2.840.10008.1.2.4.91';
  for (const bytes of syntheticCtSeries({ seed: 'f', slices: 2, transferSyntaxUid: jpeg2000, override })) {
    expect((await store.putInstance(bytes, { studyUid })).ok).toBe(true);
  }
  const { bytes, dtype } = await frame(0);
  expect([dtype, new Int16Array(bytes.buffer)]).toEqual(['int16', values]);
  const headers = finished.metadata(studyUid, null);
  expect(headers.map(header => header['00280103']?.Value)).toEqual([[1], [1]]);
  expect(headers.map(header => header['00282110']?.Value)).toEqual([['00'], ['01']]);
  // the original's own headers are left alone
  expect(store.reader.headers(studyUid, null).map(header => header['00280103']?.Value)).toEqual([[0], [0]]);
});

test('a video says why it is not shown', async () => {
  const mpeg2 = '1.2.840.10008.1.2.4.100';
  const override = () => ({ PixelData: { fragments: [Uint8Array.of(0, 0, 1, 0xb3)] } });
  for (const bytes of syntheticCtSeries({ seed: 'f', slices: 1, transferSyntaxUid: mpeg2, override })) {
    expect((await store.putInstance(bytes, { studyUid })).ok).toBe(true);
  }
  expect(await finished.frame(studyUid, sopUid(0), 1)).toMatchObject({
    ok: false,
    failure: { code: 'transfer-syntax-unsupported', params: { tag: '(0002,0010)', reason: 'video', uid: mpeg2 } },
  });
});

test('what is not there is not found', async () => {
  expect(await finished.frame(studyUid, sopUid(0), 1)).toMatchObject({
    ok: false,
    failure: { code: 'study-not-found' },
  });
  expect(finished.metadata(studyUid, null)).toEqual([]);
});

test("overlays in the pixels' unused bits are there, though the frame is without them", async () => {
  const data = new Uint16Array(256).fill(5);
  data[17] = 5 | (1 << 14);
  await put(1, () => ({
    PixelData: data,
    OverlayType: 'G',
    OverlayOrigin: [1, 1],
    OverlayBitsAllocated: 16,
    OverlayBitPosition: 14,
  }));
  const outcome = await finished.overlays(studyUid, sopUid(0), 1);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  expect(outcome.value).toHaveLength(1);
  expect([...outcome.value[0]!.bitmap].flatMap((bit, at) => (bit === 1 ? [at] : []))).toEqual([17]);
  expect(new Int16Array((await frame(0)).bytes.buffer)[17]).toBe(5 - 1024);
  expect(await finished.overlays(studyUid, '1.2.3', 1)).toMatchObject({ ok: false });
});
