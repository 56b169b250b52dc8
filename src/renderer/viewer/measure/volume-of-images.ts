import { isImaged } from '../../../dicom/geometry/shear-correction.ts';
import { cross, dot, scale, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { IsPadding } from '../../../dicom/measure/padding.ts';
import type { Volume } from '../../../dicom/measure/volume.ts';
import { type ImageSet, imagedPartsOf } from '../../cornerstone/index.ts';

/** The part of an image set that measuring asks. */
export type MeasuredImages = Pick<
  ImageSet,
  'displaySet' | 'acquired' | 'form' | 'imageIds' | 'description' | 'header' | 'frame' | 'pixels' | 'nearestTo'
>;

/**
 * The images of a display set as the measuring kernel's volume, each at the place that its position gives it; a place
 * without values is missing, and what a corrected slice holds beyond the acquired one is no value. Null where the images are no cross-sections at known distances.
 */
export function volumeOfImages(images: MeasuredImages, uptake: Uptake | null = null): Volume | null {
  const last = images.imageIds.length - 1;
  const frame = images.description(0);
  const end = images.description(last);
  const { complete, geometry } = images.displaySet;
  const sliceSpacing = images.displaySet.sliceSpacing ?? geometry?.gridSpacing ?? null;
  if (!complete || !frame?.position || !frame.rowDirection || !frame.columnDirection) return null;
  if (!end?.position || sliceSpacing === null || !(sliceSpacing > 0)) return null;
  const { position: origin, rowDirection, columnDirection, columns } = frame;
  const normal = cross(rowDirection, columnDirection);
  const along: Vector3 = dot(subtract(end.position, origin), normal) < 0 ? scale(normal, -1) : normal;
  const slotOf = (place: Vector3) => Math.round(dot(subtract(place, origin), along) / sliceSpacing);
  const depth = slotOf(end.position) + 1;
  const slots: (Slot | undefined)[] = new Array(depth);
  for (let index = 0; index <= last; index++) {
    const place = images.description(index)?.position;
    const values = images.pixels(index);
    if (place && values) slots[slotOf(place)] = { values, factor: uptake?.factors[index] ?? 1 };
  }
  const imaged = imagedPartsOf(images);
  return {
    origin,
    axes: [rowDirection, columnDirection, along],
    spacing: [frame.spacing.column, frame.spacing.row, sliceSpacing],
    size: [columns, frame.rows, depth],
    voxel: (i, j, k) => {
      if (imaged && !isImaged(imaged, k, i, j)) return Number.NaN;
      const slot = slots[k];
      const value = slot?.values[j * columns + i];
      if (slot === undefined || value === undefined || uptake?.isPadding(value)) return Number.NaN;
      return value * slot.factor;
    },
    isMissing: (_i, _j, k) => slots[k] === undefined,
  };
}

/** What makes uptakes of values: slices of PET may have factors of their own, and padding is no uptake. */
export interface Uptake {
  /** One for each image. */
  readonly factors: readonly number[];
  readonly isPadding: IsPadding;
}

interface Slot {
  readonly values: ArrayLike<number>;
  readonly factor: number;
}
