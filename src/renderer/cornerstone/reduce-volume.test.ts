import { describe, expect, it } from 'vitest';
import { reduceVolume, reductionFactors } from './reduce-volume.ts';

describe('the reduced copy of a volume', () => {
  it('keeps small volumes and divides large ones by whole numbers', () => {
    expect(reductionFactors([256, 256, 140], 256)).toEqual([1, 1, 1]);
    expect(reductionFactors([512, 513, 140], 256)).toEqual([2, 3, 1]);
  });

  it('has the mean of the voxels that become one', () => {
    const slices = [Int16Array.of(0, 10, 20, 30), Int16Array.of(-100, 100, 4, 8)];
    const reduced = reduceVolume([2, 2, 2], [1, 1, 3], index => slices[index]!, 1);
    // (0 + 10 + 20 + 30 − 100 + 100 + 4 + 8) / 8 = 9
    expect([...reduced.values]).toEqual([9]);
    expect(reduced.size).toEqual([1, 1, 1]);
    expect(reduced.spacing).toEqual([2, 2, 6]);
    expect(reduced.offset).toEqual([0.5, 0.5, 0.5]);
  });

  it('counts at the far edge only the voxels that are there', () => {
    const reduced = reduceVolume([3, 1, 1], [1, 1, 1], () => Int16Array.of(2, 4, 9), 2);
    expect([...reduced.values]).toEqual([3, 9]);
  });

  it('keeps fractions of floating point values', () => {
    const reduced = reduceVolume([2, 1, 1], [1, 1, 1], () => Float32Array.of(0.25, 0.5), 1);
    expect([...reduced.values]).toEqual([0.375]);
  });
});
