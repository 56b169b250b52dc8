import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonString } from '../json/dicom-json.ts';
import type { SuvKind } from './suv-kind.ts';
import { type SuvScale, suvScale } from './suv-scale.ts';

/** The images of a series as far as they are known; the finished headers. */
export interface SuvSource {
  readonly imageIds: readonly string[];
  header(index: number): DicomJson | null;
}

/** By series: the scales that were found, as long as no images come to it. */
const known = new WeakMap<SuvSource, { readonly count: number; readonly scales: Map<string, SuvScale> }>();

/**
 * How the values of an image (from 0) become uptakes, or why they do not; null where it is no PET, or not described yet.
 * The start of the scan is the series', so that all its headers are asked, once.
 */
export function suvOfSeries(series: SuvSource, index: number, kind: SuvKind): SuvScale | null {
  const header = series.header(index);
  if (header === null || jsonString(header, tags.modality) !== 'PT') return null;
  const count = series.imageIds.length;
  let entry = known.get(series);
  if (entry?.count !== count) {
    entry = { count, scales: new Map() };
    known.set(series, entry);
  }
  const key = `${kind}${index}`;
  const scale = entry.scales.get(key) ?? suvScale(header, headersOf(series), kind);
  entry.scales.set(key, scale);
  return scale;
}

function headersOf(series: SuvSource): readonly DicomJson[] {
  const headers = series.imageIds.map((_, index) => series.header(index)).filter(header => header !== null);
  return [...new Set(headers)];
}
