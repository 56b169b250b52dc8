import type { Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber } from '../json/dicom-json.ts';

export type IsPadding = (value: number) => boolean;

const pairs: readonly (readonly [value: Tag, limit: Tag])[] = [
  [tags.pixelPaddingValue, tags.pixelPaddingRangeLimit],
  [tags.floatPixelPaddingValue, tags.floatPixelPaddingRangeLimit],
];

/**
 * Tells padding from image: Pixel Padding Value up to its Range Limit, both included (PS3.3 C.7.5.1.1.2). The header must
 * describe the values that are asked about: the finished one for finished frames.
 */
export function paddingOf(header: DicomJson): IsPadding {
  for (const [valueTag, limitTag] of pairs) {
    const value = jsonNumber(header, valueTag);
    if (value === null) continue;
    const limit = jsonNumber(header, limitTag) ?? value;
    const [low, high] = [Math.min(value, limit), Math.max(value, limit)];
    return candidate => candidate >= low && candidate <= high;
  }
  return () => false;
}
