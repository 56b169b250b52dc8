import { cross, dot, scale, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { Volume } from '../../../dicom/measure/volume.ts';
import type { ImageSet } from '../../cornerstone/index.ts';

/** The images of a whole, regular display set as the measuring kernel's volume; null when they are not one. */
export function volumeOfImages(images: ImageSet): Volume | null {
  const last = images.imageIds.length - 1;
  const frame = images.description(0);
  const end = images.description(last);
  const { sliceSpacing } = images.displaySet;
  if (!images.whole || !frame?.position || !frame.rowDirection || !frame.columnDirection) return null;
  if (!end?.position || sliceSpacing === null) return null;
  const normal = cross(frame.rowDirection, frame.columnDirection);
  const along: Vector3 = dot(subtract(end.position, frame.position), normal) < 0 ? scale(normal, -1) : normal;
  const slices = images.imageIds.map((_, index) => images.pixels(index));
  if (slices.includes(null)) return null;
  return {
    origin: frame.position,
    axes: [frame.rowDirection, frame.columnDirection, along],
    spacing: [frame.spacing.column, frame.spacing.row, sliceSpacing],
    size: [frame.columns, frame.rows, slices.length],
    voxel: (i, j, k) => slices[k]?.[j * frame.columns + i] ?? Number.NaN,
  };
}
