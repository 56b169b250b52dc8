import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DisplaySet } from '../../../contract/index.ts';
import { buildDisplaySets } from '../../../dicom/geometry/display-sets.ts';
import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import { jsonNumbers } from '../../../dicom/json/dicom-json.ts';
import type { Attributes } from '../../../dicom/synthetic/attributes.ts';
import { sampledCtSeries, turnedAboutRows } from '../../../dicom/synthetic/sampled-ct.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { decodeHere } from '../../decode/index.ts';
import type { DicomJson } from '../study-cache.ts';
import { CorrectedFrames } from './corrected.ts';
import { FinishedFrames } from './finished.ts';
import { StudyStore } from './study-store.ts';

const studyUid = syntheticUid('corrected', 'study');
const seriesUid = syntheticUid('corrected', 'series', 1);
const [rows, columns, pixel, table] = [24, 10, 2, 5] as const;
let folder: string;
let store: StudyStore;
let finished: FinishedFrames;
let corrected: CorrectedFrames;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corrected-'));
  const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
  store = new StudyStore({ folder, ...keys, onDamage: () => {}, onChange: () => {} });
  finished = new FinishedFrames(store.reader, decodeHere);
  corrected = new CorrectedFrames(store.reader, finished);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** A gantry tilted by so many degrees over a table that moves along z. */
async function putTilted(
  degrees: number,
  { slices = 9, without = -1, value = linear, attributes = {} as Attributes } = {},
): Promise<void> {
  const orientation = turnedAboutRows(degrees);
  const files = sampledCtSeries({
    seed: 'corrected',
    patient: { patientId: 'P', name: 'Tilt^Ted', birthDate: '19700101', sex: 'M' },
    study: { studyUid, studyId: '1', accession: 'A1', description: 'Head', date: '20260101', time: '080000' },
    number: 1,
    description: 'Tilted',
    slices: Array.from({ length: slices }, (_, index) => ({
      position: [-9, -20, index * table] as const,
      orientation,
      rows,
      columns,
      pixelSpacing: [pixel, pixel] as const,
      attributes,
    })),
    value,
  });
  for (const [index, bytes] of files.entries()) {
    if (index !== without) expect((await store.putInstance(bytes, { studyUid })).ok).toBe(true);
  }
}

const linear = ([x, y, z]: Vector3) => 5 * x - 9 * y + 7 * z + 300;

function onlySet(): DisplaySet {
  const sets = buildDisplaySets(finished.metadata(studyUid, null), { complete: true });
  expect(sets).toHaveLength(1);
  return sets[0]!;
}
const nameOf = (set: DisplaySet) => set.shearCorrected?.path.split('/').at(-1) ?? '';

async function frameOf(set: DisplaySet, index: number) {
  const { sopInstanceUid, frameNumber } = set.frames[index]!;
  return corrected.frame(studyUid, seriesUid, nameOf(set), sopInstanceUid, frameNumber);
}
async function valuesOf(set: DisplaySet, index: number): Promise<Int16Array> {
  const outcome = await frameOf(set, index);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  expect(outcome.value.dtype).toBe('int16');
  return new Int16Array(outcome.value.bytes.buffer);
}
const headerOf = (set: DisplaySet, index: number): DicomJson =>
  corrected
    .metadata(studyUid, seriesUid, nameOf(set))
    .find(header => header['00080018']?.Value?.[0] === set.frames[index]!.sopInstanceUid)!;

test.each([
  15, -15,
])('slices of a gantry tilted by %d degrees lie one above the other, each value in its place', async degrees => {
  await putTilted(degrees);
  const set = onlySet();
  expect(set.verdict).toEqual({ kind: 'shear-corrected', shearDegrees: expect.closeTo(-degrees, 6) });
  const shape = set.shearCorrected!;
  // eight table steps of 5 mm times the sine, in pixels of 2 mm
  expect(shape).toMatchObject({ columns, rows: rows + Math.ceil((8 * table * Math.sin(Math.PI / 12)) / pixel) });
  const { column: down, normal } = turnedAboutRows(degrees);
  const first = jsonNumbers(headerOf(set, 0), 0x00200032);
  let compared = 0;
  for (let index = 0; index < 9; index++) {
    const header = headerOf(set, index);
    const position = jsonNumbers(header, 0x00200032);
    expect([header['00280010']?.Value, header['00280011']?.Value]).toEqual([[shape.rows], [shape.columns]]);
    const step = index * table * Math.cos(Math.PI / 12);
    for (const axis of [0, 1, 2] as const) expect(position[axis]).toBeCloseTo(first[axis]! + step * normal[axis], 6);
    const values = await valuesOf(set, index);
    expect(values).toHaveLength(shape.rows * shape.columns);
    for (let row = 0; row < shape.rows; row++) {
      const { row: shift } = shape.shifts[index]!;
      const source = row - shift;
      const value = values[row * columns + 3]!;
      if (source < -0.5 || source > rows - 0.5) expect(value).toBe(-1024);
      // the outer half of a pixel on the edge repeats it
      if (source < 0 || source > rows - 1) continue;
      const point: Vector3 = [
        position[0]! + 3 * pixel,
        position[1]! + row * pixel * down[1],
        position[2]! + row * pixel * down[2],
      ];
      // values are rounded when they are stored and when they are interpolated; shifts within 0.02 pixels to whole ones
      expect(Math.abs(value - linear(point))).toBeLessThanOrEqual(1.4);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(9 * (rows - 2));
});

test('the slices as acquired stay as they are', async () => {
  await putTilted(15);
  const set = onlySet();
  const original = await finished.frame(studyUid, set.frames[4]!.sopInstanceUid, 1);
  expect(original).toMatchObject({ ok: true });
  if (original.ok) expect(original.value.bytes.byteLength).toBe(2 * rows * columns);
  expect(finished.metadata(studyUid, seriesUid)[4]).toMatchObject({ '00280010': { Value: [rows] } });
});

test('a gap in a tilted stack keeps its place', async () => {
  await putTilted(15, { without: 4 });
  const set = onlySet();
  expect(set.verdict).toEqual({ kind: 'stack-only', reason: 'missing-slices' });
  expect(set.shearCorrected?.shifts).toHaveLength(9);
  const [before, after] = [3, 4].map(index => jsonNumbers(headerOf(set, index), 0x00200032));
  expect(after![2]! - before![2]!).toBeCloseTo(2 * table * Math.cos(Math.PI / 12) ** 2, 6);
});

test('another state of the series has another name, and the former one is gone', async () => {
  await putTilted(15, { slices: 8 });
  const before = onlySet();
  expect((await frameOf(before, 0)).ok).toBe(true);
  await putTilted(15, { slices: 9 });
  expect(nameOf(onlySet())).not.toBe(nameOf(before));
  expect(await frameOf(before, 0)).toMatchObject({ ok: false, failure: { code: 'study-not-found' } });
  expect(corrected.metadata(studyUid, seriesUid, nameOf(before))).toEqual([]);
  expect((await frameOf(onlySet(), 0)).ok).toBe(true);
});

test('padding stays padding and fills what was not imaged', async () => {
  const attributes = { PixelPaddingValue: -2000 };
  await putTilted(15, { attributes, value: ([x]) => (x < -4 ? -2000 : 100) });
  const set = onlySet();
  const values = new Set<number>();
  for (let index = 0; index < 9; index++) for (const value of await valuesOf(set, index)) values.add(value);
  expect([...values].sort((a, b) => a - b)).toEqual([-2000, 100]);
});
