import { cross, dot, subtract } from '../../../dicom/geometry/vector.ts';
import type { ImageView } from '../../cornerstone/index.ts';

type Projected = Pick<ImageView, 'width' | 'height' | 'axes' | 'toPatient'>;

/** Ends of a line in CSS pixels of the viewport, as the attributes of an SVG line. */
export interface CrossingLine {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Sine of ten degrees: planes that cross at less meet nowhere that would help. */
const leastSine = Math.sin((10 * Math.PI) / 180);

/**
 * The line in which the plane of another view cuts this one, clipped to this one's viewport; null when they are nearly
 * parallel or it lies outside. The distance to the other plane is linear over the viewport, so three of its points tell
 * it everywhere.
 */
export function crossingLine(view: Projected, other: Projected): CrossingLine | null {
  if (!view.axes || !other.axes) return null;
  const normal = cross(other.axes.right, other.axes.down);
  const own = cross(view.axes.right, view.axes.down);
  if (Math.sqrt(Math.max(1 - dot(own, normal) ** 2, 0)) < leastSine) return null;
  const { width, height } = view;
  const anchor = other.toPatient([0, 0]);
  const distance = (x: number, y: number) => dot(subtract(view.toPatient([x, y]), anchor), normal);
  const origin = distance(0, 0);
  const right = (distance(width, 0) - origin) / width;
  const down = (distance(0, height) - origin) / height;
  const ends: [number, number][] = [];
  const isNew = (x: number, y: number) => ends.every(([ex, ey]) => Math.hypot(ex - x, ey - y) > 0.5);
  for (const x of [0, width]) {
    const y = -(origin + right * x) / down;
    if (y >= 0 && y <= height && isNew(x, y)) ends.push([x, y]);
  }
  for (const y of [0, height]) {
    const x = -(origin + down * y) / right;
    if (x >= 0 && x <= width && isNew(x, y)) ends.push([x, y]);
  }
  const [from, to] = ends;
  return from && to ? { x1: from[0], y1: from[1], x2: to[0], y2: to[1] } : null;
}
