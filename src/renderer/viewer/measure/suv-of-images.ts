import type { DicomJson } from '../../../dicom/json/dicom-json.ts';
import type { SuvKind } from '../../../dicom/suv/suv-kind.ts';
import { type SuvScale, suvScale } from '../../../dicom/suv/suv-scale.ts';
import type { MeasuredImages } from './volume-of-images.ts';

/** By image set: the scales of a kind, as long as no images come to it. */
const known = new WeakMap<MeasuredImages, { count: number; scales: Map<string, SuvScale> }>();

/**
 * How the values of an image become uptakes, or why they do not; null where the image is no PET, or not described yet.
 * The start of the scan is the series', so that all its headers are asked.
 */
export function suvOf(images: MeasuredImages, index: number, kind: SuvKind): SuvScale | null {
  const header = images.header(index);
  if (images.description(index)?.modality !== 'PT' || !header) return null;
  const count = images.imageIds.length;
  let entry = known.get(images);
  if (entry?.count !== count) {
    entry = { count, scales: new Map() };
    known.set(images, entry);
  }
  const key = `${kind}${index}`;
  const scale = entry.scales.get(key) ?? suvScale(header, headersOf(images), kind);
  entry.scales.set(key, scale);
  return scale;
}

function headersOf(images: MeasuredImages): readonly DicomJson[] {
  const headers = images.imageIds.map((_, index) => images.header(index)).filter(header => header !== null);
  return [...new Set(headers)];
}
