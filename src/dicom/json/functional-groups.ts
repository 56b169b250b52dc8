import type { Tag } from '../dataset/data-set.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems } from './dicom-json.ts';

/**
 * The data set that holds an attribute for one frame (PS3.3 C.7.6.16.1): the item of its functional group macro in the
 * frame's own groups, else in the shared ones, else the header itself.
 */
export function holderOf(header: DicomJson, frameNumber: number, macro: Tag, attribute: Tag): DicomJson {
  const own = jsonItems(header, tags.perFrameFunctionalGroupsSequence)[frameNumber - 1];
  const [shared] = jsonItems(header, tags.sharedFunctionalGroupsSequence);
  for (const groups of [own, shared]) {
    const [item] = groups === undefined ? [] : jsonItems(groups, macro);
    if (item?.[tagKey(attribute)] !== undefined) return item;
  }
  return header;
}
