import type { Measurement } from '../../../contract/index.ts';
import type { CanvasPoint } from '../../cornerstone/index.ts';
import { boundsOf } from './label-place.ts';

/** What of a measurement is dragged: one of its points, or all of it. */
export type Handle = number | 'all';

/** The two points to measure again between: both ends of a length, or two corners of the ellipse's rectangle. */
export type Span = readonly [CanvasPoint, CanvasPoint];

/** The span of a measurement after a handle was dragged by some pixels; its points are given as they were before. */
export function reshape(
  kind: Measurement['kind'],
  points: readonly CanvasPoint[],
  handle: Handle,
  [dx, dy]: CanvasPoint,
): Span | null {
  const [a, b] = kind === 'length' ? points : cornersOf(points);
  if (!a || !b) return null;
  if (handle === 'all') {
    return [
      [a[0] + dx, a[1] + dy],
      [b[0] + dx, b[1] + dy],
    ];
  }
  if (kind === 'length') return handle === 0 ? [[a[0] + dx, a[1] + dy], b] : [a, [b[0] + dx, b[1] + dy]];
  return dragSide(points, handle, [a, b], [dx, dy]);
}

/** An end of an axis moves the side of the rectangle that it lies on. */
function dragSide(points: readonly CanvasPoint[], handle: number, [a, b]: Span, [dx, dy]: CanvasPoint): Span | null {
  const point = points[handle];
  if (!point) return null;
  const middle: CanvasPoint = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const isAcross = Math.abs(point[0] - middle[0]) > Math.abs(point[1] - middle[1]);
  if (isAcross) return point[0] < middle[0] ? [[a[0] + dx, a[1]], b] : [a, [b[0] + dx, b[1]]];
  return point[1] < middle[1] ? [[a[0], a[1] + dy], b] : [a, [b[0], b[1] + dy]];
}

function cornersOf(points: readonly CanvasPoint[]): Span {
  const { x, y, width, height } = boundsOf(points);
  return [
    [x, y],
    [x + width, y + height],
  ];
}
