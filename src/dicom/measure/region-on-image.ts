import type { PixelSpacing } from '../geometry/image-plane.ts';
import type { PixelPoint } from './length.ts';
import type { IsPadding } from './padding.ts';
import { ellipseShape, type PlanarShape, polygonShape } from './planar-shape.ts';
import { type RegionOutcome, RegionValues, refuse } from './statistics.ts';

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

/** A region of one image in pixels. A polygon is closed and follows the even-odd rule. */
export type ImageRegion =
  | ({ readonly kind: 'ellipse' } & ImageEllipse)
  | { readonly kind: 'polygon'; readonly points: readonly PixelPoint[] };

/** A circle of a radius in mm (or in column widths without a spacing); an ellipse of pixels where they are not square. */
export function circleRegion(center: PixelPoint, radius: number, spacing: PixelSpacing | null): ImageRegion {
  const [across, down] = spacing === null ? [radius, radius] : [radius / spacing.column, radius / spacing.row];
  return {
    kind: 'ellipse',
    center,
    axes: [
      { column: across, row: 0 },
      { column: 0, row: down },
    ],
  };
}

/**
 * Statistics over the pixels whose centre lies in the region or on its edge. The area is in mm² with a spacing, in px²
 * without.
 */
export function regionOnImage(
  image: GreyImage,
  region: ImageRegion,
  spacing: PixelSpacing | null,
  isPadding: IsPadding,
): RegionOutcome {
  const shape = shapeOf(region);
  if (shape === null) return refuse('flat');
  const values = new RegionValues();
  const lastRow = Math.min(image.rows - 1, Math.floor(shape.bottom + edge));
  const lastColumn = Math.min(image.columns - 1, Math.floor(shape.right + edge));
  for (let row = Math.max(0, Math.ceil(shape.top - edge)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.ceil(shape.left - edge)); column <= lastColumn; column++) {
      if (!shape.contains(column, row)) continue;
      const value = image.values[row * image.columns + column];
      if (value !== undefined && Number.isFinite(value) && !isPadding(value)) values.add(value);
    }
  }
  return values.outcome(shape.area * (spacing === null ? 1 : spacing.row * spacing.column));
}

/** Rounding must not keep a row on the edge from being asked. */
const edge = 1e-6;

function shapeOf(region: ImageRegion): PlanarShape | null {
  switch (region.kind) {
    case 'ellipse': {
      const [a, b] = region.axes;
      return ellipseShape(pointOf(region.center), pointOf(a), pointOf(b));
    }
    case 'polygon':
      return polygonShape(region.points.map(pointOf));
  }
}

function pointOf({ column, row }: PixelPoint): { x: number; y: number } {
  return { x: column, y: row };
}
