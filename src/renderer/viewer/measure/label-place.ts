import type { MeasuredKind } from '../../../dicom/measure/measured.ts';
import type { CanvasPoint } from '../../cornerstone/index.ts';

/** A rectangle of the viewport in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Distances of a label from what it must not cover, in CSS pixels; the farther ones are tried where it is crowded. */
const gaps = [12, 48, 96];
/** Up to this length a distance is the diameter of a structure that lies around it; a longer one only has ends. */
const longestStructure = 140;

/** What a measurement's label must leave free: the structure that was measured, and the lines themselves. */
export function occupiedBy(kind: MeasuredKind, points: readonly CanvasPoint[]): readonly Box[] {
  const [a, b] = points;
  if (!a) return [];
  if (!b) return [{ x: a[0] - 8, y: a[1] - 8, width: 16, height: 16 }];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  if (kind !== 'length') return [boundsOf(points)];
  if (length <= longestStructure) {
    const radius = length / 2;
    return [{ x: (a[0] + b[0]) / 2 - radius, y: (a[1] + b[1]) / 2 - radius, width: length, height: length }];
  }
  const steps = Math.ceil(length / 16);
  return Array.from({ length: steps + 1 }, (_, step) => ({
    x: a[0] + ((b[0] - a[0]) * step) / steps - 8,
    y: a[1] + ((b[1] - a[1]) * step) / steps - 8,
    width: 16,
    height: 16,
  }));
}

/**
 * Where a label of this size stands: beside what was measured, on nothing that is occupied and inside the viewport.
 * The spared boxes (texts of the corners) are covered only when nothing else is left.
 */
export function placeLabel(
  size: Pick<Box, 'width' | 'height'>,
  anchors: readonly Box[],
  occupied: readonly Box[],
  spared: readonly Box[],
  viewport: Pick<Box, 'width' | 'height'>,
): Box {
  const places = gaps.flatMap(gap => anchors.flatMap(anchor => around(anchor, size, gap)));
  const isInside = ({ x, y }: Box) =>
    x >= 4 && y >= 4 && x + size.width <= viewport.width - 8 && y + size.height <= viewport.height - 4;
  const isFree = (box: Box, boxes: readonly Box[]) => !boxes.some(other => overlaps(box, other));
  return (
    places.find(box => isInside(box) && isFree(box, occupied) && isFree(box, spared)) ??
    places.find(box => isInside(box) && isFree(box, occupied)) ??
    places.find(isInside) ?? { x: 4, y: 4, ...size }
  );
}

/** Beside, below and above a box, in the order in which they are tried. */
function around(anchor: Box, size: Pick<Box, 'width' | 'height'>, gap: number): readonly Box[] {
  const middle = anchor.y + anchor.height / 2 - size.height / 2;
  const right = anchor.x + anchor.width + gap;
  const left = anchor.x - gap - size.width;
  const below = anchor.y + anchor.height + gap;
  const above = anchor.y - gap - size.height;
  const center = anchor.x + anchor.width / 2 - size.width / 2;
  return [
    [right, below],
    [right, middle],
    [left, middle],
    [center, below],
    [center, above],
    [right, above],
    [left, below],
    [left, above],
  ].map(([x = 0, y = 0]) => ({ x, y, ...size }));
}

/** The leader: from the nearest of the measurement's points to the nearest point of the label's edge. */
export function leaderOf(points: readonly CanvasPoint[], label: Box): readonly [CanvasPoint, CanvasPoint] | null {
  let best: readonly [CanvasPoint, CanvasPoint] | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const edge: CanvasPoint = [
      Math.min(Math.max(point[0], label.x), label.x + label.width),
      Math.min(Math.max(point[1], label.y), label.y + label.height),
    ];
    const distance = Math.hypot(edge[0] - point[0], edge[1] - point[1]);
    if (distance >= nearest) continue;
    nearest = distance;
    best = [point, edge];
  }
  return nearest > 8 ? best : null;
}

export function boundsOf(points: readonly CanvasPoint[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
