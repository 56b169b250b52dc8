import { describe, expect, it } from 'vitest';
import { type DicomJson, jsonItems } from '../json/dicom-json.ts';
import type { Orientation } from './image-plane.ts';
import { fillOf, shearCorrectedHeader } from './shear-corrected-header.ts';
import { correctSlice, isImaged, type SliceStack, shearCorrectionOf } from './shear-correction.ts';
import { add, dot, length, scale, subtract, type Vector3 } from './vector.ts';

const never = () => false;

/** The slices of a gantry tilted about the patient's left-right axis, on a table that moves along z. */
function tilted(degrees: number, { rows = 40, columns = 30, slices = 9, table = 5, pixel = 0.8 } = {}): SliceStack {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const orientation: Orientation = { row: [1, 0, 0], column: [0, cos, sin], normal: [0, -sin, cos] };
  const corner: Vector3 = [(-pixel * (columns - 1)) / 2, (-pixel * (rows - 1)) / 2, 0];
  return {
    rows,
    columns,
    orientation,
    spacing: { row: pixel, column: pixel },
    positions: Array.from({ length: slices }, (_, index) => add(corner, [0, 0, table * (index - (slices - 1) / 2)])),
    sliceSpacing: table * cos,
  };
}
function pointIn(stack: SliceStack, slice: number, column: number, row: number): Vector3 {
  const { orientation, spacing, positions } = stack;
  const aside = add(scale(orientation.row, column * spacing.column), scale(orientation.column, row * spacing.row));
  return add(positions[slice] ?? [0, 0, 0], aside);
}
function paint(stack: SliceStack, slice: number, value: (point: Vector3) => number): Float32Array {
  return Float32Array.from({ length: stack.rows * stack.columns }, (_, at) =>
    value(pointIn(stack, slice, at % stack.columns, Math.floor(at / stack.columns))),
  );
}
function corrected(stack: SliceStack, value: (point: Vector3) => number, fill = Number.NaN) {
  const correction = shearCorrectionOf(stack);
  if (correction === null) throw new Error('no correction');
  const slices = stack.positions.map((_, slice) => {
    const target = new Float32Array(correction.rows * correction.columns);
    correctSlice(correction, slice, paint(stack, slice, value), target, fill, never);
    return target;
  });
  return { correction, slices };
}

describe.each([15, -15, 27])('a gantry tilted by %d degrees', degrees => {
  const stack = tilted(degrees);

  it('gives a rectangular volume whose slices follow the normal', () => {
    const correction = shearCorrectionOf(stack)!;
    const { normal } = stack.orientation;
    for (const [index, position] of correction.positions.entries()) {
      const from = subtract(position, correction.positions[0]!);
      expect(dot(from, normal)).toBeCloseTo(index * stack.sliceSpacing, 9);
      expect(length(from)).toBeCloseTo(index * stack.sliceSpacing, 9);
      // each slice stays in its plane
      expect(dot(subtract(position, stack.positions[index]!), normal)).toBeCloseTo(0, 9);
    }
    // drift down the columns: 8 table steps of 5 mm times the sine, in pixels of 0.8 mm
    const drift = Math.abs(40 * Math.sin((degrees * Math.PI) / 180)) / 0.8;
    expect(correction.rows).toBe(40 + Math.ceil(drift));
    expect(correction.columns).toBe(30);
  });

  it('puts every value where it was in the patient', () => {
    // interpolation gives a linear function back exactly, so each voxel must be the function at its own place
    const linear = ([x, y, z]: Vector3) => 3 * x - 2 * y + 5 * z + 100;
    const { correction, slices } = corrected(stack, linear);
    let compared = 0;
    for (const [slice, values] of slices.entries()) {
      for (const [at, value] of values.entries()) {
        const [column, row] = [at % correction.columns, Math.floor(at / correction.columns)];
        const imaged = isImaged(correction, slice, column, row);
        expect(Number.isNaN(value)).toBe(!imaged);
        // the outer half of a pixel on the edge repeats it
        const shift = correction.shifts[slice]!;
        if (!imaged || row < shift.row || row > shift.row + stack.rows - 1) continue;
        expect(Math.abs(value - linear(pointIn(correction, slice, column, row)))).toBeLessThan(1e-3);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(9 * 30 * 38);
  });

  it('cuts nothing off', () => {
    const { slices } = corrected(stack, () => 1);
    // at least as many pixels as were imaged carry the value; half a pixel of rounding at one edge at most
    for (const values of slices) {
      const count = values.filter(value => value === 1).length;
      expect(count).toBeGreaterThanOrEqual(40 * 30);
      expect(count).toBeLessThanOrEqual(41 * 30);
    }
  });
});

it('makes a sphere round again', () => {
  const stack = tilted(20, { rows: 120, columns: 100, slices: 61, table: 1, pixel: 0.5 });
  const center: Vector3 = [0, 0, 0];
  const radius = 15;
  const { correction, slices } = corrected(stack, p => (length(subtract(p, center)) <= radius ? 1 : 0), 0);
  // second moments along the axes of the volume, as one takes it who trusts the corrected metadata
  const { row, column, normal } = correction.orientation;
  let count = 0;
  let sum: Vector3 = [0, 0, 0];
  let shear = 0;
  for (const [slice, values] of slices.entries()) {
    for (const [at, value] of values.entries()) {
      if (value === 0) continue;
      const point = pointIn(correction, slice, at % correction.columns, Math.floor(at / correction.columns));
      count += value;
      sum = add(sum, scale(point, value));
      shear += value * dot(point, column) * dot(point, normal);
    }
  }
  const volume = count * 0.5 * 0.5 * correction.sliceSpacing;
  expect(Math.abs(volume / ((4 / 3) * Math.PI * radius ** 3) - 1)).toBeLessThan(0.005);
  for (const axis of [row, column, normal]) expect(Math.abs(dot(scale(sum, 1 / count), axis))).toBeLessThan(0.05);
  // of a sphere sheared by 20 degrees it would be tan 20° · r²/5 = 16
  expect(Math.abs(shear / count)).toBeLessThan(0.2);
});

describe('integers and padding', () => {
  /** Two rows to one side and half a row: every second slice is moved by half a pixel. */
  const stack: SliceStack = {
    rows: 4,
    columns: 1,
    orientation: { row: [1, 0, 0], column: [0, 1, 0], normal: [0, 0, 1] },
    spacing: { row: 1, column: 1 },
    positions: [
      [0, 0, 0],
      [0, 0.25, 5],
      [0, 1, 10],
    ],
    sliceSpacing: 5,
  };
  const correction = shearCorrectionOf(stack)!;
  const isPadding = (value: number) => value === -2000;
  function correct(slice: number, values: readonly number[]): readonly number[] {
    const target = new Int16Array(correction.rows * correction.columns);
    correctSlice(correction, slice, values, target, -2000, isPadding);
    return [...target];
  }

  it('copies slices that are moved by whole pixels', () => {
    expect([correction.rows, correction.columns]).toEqual([5, 1]);
    expect(correct(0, [1, 2, 3, 4])).toEqual([1, 2, 3, 4, -2000]);
    expect(correct(2, [1, 2, 3, 4])).toEqual([-2000, 1, 2, 3, 4]);
  });

  it('interpolates, rounds, and takes the nearest pixel beside padding', () => {
    // row r of the target lies a quarter of a pixel before row r of the source
    expect(correct(1, [0, 100, 201, 302])).toEqual([0, 75, 176, 277, -2000]);
    expect(correct(1, [-2000, 100, 200, 300])).toEqual([-2000, 100, 175, 275, -2000]);
  });

  it('refuses a matrix that no header can describe', () => {
    expect(
      shearCorrectionOf({
        ...stack,
        positions: [
          [0, 0, 0],
          [0, 70_000, 5],
        ],
      }),
    ).toBeNull();
    expect(shearCorrectionOf({ ...stack, positions: [] })).toBeNull();
  });
});

describe('metadata of corrected slices', () => {
  const stack = tilted(15, { slices: 3 });
  const correction = shearCorrectionOf(stack)!;
  const rows = { vr: 'US', Value: [correction.rows] };

  it('replace the position of a single-frame image', () => {
    const header: DicomJson = {
      '00080008': { vr: 'CS', Value: ['ORIGINAL', 'PRIMARY', 'AXIAL'] },
      '00080060': { vr: 'CS', Value: ['CT'] },
      '00200032': { vr: 'DS', Value: [1, 2, 3] },
    };
    const result = shearCorrectedHeader(header, [{ frameNumber: 1, slice: 2 }], correction, 15);
    expect(result).toMatchObject({
      '00080008': { Value: ['DERIVED', 'PRIMARY', 'AXIAL'] },
      '00082111': { Value: ['Gantry tilt of 15.0 degrees corrected within the slices'] },
      '00200032': { Value: correction.positions[2] },
      '00280010': rows,
    });
    expect(fillOf(header)).toBe(-1024);
    expect(fillOf({ '00280120': { vr: 'SS', Value: [-2000] } })).toBe(-2000);
    expect(fillOf({ '00080060': { vr: 'CS', Value: ['MR'] } })).toBe(0);
  });

  it('replace the positions of the frames of a multi-frame image', () => {
    const header: DicomJson = {
      '52009230': { vr: 'SQ', Value: [{ '00209111': { vr: 'SQ', Value: [] } }, {}, {}] },
    };
    const frames = [3, 2, 1].map((frameNumber, slice) => ({ frameNumber, slice }));
    const result = shearCorrectedHeader(header, frames, correction, 15);
    const items = result['52009230']?.Value as DicomJson[];
    const position = (item: DicomJson) => jsonItems(item, 0x00209113)[0]?.['00200032']?.Value;
    expect(items.map(position)).toEqual([2, 1, 0].map(slice => correction.positions[slice]));
    expect(items[0]?.['00209111']).toBeDefined();
    expect(header['52009230']?.Value?.[0]).not.toHaveProperty('00209113');
  });
});
