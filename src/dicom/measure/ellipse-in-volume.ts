import { add, cross, dot, length, scale, subtract, type Vector3 } from '../geometry/vector.ts';
import type { IsPadding } from './padding.ts';
import { type RegionStatistics, RunningStatistics } from './statistics.ts';
import { sampleAt, type Volume, voxelCoordinates } from './volume.ts';

/** An ellipse on any plane of patient space, mm: centre + u·a + v·b with u² + v² ≤ 1; a and b at right angles. */
export interface SpaceEllipse {
  readonly center: Vector3;
  readonly axes: readonly [a: Vector3, b: Vector3];
}

/** The points of a plane at which the volume is asked: origin + m·across + n·down for whole m and n. */
interface Grid {
  readonly origin: Vector3;
  readonly across: Vector3;
  readonly down: Vector3;
}

/** Angle within which a plane counts as one of the volume's own: 0.01 degrees. */
const parallel = Math.cos((0.01 * Math.PI) / 180);
/** More samples than any screen shows; a larger ellipse is sampled more coarsely. */
const maximumSamples = 1_000_000;

/**
 * Statistics on a plane through a volume: in a plane of the volume's own voxels over the voxel centres in the ellipse, as
 * on the image itself (between two slices, interpolated along the normal); in an oblique plane over points as far apart
 * as the smallest voxel edge, interpolated. The area is in mm². Null when nothing was counted or the ellipse is flat.
 */
export function ellipseInVolume(volume: Volume, ellipse: SpaceEllipse, isPadding: IsPadding): RegionStatistics | null {
  const [a, b] = ellipse.axes;
  const area = Math.PI * length(cross(a, b));
  if (!(area > 0) || !Number.isFinite(area)) return null;
  const grid = ownGrid(volume, ellipse) ?? obliqueGrid(volume, ellipse);
  const statistics = new RunningStatistics();
  for (const point of pointsIn(ellipse, grid)) {
    const value = sampleAt(volume, point, isPadding);
    if (value !== null) statistics.add(value);
  }
  return statistics.result(area);
}

/** The voxel centres of a plane at right angles to one of the volume's axes, moved along it into the plane. */
function ownGrid(volume: Volume, { center, axes: [a, b] }: SpaceEllipse): Grid | null {
  const normal = cross(a, b);
  const normalLength = length(normal);
  const along = ([0, 1, 2] as const).find(axis => Math.abs(dot(normal, volume.axes[axis])) >= parallel * normalLength);
  if (along === undefined) return null;
  const [first, second] = ([0, 1, 2] as const).filter(axis => axis !== along);
  if (first === undefined || second === undefined) return null;
  const place = voxelCoordinates(volume, center)[along];
  return {
    origin: add(volume.origin, scale(volume.axes[along], place * volume.spacing[along])),
    across: scale(volume.axes[first], volume.spacing[first]),
    down: scale(volume.axes[second], volume.spacing[second]),
  };
}

function obliqueGrid(volume: Volume, { center, axes: [a, b] }: SpaceEllipse): Grid {
  const fine = Math.min(...volume.spacing);
  const step = Math.max(fine, Math.sqrt((4 * length(a) * length(b)) / maximumSamples));
  return { origin: center, across: scale(a, step / length(a)), down: scale(b, step / length(b)) };
}

/** Grid points in the ellipse or on its edge. The axes of the grid are at right angles, and so are those of the ellipse. */
function* pointsIn({ center, axes: [a, b] }: SpaceEllipse, { origin, across, down }: Grid): Generator<Vector3> {
  const [mFirst, mLast] = reach(center, a, b, origin, across);
  const [nFirst, nLast] = reach(center, a, b, origin, down);
  if ((mLast - mFirst + 1) * (nLast - nFirst + 1) > 4 * maximumSamples) return;
  for (let n = nFirst; n <= nLast; n++) {
    for (let m = mFirst; m <= mLast; m++) {
      const point = add(origin, add(scale(across, m), scale(down, n)));
      const from = subtract(point, center);
      const u = dot(from, a) / dot(a, a);
      const v = dot(from, b) / dot(b, b);
      if (u * u + v * v <= 1 + 1e-9) yield point;
    }
  }
}

/** First and last whole step along a grid direction that the ellipse can reach. */
function reach(center: Vector3, a: Vector3, b: Vector3, origin: Vector3, step: Vector3): readonly [number, number] {
  const squared = dot(step, step);
  const middle = dot(subtract(center, origin), step) / squared;
  const half = Math.hypot(dot(a, step), dot(b, step)) / squared + 1e-9;
  return [Math.ceil(middle - half), Math.floor(middle + half)];
}
