import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonString } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';

export type Laterality = 'L' | 'R' | 'B' | 'U';

/**
 * View codes of mammography (PS3.16 CID 4014) by SNOMED CT and by the older SNOMED RT identifiers, as View Position writes them. View
 * Position is optional where View Code Sequence is present (PS3.3 C.8.11.7.1).
 */
const viewOfCode: Readonly<Record<string, string>> = {
  '399162004': 'CC',
  'R-10242': 'CC',
  '399368009': 'MLO',
  'R-10226': 'MLO',
  '399260004': 'ML',
  'R-10224': 'ML',
  '399352003': 'LM',
  'R-10228': 'LM',
  '399099002': 'LMO',
  'R-10230': 'LMO',
  '399196006': 'FB',
  'R-10244': 'FB',
  '399188001': 'SIO',
  'R-102D0': 'SIO',
  '441555000': 'ISO',
  'R-40AAA': 'ISO',
};

/**
 * The side that an image shows: Image Laterality, which belongs to the image, before the series' Laterality; enhanced
 * objects say it for each frame (C.7.6.16.2.8). Null when it is not said.
 */
export function lateralityOf(header: DicomJson, frameNumber: number): Laterality | null {
  const anatomy = holderOf(header, frameNumber, tags.frameAnatomySequence, tags.frameLaterality);
  const value =
    jsonString(anatomy, tags.frameLaterality) ??
    jsonString(header, tags.imageLaterality) ??
    jsonString(header, tags.laterality);
  return value === 'L' || value === 'R' || value === 'B' || value === 'U' ? value : null;
}

/** View Position, or what the View Code Sequence says, e.g. `MLO`; null when it is not said. */
export function viewOf(header: DicomJson): string | null {
  const [code] = jsonItems(header, tags.viewCodeSequence);
  const fromCode = code === undefined ? undefined : viewOfCode[jsonString(code, tags.codeValue) ?? ''];
  return fromCode ?? jsonString(header, tags.viewPosition)?.slice(0, 16) ?? null;
}
