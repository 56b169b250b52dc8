import { add, dot, scale, subtract, type Vector3 } from '../geometry/vector.ts';
import type { IsPadding } from './padding.ts';
import { type PlacedShape, placeRegion, type SpaceRegion } from './space-region.ts';
import { type RegionOutcome, RegionValues, refuse } from './statistics.ts';
import { type Volume, voxelCoordinates } from './volume.ts';

/** More than any volume has in a plane; bounds what a broken outline can cost. */
const maximumColumns = 64_000_000;
/** A plane this near to the middle between two slices takes the upper one, whatever the rounding. */
const halfWay = 1e-6;

/**
 * Statistics on a plane through a volume, oblique or not, over voxels as they were measured: nothing is interpolated, so
 * that minimum, maximum and deviation are those of the data. The plane consists of one voxel of each column of voxels, the
 * one that is nearest to it, where columns run along the axis that meets the plane most steeply in voxels. A voxel belongs
 * to the region when its centre, projected onto the plane, lies inside or on the edge. What lies outside of the volume
 * and padding is not counted; a missing slice that is needed refuses the whole. The area is in mm².
 */
export function regionInVolume(volume: Volume, region: SpaceRegion, isPadding: IsPadding): RegionOutcome {
  const placed = placeRegion(region);
  if (typeof placed === 'string') return refuse(placed);
  const scan = scanOf(volume, placed);
  if (scan === null) return refuse('too-large');
  const { across, down, along } = scan;
  const values = new RegionValues();
  const index: [number, number, number] = [0, 0, 0];
  for (let m = down.first; m <= down.last; m++) {
    for (let n = across.first; n <= across.last; n++) {
      const at = along.start + m * along.perDown + n * along.perAcross;
      index[down.axis] = m;
      index[across.axis] = n;
      index[along.axis] = Math.floor(at + 0.5 + halfWay);
      const [i, j, k] = index;
      if (!(index[along.axis] >= 0 && index[along.axis] < volume.size[along.axis])) continue;
      const offset = subtract(centerOf(volume, index), placed.origin);
      if (!placed.shape.contains(dot(offset, placed.right), dot(offset, placed.down))) continue;
      if (volume.isMissing?.(i, j, k)) return refuse('missing-data');
      const value = volume.voxel(i, j, k);
      if (Number.isFinite(value) && !isPadding(value)) values.add(value);
    }
  }
  return values.outcome(placed.shape.area);
}

type Axis = 0 | 1 | 2;

interface Range {
  readonly axis: Axis;
  readonly first: number;
  readonly last: number;
}

interface Scan {
  readonly across: Range;
  readonly down: Range;
  /** Where the plane meets the column of voxels at (0, 0), and how that changes from column to column, in voxels. */
  readonly along: { readonly axis: Axis; readonly start: number; readonly perAcross: number; readonly perDown: number };
}

/** Which columns of voxels the region may touch, and where they meet its plane. */
function scanOf(volume: Volume, { origin, right, down, normal, shape }: PlacedShape): Scan | null {
  const steepness = (axis: Axis) => dot(normal, volume.axes[axis]) * volume.spacing[axis];
  const steepest = (axes: readonly Axis[]) =>
    axes.reduce((best, axis) => (Math.abs(steepness(axis)) > Math.abs(steepness(best)) + 1e-9 ? axis : best));
  const along = steepest([2, 1, 0]);
  const [first, second] = ([0, 1, 2] as const).filter(axis => axis !== along);
  if (first === undefined || second === undefined) return null;
  const corners = [shape.left, shape.right].flatMap(x =>
    [shape.top, shape.bottom].map(y => add(origin, add(scale(right, x), scale(down, y)))),
  );
  const places = corners.map(corner => voxelCoordinates(volume, corner));
  // a voxel is up to half a voxel along its column away from the plane, and so may be projected into the region
  const range = (axis: Axis): Range => {
    const margin = 1 + volume.spacing[along] / volume.spacing[axis];
    const values = places.map(place => place[axis]);
    return {
      axis,
      first: Math.max(0, Math.floor(Math.min(...values) - margin)),
      last: Math.min(volume.size[axis] - 1, Math.ceil(Math.max(...values) + margin)),
    };
  };
  const [across, downwards] = [range(first), range(second)];
  const columns = Math.max(0, across.last - across.first + 1) * Math.max(0, downwards.last - downwards.first + 1);
  if (!(columns <= maximumColumns)) return null;
  const steep = steepness(along);
  return {
    across,
    down: downwards,
    along: {
      axis: along,
      start: dot(normal, subtract(origin, volume.origin)) / steep,
      perAcross: -steepness(first) / steep,
      perDown: -steepness(second) / steep,
    },
  };
}

function centerOf({ origin, axes, spacing }: Volume, index: readonly [number, number, number]): Vector3 {
  const along = (axis: Axis) => scale(axes[axis], index[axis] * spacing[axis]);
  return add(origin, add(along(0), add(along(1), along(2))));
}
