import { describe, expect, it } from 'vitest';
import { headerOf } from '../geometry/headers.test-data.ts';
import type { SliceStack } from '../geometry/shear-correction.ts';
import type { Vector3 } from '../geometry/vector.ts';
import type { Attributes } from '../synthetic/attributes.ts';
import { buildInstance } from '../synthetic/builder.ts';
import { regionOnSlices, slicesOfRegion } from './region-on-slices.ts';
import { structureRegionsOf } from './structure-set.ts';

/** 100 × 100 pixels of 0.8 × 0.5 mm, 21 slices of 2 mm around the origin; a value is the slice's index. */
const slices = 21;
const stack: SliceStack = {
  rows: 100,
  columns: 100,
  orientation: { row: [1, 0, 0], column: [0, 1, 0], normal: [0, 0, 1] },
  spacing: { row: 0.5, column: 0.8 },
  positions: Array.from({ length: slices }, (_, index) => [-39.6, -24.75, -20 + 2 * index] as const),
  sliceSpacing: 2,
};
const values = Array.from({ length: slices }, (_, index) => new Int16Array(10_000).fill(index));

function circle(radius: number, z: number, [x, y]: readonly [number, number] = [0, 0], points = 180): Vector3[] {
  return Array.from({ length: points }, (_, at) => {
    const angle = (2 * Math.PI * at) / points;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle), z];
  });
}
const planes = (from: number, to: number, step: number) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, at) => from + at * step);
function measured(contours: readonly (readonly Vector3[])[], of: SliceStack = stack) {
  const outcome = regionOnSlices(of, values, contours, () => false);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return outcome.region;
}
/** Voxels count as their centre, so the volume is right to about a voxel along the circumference. */
const near = (found: number, expected: number, share = 0.01) =>
  expect(Math.abs(found - expected) / expected).toBeLessThan(share);

describe('a contoured region', () => {
  it('of a cylinder has its volume, by voxels and by contours', () => {
    const region = measured(planes(-10, 10, 2).map(z => circle(15, z)));
    const expected = Math.PI * 15 ** 2 * 22;
    near(region.voxelVolume, expected);
    near(region.contourVolume, expected, 0.001);
    // slices 5 to 15, as many voxels of each
    expect(region.statistics).toMatchObject({ minimum: 5, maximum: 15, median: 10, mean: expect.closeTo(10, 9) });
    expect(region.voxelCount * 0.8 * 0.5 * 2).toBeCloseTo(region.voxelVolume, 9);
  });

  it('of a sphere', () => {
    const contours = planes(-18, 18, 2).map(z => circle(Math.sqrt(19 ** 2 - z ** 2), z));
    // discs of 2 mm: the sum of π (r² - z²) · 2
    const discs = planes(-18, 18, 2).reduce((sum, z) => sum + 2 * Math.PI * (19 ** 2 - z ** 2), 0);
    near(measured(contours).voxelVolume, discs);
    near(measured(contours).contourVolume, discs, 0.001);
    near(discs, (4 / 3) * Math.PI * 19 ** 3, 0.01);
  });

  it('of a tube: a contour inside of another is a hole, and so is a keyhole', () => {
    const expected = Math.PI * (15 ** 2 - 6 ** 2) * 6;
    const [outer, inner] = [(z: number) => circle(15, z), (z: number) => circle(6, z)];
    const twoContours = measured([-2, 0, 2].flatMap(z => [outer(z), inner(z)]));
    const keyholes = measured(
      [-2, 0, 2].map(z => [...outer(z), outer(z)[0]!, ...inner(z).reverse(), inner(z)[0]!].reverse()),
    );
    near(twoContours.voxelVolume, expected);
    near(twoContours.contourVolume, expected, 0.002);
    near(keyholes.contourVolume, expected, 0.01);
  });

  it('in two parts: the gap between them is none of it', () => {
    const parts = [...planes(-12, -8, 2), ...planes(8, 12, 2)].map(z => circle(10, z));
    near(measured(parts).voxelVolume, Math.PI * 100 * 12);
    expect(measured(parts).statistics).toMatchObject({ minimum: 4, maximum: 16, mean: expect.closeTo(10, 9) });
  });

  it('drawn on each second slice, between the slices, and more often than there are slices', () => {
    near(measured(planes(-8, 8, 4).map(z => circle(10, z))).voxelVolume, Math.PI * 100 * 20);
    near(measured(planes(-9, 9, 2).map(z => circle(10, z))).voxelVolume, Math.PI * 100 * 20);
    const often = measured(planes(-9.5, 9.5, 0.5).map(z => circle(10, z)));
    near(often.contourVolume, Math.PI * 100 * 19.5, 0.001);
    // to -9.75 and 9.75: the centres of 9 slices are within
    near(often.voxelVolume, Math.PI * 100 * 18);
  });

  it('on a single plane is one slice thick', () => {
    expect(measured([circle(10, 0.3)]).statistics).toMatchObject({ minimum: 10, maximum: 10 });
    expect([...slicesOfRegion(stack, [circle(10, 0.3), circle(10, 4)])]).toEqual([10, 11, 12]);
    near(measured([circle(10, 0.3)]).contourVolume, Math.PI * 100 * 2, 0.001);
  });

  it('on sheared slices lies where the patient was', () => {
    // each slice starts 1 mm further to the left of the patient; values are columns
    const sheared = { ...stack, positions: stack.positions.map(([x, y, z], at) => [x + at - 10, y, z] as const) };
    const columns = values.map(() => Int16Array.from({ length: 10_000 }, (_, at) => at % 100));
    const outcome = regionOnSlices(sheared, columns, [circle(10, -20), circle(10, 20)], () => false);
    if (!outcome.ok) throw new Error(outcome.refusal);
    // x = 0 is column 49.5 + 12.5 of the first slice and 49.5 - 12.5 of the last; planes 20 slices apart take all
    expect(outcome.region.statistics.mean).toBeCloseTo(49.5, 6);
    const [first] = [regionOnSlices(sheared, columns, [circle(10, -20)], () => false)];
    expect(first.ok && first.region.statistics.mean).toBeCloseTo(62, 6);
  });

  it('leaves padding out of the statistics, not out of the volume', () => {
    const outcome = regionOnSlices(stack, values, [circle(10, -2), circle(10, 0)], value => value === 9);
    if (!outcome.ok) throw new Error(outcome.refusal);
    expect(outcome.region.statistics).toMatchObject({ minimum: 10, pixelCount: outcome.region.voxelCount / 2 });
  });

  it.each<[string, string, readonly (readonly Vector3[])[], typeof values | (Int16Array | null)[]]>([
    ['nothing', 'no-contours', [], values],
    ['a contour that crosses slices', 'not-parallel', [circle(10, 0).map(([x, y]) => [x, 0, y] as const)], values],
    ['a contour beyond the image', 'outside', [circle(10, 0, [35, 0])], values],
    ['a contour above the first slice', 'outside', [circle(10, 24)], values],
    [
      'a line',
      'not-closed',
      [
        [
          [0, 0, 0],
          [1, 0, 0],
          [2, 0, 0],
        ],
      ],
      values,
    ],
    ['a slice that is missing', 'missing-data', [circle(10, 0)], values.map((of, at) => (at === 10 ? null : of))],
    ['less than a pixel', 'empty', [circle(0.1, 0)], values],
  ])('%s is refused: %s', (_, refusal, contours, given) => {
    expect(regionOnSlices(stack, given, contours, () => false)).toEqual({ ok: false, refusal });
  });
});

describe('a structure set', () => {
  const flat = (contour: readonly Vector3[]) => contour.flat();
  const contour = (type: string, data: readonly number[]): Attributes => ({
    ContourGeometricType: type,
    ContourData: data,
  });
  it('has its regions by number with what they enclose', () => {
    const roi = (number: number, name: string) => ({
      ROINumber: number,
      ROIName: name,
      ReferencedFrameOfReferenceUID: '2.25.9',
    });
    const header = headerOf(
      buildInstance({
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
        SOPInstanceUID: '2.25.1',
        Modality: 'RTSTRUCT',
        StructureSetROISequence: [roi(7, 'Lung'), roi(2, 'Isocentre')],
        ROIContourSequence: [
          { ReferencedROINumber: 2, ContourSequence: [contour('POINT', [1, 2, 3])] },
          {
            ReferencedROINumber: 7,
            ContourSequence: [
              contour('CLOSED_PLANAR', flat(circle(10, 0))),
              contour('CLOSEDPLANAR_XOR', flat(circle(5, 0))),
              contour('CLOSED_PLANAR', [1, 2, 3, 4]),
            ],
          },
        ],
      }),
    );
    const regions = structureRegionsOf(header);
    expect(regions.map(({ number, name, otherContours }) => [number, name, otherContours])).toEqual([
      [2, 'Isocentre', 1],
      [7, 'Lung', 1],
    ]);
    expect(regions[1]?.frameOfReferenceUid).toBe('2.25.9');
    near(measured(regions[1]!.contours).contourVolume, Math.PI * (100 - 25) * 2, 0.002);
  });

  it('without regions is none', () => {
    expect(structureRegionsOf({})).toEqual([]);
  });
});
