import { add, dot, scale, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { PixelPoint } from '../../../dicom/measure/length.ts';
import type { FrameDescription } from '../../cornerstone/index.ts';

const axesOf = (frame: FrameDescription): { right: Vector3; down: Vector3; origin: Vector3 } => ({
  right: frame.rowDirection ?? [1, 0, 0],
  down: frame.columnDirection ?? [0, 1, 0],
  origin: frame.position ?? [0, 0, 0],
});

/** The inverse of equation C.7.6.2.1-1 (PS3.3) for a point on the image's plane. */
export function toPixel(frame: FrameDescription, point: Vector3): PixelPoint {
  const { right, down, origin } = axesOf(frame);
  const from = subtract(point, origin);
  return { column: dot(from, right) / frame.spacing.column, row: dot(from, down) / frame.spacing.row };
}

/** Equation C.7.6.2.1-1 (PS3.3): the place of a pixel in the patient. */
export function fromPixel(frame: FrameDescription, { column, row }: PixelPoint): Vector3 {
  const { right, down, origin } = axesOf(frame);
  return add(origin, add(scale(right, column * frame.spacing.column), scale(down, row * frame.spacing.row)));
}
