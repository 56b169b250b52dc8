import { expect, it } from 'vitest';
import type { UnimagedPart } from '../../../dicom/geometry/unimaged-parts.ts';
import type { VolumeGrid } from '../../cornerstone/index.ts';
import { cutPart, type ViewedSlab } from './cut-part.ts';

/** Ten axial slices, 3 mm apart, of 20 x 20 pixels of 2 mm. */
const grid: VolumeGrid = {
  slices: Array.from({ length: 10 }, (_, index) => index),
  origin: [0, 0, 0],
  axes: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  spacing: [2, 2, 3],
  size: [20, 20, 10],
};
/** Slice 5. */
const part: UnimagedPart = { reason: 'missing', from: [-0.5, -0.5, 4], to: [19.5, 19.5, 6] };

/** Sagittal, a pixel for each mm, the head up. */
const sagittal = (x: number, half = 0): ViewedSlab => ({
  point: [x, 0, 0],
  normal: [1, 0, 0],
  half,
  toCanvas: ([, y, z]) => [y + 100, 100 - z],
});
const axial = (z: number, half = 0): ViewedSlab => ({
  point: [0, 0, z],
  normal: [0, 0, 1],
  half,
  toCanvas: ([x, y]) => [x, y],
});
const bounds = (points: readonly (readonly [number, number])[]) =>
  [0, 1].flatMap(axis => [
    Math.min(...points.map(point => point[axis as 0 | 1])),
    Math.max(...points.map(point => point[axis as 0 | 1])),
  ]);
const near = (values: readonly number[], tolerance = 0.07) =>
  values.map(value => expect.closeTo(value, -Math.log10(2 * tolerance)));

it('across the slices is the band between the slices before and after', () => {
  // y from -1 to 39, z from 12 to 18
  expect(bounds(cutPart(part, grid, sagittal(10)))).toEqual(near([99, 139, 82, 88]));
});

it('along the slices is all of the slice, but nothing at the slices beside it', () => {
  expect(cutPart(part, grid, axial(12))).toEqual([]);
  expect(cutPart(part, grid, axial(18))).toEqual([]);
  expect(cutPart(part, grid, axial(30))).toEqual([]);
  expect(bounds(cutPart(part, grid, axial(15)))).toEqual(near([-1, 39, -1, 39]));
});

it('in a slab is what any depth of it shows', () => {
  expect(cutPart(part, grid, axial(9, 2))).toEqual([]);
  expect(bounds(cutPart(part, grid, axial(9, 4)))).toEqual(near([-1, 39, -1, 39]));
  expect(bounds(cutPart(part, grid, sagittal(-5, 10)))).toEqual(near([99, 139, 82, 88]));
});

it('on an oblique plane has as many corners as the box has edges that the plane crosses', () => {
  const oblique: ViewedSlab = {
    point: [19, 19, 15],
    normal: [Math.SQRT1_2, Math.SQRT1_2, 0],
    half: 0,
    toCanvas: ([x, y, z]) => [(x - y) * Math.SQRT1_2, z],
  };
  const points = cutPart(part, grid, oblique);
  expect(points).toHaveLength(4);
  // the diagonal of 40 mm by 40 mm
  const [left = 0, right = 0] = bounds(points);
  expect(right - left).toBeCloseTo(40 * Math.SQRT2, 0);
});
