import { dot, subtract, type Vector3 } from '../geometry/vector.ts';
import type { IsPadding } from './padding.ts';

/** A regular volume of grey values in patient space. */
export interface Volume {
  /** Centre of voxel (0, 0, 0), mm. */
  readonly origin: Vector3;
  /** Unit directions of rising i, j and k, at right angles. */
  readonly axes: readonly [Vector3, Vector3, Vector3];
  /** mm between voxel centres along each axis. */
  readonly spacing: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  /** The value of a voxel inside `size`. */
  voxel(i: number, j: number, k: number): number;
}

/** Voxel coordinates this near to a whole number are on it: keeps values on a slice free of their neighbours. */
const onVoxel = 1e-6;

/** Continuous voxel coordinates of a patient point. */
export function voxelCoordinates(volume: Volume, point: Vector3): Vector3 {
  const from = subtract(point, volume.origin);
  const along = (axis: 0 | 1 | 2) => {
    const value = dot(from, volume.axes[axis]) / volume.spacing[axis];
    const whole = Math.round(value);
    return Math.abs(value - whole) < onVoxel ? whole : value;
  };
  return [along(0), along(1), along(2)];
}

/**
 * Trilinear value at a patient point; null outside the centres of the outermost voxels, or where a voxel that takes part
 * is padding: half a padding value is no measurement.
 */
export function sampleAt(volume: Volume, point: Vector3, isPadding: IsPadding): number | null {
  const coordinates = voxelCoordinates(volume, point);
  const base = coordinates.map(Math.floor);
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    let weight = 1;
    const index = base.map((whole, axis) => {
      const fraction = (coordinates[axis] ?? 0) - whole;
      const upper = (corner >> axis) & 1;
      weight *= upper === 1 ? fraction : 1 - fraction;
      return whole + upper;
    });
    if (weight === 0) continue;
    const [i = -1, j = -1, k = -1] = index;
    if (![i, j, k].every((at, axis) => at >= 0 && at < (volume.size[axis] ?? 0))) return null;
    const value = volume.voxel(i, j, k);
    if (!Number.isFinite(value) || isPadding(value)) return null;
    sum += weight * value;
  }
  return sum;
}
