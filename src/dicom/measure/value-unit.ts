import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonString, jsonStrings } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';

/** UCUM's code of Hounsfield units. */
export const hounsfieldUnits = "[hnsf'U]";

/** Rescale Type (PS3.3 C.11.1.1.2) in UCUM. */
const rescaleUnits: Readonly<Record<string, string>> = {
  HU: hounsfieldUnits,
  MGML: 'mg/mL',
  PCT: '%',
  ED: '10*23/mL',
};
/** Units (0054,1001) of PET (PS3.3 C.8.9.1.1.3) in UCUM; SUV by weight is g/mL. */
const petUnits: Readonly<Record<string, string>> = {
  BQML: 'Bq/mL',
  GML: 'g/mL',
  CM2ML: 'cm2/mL',
  CNTS: '{counts}',
  CPS: '{counts}/s',
  PROPCNTS: '{counts}',
  PROPCPS: '{counts}/s',
  PCNT: '%',
};

/**
 * UCUM unit of the values after the modality transform, `1` when they have none. A CT that names no Rescale Type is in
 * Hounsfield units (PS3.3 C.8.2.1.1.2), unless it is a localizer, whose values are projections.
 */
export function valueUnitOf(header: DicomJson, frameNumber: number): string {
  const holder = holderOf(header, frameNumber, tags.pixelValueTransformationSequence, tags.rescaleType);
  const type = jsonString(holder, tags.rescaleType);
  const modality = jsonString(header, tags.modality);
  if (modality === 'PT') return petUnits[jsonString(header, tags.units) ?? ''] ?? '1';
  if (type !== null) return rescaleUnits[type.toUpperCase()] ?? '1';
  const localizer = jsonStrings(header, tags.imageType).includes('LOCALIZER');
  return modality === 'CT' && !localizer ? hounsfieldUnits : '1';
}
