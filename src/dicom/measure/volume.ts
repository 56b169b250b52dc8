import { dot, subtract, type Vector3 } from '../geometry/vector.ts';

/** A regular volume of grey values in patient space. */
export interface Volume {
  /** Centre of voxel (0, 0, 0), mm. */
  readonly origin: Vector3;
  /** Unit directions of rising i, j and k, at right angles. */
  readonly axes: readonly [Vector3, Vector3, Vector3];
  /** mm between voxel centres along each axis. */
  readonly spacing: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  /** The value of a voxel inside `size`; NaN where nothing was imaged (the corners of a tilted stack). */
  voxel(i: number, j: number, k: number): number;
  /** True for a voxel that should be there and is not: a missing or unread slice. Absent where all are there. */
  isMissing?(i: number, j: number, k: number): boolean;
}

/** Continuous voxel coordinates of a patient point. */
export function voxelCoordinates(volume: Volume, point: Vector3): Vector3 {
  const from = subtract(point, volume.origin);
  const along = (axis: 0 | 1 | 2) => dot(from, volume.axes[axis]) / volume.spacing[axis];
  return [along(0), along(1), along(2)];
}
