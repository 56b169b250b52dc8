import type { Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';

export type IsPadding = (value: number) => boolean;

const pairs: readonly (readonly [value: Tag, limit: Tag])[] = [
  [tags.pixelPaddingValue, tags.pixelPaddingRangeLimit],
  [tags.floatPixelPaddingValue, tags.floatPixelPaddingRangeLimit],
];

/**
 * Tells padding from image: Pixel Padding Value up to its Range Limit, both included (PS3.3 C.7.5.1.1.2). The header must
 * describe the values that are asked about: the finished one for finished frames. It can differ from frame to frame.
 */
export function paddingOf(header: DicomJson, frameNumber = 1): IsPadding {
  for (const [valueTag, limitTag] of pairs) {
    const holder = holderOf(header, frameNumber, tags.pixelValueTransformationSequence, valueTag);
    const value = jsonNumber(holder, valueTag);
    if (value === null) continue;
    const limit = jsonNumber(holder, limitTag) ?? value;
    const [low, high] = [Math.min(value, limit), Math.max(value, limit)];
    return candidate => candidate >= low && candidate <= high;
  }
  return () => false;
}
