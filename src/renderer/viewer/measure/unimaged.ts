import { type UnimagedReason, unimagedAt } from '../../../dicom/geometry/unimaged-parts.ts';
import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import { placeInGrid, unimagedPartsOf, volumeGridOf } from '../../cornerstone/index.ts';
import type { MeasuredImages } from './volume-of-images.ts';

/** Why nothing is known at one of these places of a volume, which are hatched then; null where all were imaged. */
export function unimagedReason(images: MeasuredImages, points: readonly Vector3[]): UnimagedReason | null {
  const grid = volumeGridOf(images);
  if (!grid) return null;
  const parts = unimagedPartsOf(images, grid);
  for (const point of points) {
    const reason = unimagedAt(parts, placeInGrid(grid, point));
    if (reason !== null) return reason;
  }
  return null;
}
