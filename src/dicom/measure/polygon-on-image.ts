import type { PixelSpacing } from '../geometry/image-plane.ts';
import type { PixelPoint } from './length.ts';
import type { IsPadding } from './padding.ts';
import { type GreyImage, regionOnImage } from './region-on-image.ts';
import type { RegionStatistics } from './statistics.ts';

/** `regionOnImage` of a polygon; null where it is refused. */
export function polygonOnImage(
  image: GreyImage,
  corners: readonly PixelPoint[],
  spacing: PixelSpacing | null,
  isPadding: IsPadding,
): RegionStatistics | null {
  const outcome = regionOnImage(image, { kind: 'polygon', points: corners }, spacing, isPadding);
  return outcome.ok ? outcome.statistics : null;
}
