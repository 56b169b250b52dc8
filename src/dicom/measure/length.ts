import type { PixelSpacing } from '../geometry/image-plane.ts';
import { length, subtract, type Vector3 } from '../geometry/vector.ts';

/** A place in an image: the centre of the first pixel is column 0, row 0; fractions lie between centres. */
export interface PixelPoint {
  readonly column: number;
  readonly row: number;
}

/** Distance in mm of two points in patient space (PS3.3 C.7.6.2.1.1). */
export function lengthBetween(from: Vector3, to: Vector3): number {
  return length(subtract(to, from));
}

/** Distance of two places of an image in the unit of `spacing`, mm as a rule; rows and columns may differ. */
export function pixelLength(from: PixelPoint, to: PixelPoint, spacing: PixelSpacing): number {
  return Math.hypot((to.column - from.column) * spacing.column, (to.row - from.row) * spacing.row);
}
