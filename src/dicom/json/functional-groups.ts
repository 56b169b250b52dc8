import type { Tag } from '../dataset/data-set.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems } from './dicom-json.ts';

/**
 * The data set that holds an attribute for one frame (PS3.3 C.7.6.16.1): the item of its functional group macro in the
 * frame's own groups, else in the shared ones, else the header itself.
 */
export function holderOf(header: DicomJson, frameNumber: number, macro: Tag, attribute: Tag): DicomJson {
  return groupItem(header, frameNumber, macro, attribute) ?? header;
}

/** The same, but never the header: null where no functional group has the attribute. */
export function groupItem(header: DicomJson, frameNumber: number, macro: Tag, attribute: Tag): DicomJson | null {
  const groups = [
    groupAt(header, tags.perFrameFunctionalGroupsSequence, frameNumber - 1),
    groupAt(header, tags.sharedFunctionalGroupsSequence, 0),
  ];
  for (const group of groups) {
    const [item] = group === null ? [] : jsonItems(group, macro);
    if (item?.[tagKey(attribute)] !== undefined) return item;
  }
  return null;
}

/** One item without a walk through all of them: there may be thousands, and each frame asks. */
function groupAt(header: DicomJson, sequence: Tag, index: number): DicomJson | null {
  const item = header[tagKey(sequence)]?.Value?.[index];
  return typeof item === 'object' && item !== null ? (item as DicomJson) : null;
}
