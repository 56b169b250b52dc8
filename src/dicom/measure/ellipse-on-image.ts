import type { PixelSpacing } from '../geometry/image-plane.ts';
import type { IsPadding } from './padding.ts';
import { type GreyImage, type ImageEllipse, regionOnImage } from './region-on-image.ts';
import type { RegionStatistics } from './statistics.ts';

export type { GreyImage, ImageEllipse } from './region-on-image.ts';

/** `regionOnImage` of an ellipse; null where it is refused. */
export function ellipseOnImage(
  image: GreyImage,
  ellipse: ImageEllipse,
  spacing: PixelSpacing | null,
  isPadding: IsPadding,
): RegionStatistics | null {
  const outcome = regionOnImage(image, { kind: 'ellipse', ...ellipse }, spacing, isPadding);
  return outcome.ok ? outcome.statistics : null;
}
