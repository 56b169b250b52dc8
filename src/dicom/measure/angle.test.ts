import { describe, expect, it } from 'vitest';
import type { Vector3 } from '../geometry/vector.ts';
import { angleAt, angleOf, cobbAngle } from './angle.ts';

/** A point at a distance and an angle from another, in the plane z = 5. */
const polar = (degrees: number, radius: number, [x, y]: readonly [number, number] = [0, 0]): Vector3 => {
  const angle = (degrees * Math.PI) / 180;
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle), 5];
};

describe('the angle at a vertex', () => {
  it.each([0, 0.5, 34, 90, 120, 179.5, 180])('%d degrees, whatever the lengths of the arms', degrees => {
    expect(angleAt(polar(20, 7), [0, 0, 5], polar(20 + degrees, 55))).toBeCloseTo(degrees, 9);
  });

  it('is none without an arm', () => {
    expect(angleAt([0, 0, 5], [0, 0, 5], polar(3, 3))).toBeNull();
    expect(angleOf('angle', [polar(0, 1), polar(1, 1)])).toBeNull();
  });
});

describe('the Cobb angle', () => {
  /** A line of 40 mm around a middle; `reversed` is drawn from the right to the left. */
  const line = (degrees: number, middle: readonly [number, number], reversed = false): [Vector3, Vector3] => {
    const ends = [polar(degrees + 180, 20, middle), polar(degrees, 20, middle)] as const;
    return reversed ? [ends[1], ends[0]] : [ends[0], ends[1]];
  };

  it.each([
    [12, -25, 37],
    [0, 0, 0],
    [-30, -10, 20],
    // a severe curve: not its supplement of 70 degrees
    [60, -50, 110],
  ])('of endplates at %d and %d degrees is %d, however they were drawn', (upper, lower, expected) => {
    for (const reversed of [false, true]) {
      const angle = cobbAngle(line(upper, [100, 100]), line(lower, [104, 260], reversed));
      expect(angle).toBeCloseTo(expected, 9);
      expect(cobbAngle(line(lower, [104, 260], reversed), line(upper, [100, 100]))).toBeCloseTo(expected, 9);
    }
  });

  it('is the same across a spine that lies on its side', () => {
    expect(cobbAngle(line(90 + 12, [100, 100]), line(90 - 25, [260, 104], true))).toBeCloseTo(37, 9);
  });
});
