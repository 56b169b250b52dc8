import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonNumber, jsonString } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';
import { type LookupTable, lookUp, lookupTableOf } from './lookup-table.ts';
import { type PixelDescription, storedBounds } from './pixel-description.ts';

/** From stored values to the values of the modality (PS3.3 C.11.1); `value × slope + intercept` or a table. */
export type ModalityTransform =
  | { readonly kind: 'linear'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'table'; readonly table: LookupTable };

const identity: ModalityTransform = { kind: 'linear', slope: 1, intercept: 0 };

/** X-Ray Angiographic and X-Ray Radiofluoroscopic Image Storage. */
const xRaySopClasses = ['1.2.840.10008.5.1.4.1.1.12.1', '1.2.840.10008.5.1.4.1.1.12.2'];

/**
 * The transform of one frame, per-frame groups first (PS3.3 C.7.6.16.2.9). Colour and float pixels have none. In an X-ray
 * loop the Modality LUT leads back to the intensity of the beam, for subtraction; it is ignored for display, and windows
 * are in stored values (PS3.4 N.2.5, PS3.17 FFF.2.3.1.3.4).
 */
export function modalityTransformOf(
  header: DicomJson,
  description: PixelDescription,
  frameNumber: number,
): ModalityTransform {
  if (description.samplesPerPixel !== 1 || description.cells !== 'integer') return identity;
  if (description.photometricInterpretation === 'PALETTE COLOR') return identity;
  const isXRayLoop = xRaySopClasses.includes(jsonString(header, tags.sopClassUid) ?? '');
  const [lut] = isXRayLoop ? [] : jsonItems(header, tags.modalityLutSequence);
  const table = lut && lookupTableOf(lut, tags.lutDescriptor, tags.lutData, description.signed);
  if (table) return { kind: 'table', table };
  const holder = holderOf(header, frameNumber, tags.pixelValueTransformationSequence, tags.rescaleSlope);
  const slope = jsonNumber(holder, tags.rescaleSlope) ?? 1;
  const intercept = jsonNumber(holder, tags.rescaleIntercept) ?? 0;
  // a slope of 0 would wipe out the image; it is met as "not filled in"
  return slope === 0 ? { kind: 'linear', slope: 1, intercept } : { kind: 'linear', slope, intercept };
}

export function transformed(transform: ModalityTransform, value: number): number {
  switch (transform.kind) {
    case 'linear':
      return value * transform.slope + transform.intercept;
    case 'table':
      return lookUp(transform.table, value);
  }
}

/** What the transform can give for an image: its bounds, and whether all of it is integral. */
export function transformedRange(
  transform: ModalityTransform,
  description: PixelDescription,
): { readonly minimum: number; readonly maximum: number; readonly integral: boolean } {
  switch (transform.kind) {
    case 'linear': {
      const ends = storedBounds(description).map(value => transformed(transform, value));
      const integral = Number.isInteger(transform.slope) && Number.isInteger(transform.intercept);
      return { minimum: Math.min(...ends), maximum: Math.max(...ends), integral };
    }
    case 'table':
      return { minimum: 0, maximum: 2 ** transform.table.bits - 1, integral: true };
  }
}
