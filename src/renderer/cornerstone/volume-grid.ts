import { volumeSlices } from '../../dicom/geometry/missing-slices.ts';
import type { ImagedParts } from '../../dicom/geometry/shear-correction.ts';
import { type SliceState, type UnimagedPart, unimagedParts } from '../../dicom/geometry/unimaged-parts.ts';
import type { ImageSet } from './image-set.ts';
import { add, cross, dot, scale, subtract, type Vector3 } from './vector.ts';

/** The part of an image set that a grid is made of. */
type GridImages = Pick<ImageSet, 'displaySet' | 'acquired' | 'form' | 'description' | 'pixels'>;

/** Where the voxels of a display set's volume lie in the patient. */
export interface VolumeGrid {
  /** For each slice the index of its image; null where the slice is missing from the series. */
  readonly slices: readonly (number | null)[];
  /** Centre of the first voxel, mm. */
  readonly origin: Vector3;
  /** Unit directions of columns, rows and slices. */
  readonly axes: readonly [Vector3, Vector3, Vector3];
  /** mm between voxel centres along them. */
  readonly spacing: Vector3;
  /** Voxels along them. */
  readonly size: Vector3;
}

/** The grid of a display set that can be shown as a volume; null where it cannot, or its frames are not described yet. */
export function volumeGridOf(images: GridImages): VolumeGrid | null {
  const slices = volumeSlices(images.displaySet);
  if (slices === null) return null;
  const placed = slices.flatMap((index, place) => {
    const frame = index === null ? null : images.description(index);
    return frame?.position && frame.rowDirection && frame.columnDirection ? [{ frame, place }] : [];
  });
  const [first] = placed;
  const last = placed.at(-1);
  if (!first || !last || first === last) return null;
  const { rowDirection, columnDirection, spacing, columns, rows } = first.frame;
  const [row, column] = [rowDirection!, columnDirection!];
  const normal = cross(row, column);
  const step = dot(subtract(last.frame.position!, first.frame.position!), normal) / (last.place - first.place);
  return {
    slices,
    origin: subtract(first.frame.position!, scale(normal, step * first.place)),
    axes: [row, column, scale(normal, Math.sign(step))],
    spacing: [spacing.column, spacing.row, Math.abs(step)],
    size: [columns, rows, slices.length],
  };
}

/** The patient point at a place of the grid, in voxels. */
export function placeInPatient({ origin, axes, spacing }: VolumeGrid, place: Vector3): Vector3 {
  const along = (axis: 0 | 1 | 2) => scale(axes[axis], place[axis] * spacing[axis]);
  return add(origin, add(along(0), add(along(1), along(2))));
}

/** The inverse of `placeInPatient`. */
export function placeInGrid({ origin, axes, spacing }: VolumeGrid, point: Vector3): Vector3 {
  const from = subtract(point, origin);
  const along = (axis: 0 | 1 | 2) => dot(from, axes[axis]) / spacing[axis];
  return [along(0), along(1), along(2)];
}

/** What is known of a slice of the grid. */
function sliceState(images: GridImages, grid: VolumeGrid, slice: number): SliceState {
  const index = grid.slices[slice] ?? null;
  if (index === null) return 'missing';
  return images.pixels(index) === null ? 'failed' : 'imaged';
}

/** The parts of the grid that must not be shown as image nor measured. */
export function unimagedPartsOf(images: GridImages, grid: VolumeGrid): readonly UnimagedPart[] {
  return unimagedParts(grid.size, slice => sliceState(images, grid, slice), imagedPartsOf(images));
}

/** Which parts of corrected slices were imaged; null where the slices are as acquired. */
export function imagedPartsOf({ form, displaySet, acquired }: GridImages): ImagedParts | null {
  if (form === 'acquired' || !displaySet.shearCorrected) return null;
  return { shifts: displaySet.shearCorrected.shifts, source: acquired };
}
