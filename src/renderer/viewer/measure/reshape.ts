import type { MeasuredKind } from '../../../dicom/measure/measured.ts';
import type { CanvasPoint } from '../../cornerstone/index.ts';
import { boundsOf } from './label-place.ts';

/** What of a measurement is dragged: one of its points, or all of it. */
export type Handle = number | 'all';

/**
 * The points to measure again between after a handle was dragged by some pixels: those of the measurement, of an ellipse
 * two corners of its rectangle. Its points are given as they were before.
 */
export function reshape(
  kind: MeasuredKind,
  points: readonly CanvasPoint[],
  handle: Handle,
  by: CanvasPoint,
): readonly CanvasPoint[] {
  const drawn = kind === 'ellipse' ? cornersOf(points) : points;
  if (handle === 'all') return drawn.map(point => moved(point, by));
  if (kind === 'ellipse') return dragSide(points, handle, cornersOf(points), by);
  return drawn.map((point, index) => (index === handle ? moved(point, by) : point));
}

type Corners = readonly [CanvasPoint, CanvasPoint];

/** An end of an axis moves the side of the rectangle that it lies on. */
function dragSide(points: readonly CanvasPoint[], handle: number, [a, b]: Corners, [dx, dy]: CanvasPoint): Corners {
  const point = points[handle];
  if (!point) return [a, b];
  const middle: CanvasPoint = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const isAcross = Math.abs(point[0] - middle[0]) > Math.abs(point[1] - middle[1]);
  if (isAcross) return point[0] < middle[0] ? [[a[0] + dx, a[1]], b] : [a, [b[0] + dx, b[1]]];
  return point[1] < middle[1] ? [[a[0], a[1] + dy], b] : [a, [b[0], b[1] + dy]];
}

function moved([x, y]: CanvasPoint, [dx, dy]: CanvasPoint): CanvasPoint {
  return [x + dx, y + dy];
}

function cornersOf(points: readonly CanvasPoint[]): Corners {
  const { x, y, width, height } = boundsOf(points);
  return [
    [x, y],
    [x + width, y + height],
  ];
}
