import { describe, expect, it } from 'vitest';
import { correctSlice, type SliceStack, shearCorrectionOf } from '../geometry/shear-correction.ts';
import { add, length, scale, subtract, type Vector3 } from '../geometry/vector.ts';
import { regionInVolume } from './region-in-volume.ts';
import { volumeOfCorrected, volumeOfStack } from './volume-of-stack.ts';

const [sin, cos] = [Math.sin(0.3), Math.cos(0.3)];
/** A gantry tilted by 17 degrees over a table that moves to the feet, 2 mm a slice. */
const stack: SliceStack = {
  rows: 80,
  columns: 80,
  orientation: { row: [1, 0, 0], column: [0, cos, -sin], normal: [0, sin, cos] },
  spacing: { row: 1, column: 1 },
  positions: Array.from({ length: 30 }, (_, index) => [-40, -40, 40 - 2 * index] as const),
  sliceSpacing: 2 * cos,
};
const center: Vector3 = [2, -3, 1];
const sphere = (point: Vector3) => (length(subtract(point, center)) <= 15 ? 80 : 20);

function measured(missing: number | null) {
  const correction = shearCorrectionOf(stack)!;
  const slices = stack.positions.map((position, slice) => {
    if (slice === missing) return null;
    const { row, column } = stack.orientation;
    const values = Float32Array.from({ length: 6400 }, (_, at) =>
      sphere(add(position, add(scale(row, at % 80), scale(column, Math.floor(at / 80))))),
    );
    const target = new Float32Array(correction.rows * correction.columns);
    correctSlice(correction, slice, values, target, -1024, () => false);
    return target;
  });
  return volumeOfCorrected(correction, slices);
}
const sagittal = (radius: number) =>
  ({
    kind: 'ellipse',
    center,
    axes: [
      [0, radius, 0],
      [0, 0, radius],
    ],
  }) as const;

describe('a tilted gantry, corrected', () => {
  it('is measured where the patient was', () => {
    const volume = measured(null);
    const inside = regionInVolume(volume, sagittal(13), () => false);
    expect(inside).toMatchObject({ ok: true, statistics: { minimum: 80, maximum: 80 } });
    const around = regionInVolume(volume, sagittal(18), () => false);
    if (!around.ok) throw new Error(around.refusal);
    // the circle's share of sphere, 15²/18², gives its radius back to half a voxel
    const share = (around.statistics.mean - 20) / 60;
    expect(Math.abs(18 * Math.sqrt(share) - 15)).toBeLessThan(0.5);
    // what was not imaged is filled with -1024 and does not count
    expect(around.statistics.minimum).toBeGreaterThanOrEqual(20);
  });

  it('refuses where a slice is missing', () => {
    expect(regionInVolume(measured(20), sagittal(13), () => false)).toEqual({ ok: false, refusal: 'missing-data' });
    expect(regionInVolume(measured(0), sagittal(13), () => false).ok).toBe(true);
  });
});

it('a stack towards the feet has its voxels where its slices are', () => {
  const flat: SliceStack = {
    ...stack,
    orientation: { row: [1, 0, 0], column: [0, 1, 0], normal: [0, 0, 1] },
    positions: [10, 7, 4].map(z => [0, 0, z] as const),
    sliceSpacing: 3,
  };
  const volume = volumeOfStack(
    flat,
    [1, 2, 3].map(value => new Uint8Array(6400).fill(value)),
  );
  const at = (z: number) =>
    regionInVolume(
      volume,
      {
        kind: 'ellipse',
        center: [5, 5, z],
        axes: [
          [2, 0, 0],
          [0, 2, 0],
        ],
      },
      () => false,
    );
  expect([10, 7, 4].map(at)).toMatchObject([1, 2, 3].map(mean => ({ statistics: { mean } })));
});
