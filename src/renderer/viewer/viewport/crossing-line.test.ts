import { describe, expect, it } from 'vitest';
import { add, scale, type Vector3 } from '../../../dicom/geometry/vector.ts';
import { crossingLine } from './crossing-line.ts';

/** A view of 200 x 100 pixels, 1 mm a pixel, whose upper left corner lies at `origin`. */
const view = (origin: Vector3, right: Vector3, down: Vector3) => ({
  width: 200,
  height: 100,
  axes: { right, down },
  toPatient: ([x, y]: readonly [number, number]): Vector3 => add(origin, add(scale(right, x), scale(down, y))),
});
const axial = view([0, 0, 40], [1, 0, 0], [0, 1, 0]);

describe('the line of another plane', () => {
  it('stands where a sagittal plane cuts an axial one', () => {
    expect(crossingLine(axial, view([60, 0, 90], [0, 1, 0], [0, 0, -1]))).toEqual({ x1: 60, y1: 0, x2: 60, y2: 100 });
  });

  it('lies level where an axial plane cuts a coronal one', () => {
    // The coronal view begins at z = 90 and goes down: z = 40 is 50 pixels below its upper edge.
    expect(crossingLine(view([0, 30, 90], [1, 0, 0], [0, 0, -1]), axial)).toEqual({ x1: 0, y1: 50, x2: 200, y2: 50 });
  });

  it('is none of a parallel plane, nor of one that passes outside', () => {
    expect(crossingLine(axial, view([0, 0, 45], [1, 0, 0], [0, 1, 0]))).toBeNull();
    expect(crossingLine(axial, view([-5, 0, 90], [0, 1, 0], [0, 0, -1]))).toBeNull();
  });

  it('is oblique of an oblique plane', () => {
    const half = Math.SQRT1_2;
    const line = crossingLine(axial, view([50, 0, 90], [half, half, 0], [0, 0, -1]))!;
    // From (50, 0) in 45 degrees
    expect(Math.min(line.x1, line.x2)).toBeCloseTo(50, 6);
    expect(Math.max(line.x1, line.x2)).toBeCloseTo(150, 6);
  });
});
