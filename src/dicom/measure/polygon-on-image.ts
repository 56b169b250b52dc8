import type { PixelSpacing } from '../geometry/image-plane.ts';
import type { GreyImage } from './ellipse-on-image.ts';
import type { PixelPoint } from './length.ts';
import type { IsPadding } from './padding.ts';
import { type RegionStatistics, RunningStatistics } from './statistics.ts';

/**
 * Statistics over the pixels whose centre lies in a polygon (even-odd rule) or on its edge. Null when there is none or
 * the polygon is flat. The area is the polygon's own, in mm² with a spacing, in px² without.
 */
export function polygonOnImage(
  image: GreyImage,
  corners: readonly PixelPoint[],
  spacing: PixelSpacing | null,
  isPadding: IsPadding,
): RegionStatistics | null {
  const area = Math.abs(signedArea(corners));
  if (!(area > 0)) return null;
  const statistics = new RunningStatistics();
  const firstRow = Math.max(0, Math.ceil(Math.min(...corners.map(({ row }) => row)) - edge));
  const lastRow = Math.min(image.rows - 1, Math.floor(Math.max(...corners.map(({ row }) => row)) + edge));
  const firstColumn = Math.max(0, Math.ceil(Math.min(...corners.map(({ column }) => column)) - edge));
  const lastColumn = Math.min(image.columns - 1, Math.floor(Math.max(...corners.map(({ column }) => column)) + edge));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      if (!isInside({ column, row }, corners)) continue;
      const value = image.values[row * image.columns + column];
      if (value !== undefined && Number.isFinite(value) && !isPadding(value)) statistics.add(value);
    }
  }
  const pixelArea = spacing === null ? 1 : spacing.row * spacing.column;
  return statistics.result(area * pixelArea);
}

/** A centre this near to an edge, in pixels, is on it, whatever the rounding. */
const edge = 1e-9;

function signedArea(corners: readonly PixelPoint[]): number {
  return sides(corners).reduce((sum, [a, b]) => sum + (a.column * b.row - b.column * a.row) / 2, 0);
}

function isInside(point: PixelPoint, corners: readonly PixelPoint[]): boolean {
  let inside = false;
  for (const [a, b] of sides(corners)) {
    if (isOn(point, a, b)) return true;
    if (a.row > point.row === b.row > point.row) continue;
    const crossing = a.column + ((point.row - a.row) / (b.row - a.row)) * (b.column - a.column);
    if (point.column < crossing) inside = !inside;
  }
  return inside;
}

function isOn(point: PixelPoint, a: PixelPoint, b: PixelPoint): boolean {
  const [across, down] = [b.column - a.column, b.row - a.row];
  const squared = across * across + down * down;
  const along = squared === 0 ? 0 : ((point.column - a.column) * across + (point.row - a.row) * down) / squared;
  const nearest = Math.min(1, Math.max(0, along));
  return Math.hypot(point.column - a.column - nearest * across, point.row - a.row - nearest * down) <= edge;
}

function sides(corners: readonly PixelPoint[]): readonly (readonly [PixelPoint, PixelPoint])[] {
  return corners.map((corner, at) => [corner, corners[(at + 1) % corners.length] ?? corner] as const);
}
