import { cross, dot, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { FrameDescription } from '../../cornerstone/index.ts';

/** Slices that lie parallel: where each of them is along their common normal. */
export interface ParallelSlices {
  readonly frameOfReferenceUid: string | null;
  /** Unit normal of all slices. */
  readonly normal: Vector3;
  readonly origins: readonly Vector3[];
}

/** Cosine of five degrees: slices of two examinations that differ by less are compared one by one. */
const parallel = Math.cos((5 * Math.PI) / 180);

/** The slices of a stack, or null: unknown yet, without a place in the patient, or not parallel to one another. */
export function parallelSlices(frames: readonly (FrameDescription | null)[]): ParallelSlices | null {
  const origins: Vector3[] = [];
  let normal: Vector3 | null = null;
  for (const frame of frames) {
    if (!frame?.position || !frame.rowDirection || !frame.columnDirection) return null;
    const own = cross(frame.rowDirection, frame.columnDirection);
    normal ??= own;
    if (Math.abs(dot(own, normal)) < parallel) return null;
    origins.push(frame.position);
  }
  return normal && { normal, origins, frameOfReferenceUid: frames[0]?.frameOfReferenceUid ?? null };
}

/** How two stacks can be scrolled together: by their place in the patient, by an offset the reader sets, or not. */
export type Correspondence = 'position' | 'offset' | 'none';

export function correspondence(a: ParallelSlices, b: ParallelSlices): Correspondence {
  if (Math.abs(dot(a.normal, b.normal)) < parallel) return 'none';
  return a.frameOfReferenceUid !== null && a.frameOfReferenceUid === b.frameOfReferenceUid ? 'position' : 'offset';
}

/** Place of a slice along a normal, in mm. */
export function placeOf(slices: ParallelSlices, index: number, normal: Vector3): number | null {
  const origin = slices.origins[index];
  return origin ? dot(origin, normal) : null;
}

/** The slice nearest to a place along a normal; the first or last one beyond the ends. */
export function sliceAt(slices: ParallelSlices, place: number, normal: Vector3): number {
  let best = 0;
  let nearest = Number.POSITIVE_INFINITY;
  slices.origins.forEach((origin, index) => {
    const distance = Math.abs(dot(origin, normal) - place);
    if (distance < nearest) {
      nearest = distance;
      best = index;
    }
  });
  return best;
}
