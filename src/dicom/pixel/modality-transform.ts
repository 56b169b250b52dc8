import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonNumber } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';
import { type LookupTable, lookUp, lookupTableOf } from './lookup-table.ts';
import { type PixelDescription, storedBounds } from './pixel-description.ts';

/** From stored values to the values of the modality (PS3.3 C.11.1); `value × slope + intercept` or a table. */
export type ModalityTransform =
  | { readonly kind: 'linear'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'table'; readonly table: LookupTable };

const identity: ModalityTransform = { kind: 'linear', slope: 1, intercept: 0 };

/** The transform of one frame, per-frame groups first (PS3.3 C.7.6.16.2.9). Colour and float pixels have none. */
export function modalityTransformOf(
  header: DicomJson,
  description: PixelDescription,
  frameNumber: number,
): ModalityTransform {
  if (description.samplesPerPixel !== 1 || description.cells !== 'integer') return identity;
  if (description.photometricInterpretation === 'PALETTE COLOR') return identity;
  const [lut] = jsonItems(header, tags.modalityLutSequence);
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
