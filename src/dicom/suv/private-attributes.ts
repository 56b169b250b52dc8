import { type DicomJson, jsonNumber, jsonString } from '../json/dicom-json.ts';

/** Tag of a private attribute in the block that its creator reserved (PS3.5 7.8.1), or null. */
function privateTag(header: DicomJson, group: number, creator: string, element: number): number | null {
  for (let block = 0x10; block <= 0xff; block++) {
    const owner = jsonString(header, group * 0x10000 + block);
    if (owner?.trim() === creator) return group * 0x10000 + block * 0x100 + element;
  }
  return null;
}

function privateNumber(header: DicomJson, group: number, creator: string, element: number): number | null {
  const tag = privateTag(header, group, creator, element);
  const value = tag === null ? null : jsonNumber(header, tag);
  // the console writes 0 for "not known"
  return value === 0 ? null : value;
}

const philips = 'Philips PET Private Group';

/** Factor from counts to SUV by body weight, by Philips' conformance statements. */
export function philipsSuvFactor(header: DicomJson): number | null {
  return privateNumber(header, 0x7053, philips, 0x00);
}

/** Factor from counts to Bq/mL. */
export function philipsActivityFactor(header: DicomJson): number | null {
  return privateNumber(header, 0x7053, philips, 0x09);
}

/** Date and time to which GE corrects decay, where the series was made anew from an earlier scan. */
export function geScanDateTime(header: DicomJson): string | null {
  const tag = privateTag(header, 0x0009, 'GEMS_PETD_01', 0x0d);
  return tag === null ? null : jsonString(header, tag);
}
