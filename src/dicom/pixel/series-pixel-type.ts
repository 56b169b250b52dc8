import type { DicomJson } from '../json/dicom-json.ts';
import type { PixelType } from './finished-frame.ts';
import { modalityTransformOf, transformedRange } from './modality-transform.ts';
import { pixelDescriptionOf } from './pixel-description.ts';

/**
 * The one number type that holds every finished grey value the headers of a series allow: `uint8` for images of at most
 * 8 bits, else `int16`, else `uint16`, where all values are integral; `float32` otherwise (exact up to 24 bits). It
 * depends on headers alone, so that the first frame can be shown before the last has come. Colour frames are `uint8`
 * whatever the grey ones are.
 */
export function seriesDtype(headers: readonly DicomJson[]): PixelType {
  let minimum = 0;
  let maximum = 0;
  let bits = 0;
  for (const header of headers) {
    const outcome = pixelDescriptionOf(header);
    if (!outcome.ok || isColour(outcome.value)) continue;
    const description = outcome.value;
    if (description.cells !== 'integer') return 'float32';
    bits = Math.max(bits, description.bitsAllocated);
    for (let frame = 1; frame <= transformCount(header, description.numberOfFrames); frame++) {
      const range = transformedRange(modalityTransformOf(header, description, frame), description);
      if (!range.integral) return 'float32';
      minimum = Math.min(minimum, range.minimum);
      maximum = Math.max(maximum, range.maximum);
    }
  }
  if (bits <= 8 && minimum >= 0 && maximum <= 0xff) return 'uint8';
  if (minimum >= -0x8000 && maximum <= 0x7fff) return 'int16';
  return minimum >= 0 && maximum <= 0xffff ? 'uint16' : 'float32';
}

/** True for images that are finished as RGB. */
export function isColour(description: { samplesPerPixel: number; photometricInterpretation: string }): boolean {
  return description.samplesPerPixel === 3 || description.photometricInterpretation === 'PALETTE COLOR';
}

/** Frames differ in their transform only through per-frame groups. */
function transformCount(header: DicomJson, numberOfFrames: number): number {
  const groups = header['52009230']?.Value?.length ?? 0;
  return groups === 0 ? 1 : Math.min(groups, numberOfFrames);
}
