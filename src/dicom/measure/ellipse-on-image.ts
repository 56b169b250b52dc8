import type { PixelSpacing } from '../geometry/image-plane.ts';
import type { PixelPoint } from './length.ts';
import type { IsPadding } from './padding.ts';
import { type RegionStatistics, RunningStatistics } from './statistics.ts';

/** Grey values of one frame, row by row. */
export interface GreyImage {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/**
 * An ellipse by its centre and the ends of two half axes that are conjugate (at right angles in mm, as a rule): the
 * points centre + u·a + v·b with u² + v² ≤ 1. So it may be rotated, and pixels need not be square.
 */
export interface ImageEllipse {
  readonly center: PixelPoint;
  readonly axes: readonly [a: PixelPoint, b: PixelPoint];
}

/**
 * Statistics over the pixels whose centre lies in the ellipse or on its edge. Null when there is none or the ellipse is
 * flat. The area is in mm² with a spacing, in px² without.
 */
export function ellipseOnImage(
  image: GreyImage,
  ellipse: ImageEllipse,
  spacing: PixelSpacing | null,
  isPadding: IsPadding,
): RegionStatistics | null {
  const { center, axes } = ellipse;
  const [a, b] = axes;
  const determinant = a.column * b.row - a.row * b.column;
  if (!(Math.abs(determinant) > 0)) return null;
  // half the width and height of the box around the ellipse
  const reachAcross = Math.hypot(a.column, b.column);
  const reachDown = Math.hypot(a.row, b.row);
  const statistics = new RunningStatistics();
  const firstRow = Math.max(0, Math.ceil(center.row - reachDown));
  const lastRow = Math.min(image.rows - 1, Math.floor(center.row + reachDown));
  const firstColumn = Math.max(0, Math.ceil(center.column - reachAcross));
  const lastColumn = Math.min(image.columns - 1, Math.floor(center.column + reachAcross));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const x = column - center.column;
      const y = row - center.row;
      const u = (x * b.row - y * b.column) / determinant;
      const v = (y * a.column - x * a.row) / determinant;
      // the small sum lets points on the edge in, whatever the rounding
      if (u * u + v * v > 1 + 1e-9) continue;
      const value = image.values[row * image.columns + column];
      if (value !== undefined && Number.isFinite(value) && !isPadding(value)) statistics.add(value);
    }
  }
  const pixelArea = spacing === null ? 1 : spacing.row * spacing.column;
  return statistics.result(Math.PI * Math.abs(determinant) * pixelArea);
}
