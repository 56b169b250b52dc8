import type { UnimagedPart } from '../../../dicom/geometry/unimaged-parts.ts';
import { add, dot, scale, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { CanvasPoint } from '../../cornerstone/index.ts';
import { placeInPatient, type VolumeGrid } from '../../cornerstone/volume-grid.ts';

/** What a view of a volume shows: all that lies within `half` mm to each side of a plane. */
export interface ViewedSlab {
  readonly point: Vector3;
  /** Unit vector towards the reader or away from him. */
  readonly normal: Vector3;
  readonly half: number;
  toCanvas(point: Vector3): CanvasPoint;
}

/**
 * Parts end at the centres of voxels that were imaged. A plane through those shows them alone, and rounding must not hatch
 * it: less than a fiftieth of anything else is in its pixels.
 */
const inset = 0.02;

/** The outline on screen of what a view shows of a part; empty where it shows nothing of it. */
export function cutPart(part: UnimagedPart, grid: VolumeGrid, slab: ViewedSlab): readonly CanvasPoint[] {
  const corners = cornersOf(part).map(corner => {
    const point = placeInPatient(grid, corner);
    return { point, depth: dot(subtract(point, slab.point), slab.normal) };
  });
  const seen: Vector3[] = corners.filter(({ depth }) => Math.abs(depth) <= slab.half).map(({ point }) => point);
  for (const [a, b] of edges) {
    const [from, to] = [corners[a]!, corners[b]!];
    for (const plane of slab.half > 0 ? [-slab.half, slab.half] : [0]) {
      const [before, after] = [from.depth - plane, to.depth - plane];
      if (before * after >= 0) continue;
      seen.push(add(from.point, scale(subtract(to.point, from.point), before / (before - after))));
    }
  }
  return hullOf(seen.map(point => slab.toCanvas(point)));
}

/** Corner n lies at `to` along the axes whose bits n has. */
function cornersOf({ from, to }: UnimagedPart): readonly Vector3[] {
  const [low, high] = [from.map(value => value + inset), to.map(value => value - inset)];
  return Array.from({ length: 8 }, (_, corner) => {
    const [x = 0, y = 0, z = 0] = [0, 1, 2].map(axis => ((corner >> axis) & 1 ? high : low)[axis] ?? 0);
    return [x, y, z];
  });
}

/** Pairs of corners that differ in one bit. */
const edges: readonly (readonly [number, number])[] = Array.from({ length: 8 }, (_, corner) => corner).flatMap(corner =>
  [1, 2, 4].filter(bit => (corner & bit) === 0).map(bit => [corner, corner | bit] as const),
);

/** The convex hull, all with the same winding, so that overlapping outlines add up (Andrew's monotone chain). */
function hullOf(points: readonly CanvasPoint[]): readonly CanvasPoint[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (along: readonly CanvasPoint[]) => {
    const hull: CanvasPoint[] = [];
    for (const point of along) {
      while (hull.length > 1 && turn(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  const hull = [...chain(sorted), ...chain(sorted.reverse())];
  return hull.length > 2 ? hull : [];
}

function turn(a: CanvasPoint, b: CanvasPoint, c: CanvasPoint): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
