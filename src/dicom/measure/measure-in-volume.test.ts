import { describe, expect, it } from 'vitest';
import { add, scale, type Vector3 } from '../geometry/vector.ts';
import { measureInVolume, type VolumeMeaning } from './measure-in-volume.ts';
import type { Volume } from './volume.ts';

/** Voxels of 0.7 × 0.7 × 1.5 mm whose value is their place along z; slice 30 is missing. */
const volume: Volume = {
  origin: [-70, -70, 100],
  axes: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  spacing: [0.7, 0.7, 1.5],
  size: [201, 201, 61],
  voxel: (_i, _j, k) => (k === 0 ? -2000 : 100 + k * 1.5),
  isMissing: (_i, _j, k) => k === 30,
};
const meaning: VolumeMeaning = {
  calibration: 'patient-plane',
  isPadding: value => value === -2000,
  scale: { factor: 1, unit: "[hnsf'U]" },
};

/** An oblique plane, 25 degrees from axial. */
const tilt = (25 * Math.PI) / 180;
const right: Vector3 = [1, 0, 0];
const down: Vector3 = [0, Math.cos(tilt), Math.sin(tilt)];
const place = (x: number, y: number, at: Vector3 = [0, 0, 122]): Vector3 =>
  add(at, add(scale(right, x), scale(down, y)));

describe('on an oblique plane', () => {
  it('lengths and angles are those of the patient', () => {
    const length = measureInVolume(null, meaning, 'length', [place(-9, -12), place(9, 12)]);
    expect(length).toMatchObject({ ok: true, measured: { calibration: 'patient-plane' } });
    expect(length.ok && length.measured.quantities[0]?.value).toBeCloseTo(30, 9);
    const angle = measureInVolume(null, meaning, 'angle', [place(10, 0), place(0, 0), place(0, 3)]);
    expect(angle.ok && angle.measured.quantities).toEqual([
      { quantity: 'angle', value: expect.closeTo(90, 9), unit: 'deg' },
    ]);
  });

  it('a region counts the voxels that are nearest to its plane', () => {
    const ends = [place(-10, 0), place(10, 0), place(0, -10), place(0, 10)];
    const region = measureInVolume(volume, meaning, 'ellipse', ends);
    if (!region.ok) throw new Error(region.refusal);
    const value = (wanted: string) =>
      region.measured.quantities.find(({ quantity }) => quantity === wanted)?.value ?? 0;
    expect(value('area')).toBeCloseTo(Math.PI * 100, 9);
    // the plane's z is symmetric around 122; values are z, so half a voxel is 0.75
    expect(Math.abs(value('mean') - 122)).toBeLessThan(0.75);
    expect(Math.abs(value('maximum') - (122 + 10 * Math.sin(tilt)))).toBeLessThan(0.75 + 1e-9);
    // over a disc, the deviation along one direction is half the radius
    expect(Math.abs(value('standard-deviation') - 5 * Math.sin(tilt))).toBeLessThan(0.1);
    const square = [place(-5, -5), place(5, -5), place(5, 5), place(-5, 5)];
    const polygon = measureInVolume(volume, meaning, 'polygon', square);
    expect(polygon.ok && polygon.measured.quantities.find(({ quantity }) => quantity === 'area')?.value).toBeCloseTo(
      100,
      9,
    );
  });

  it('a missing slice refuses the region and the point that need it', () => {
    const through = [
      place(-10, 0, [0, 0, 145]),
      place(10, 0, [0, 0, 145]),
      place(0, -9, [0, 0, 145]),
      place(0, 9, [0, 0, 145]),
    ];
    expect(measureInVolume(volume, meaning, 'ellipse', through)).toEqual({ ok: false, refusal: 'missing-data' });
    expect(measureInVolume(volume, meaning, 'point', [[0, 0, 145.3]])).toEqual({ ok: false, refusal: 'missing-data' });
  });
});

describe('the value at a point', () => {
  it('is that of the nearest voxel, in the scale that is asked for', () => {
    const at = (z: number, more: Partial<VolumeMeaning> = {}) =>
      measureInVolume(volume, { ...meaning, ...more }, 'point', [[0.2, 0.2, z]]);
    expect(at(122.2)).toMatchObject({ measured: { quantities: [{ quantity: 'value', value: 122.5 }] } });
    const scaled = at(122.2, { scale: { factor: 0.02, unit: '{SUVbw}g/ml' } });
    expect(scaled).toMatchObject({
      measured: { quantities: [{ value: expect.closeTo(2.45, 9), unit: '{SUVbw}g/ml' }] },
    });
  });

  it('is none in padding, outside, and while the volume is not read', () => {
    const at = (...point: Vector3) => measureInVolume(volume, meaning, 'point', [point]);
    expect(at(0, 0, 100)).toEqual({ ok: false, refusal: 'empty' });
    expect(at(0, 0, 99)).toEqual({ ok: false, refusal: 'empty' });
    expect(at(-70.5, 0, 110)).toEqual({ ok: false, refusal: 'empty' });
    expect(measureInVolume(null, meaning, 'point', [[0, 0, 110]])).toEqual({ ok: false, refusal: 'not-read' });
  });
});
