import type { Tag } from '../dataset/data-set.ts';
import { tagKey } from '../dataset/tags.ts';
import { isoDate, type PersonName, parseDecimal } from '../dataset/values.ts';

/** Data set in the DICOM JSON model (PS3.18 annex F), as QIDO-RS and WADO-RS metadata carry it. */
export type DicomJson = Record<string, DicomJsonElement>;

export interface DicomJsonElement {
  vr: string;
  Value?: unknown[];
  BulkDataURI?: string;
  InlineBinary?: string;
}

/** True for an object of the model's shape; the values within are checked by the readers below. */
export function isDicomJson(value: unknown): value is DicomJson {
  return isObject(value) && Object.entries(value).every(([key, element]) => isElement(key, element));
}

function isElement(key: string, element: unknown): boolean {
  if (!/^[0-9A-Fa-f]{8}$/.test(key) || !isObject(element)) return false;
  return typeof element.vr === 'string' && (element.Value === undefined || Array.isArray(element.Value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valuesOf(json: DicomJson, tag: Tag): readonly unknown[] {
  const values = json[tagKey(tag)]?.Value;
  return Array.isArray(values) ? values : [];
}

/** Text values; empty ones (null) are empty strings, numbers are written out, anything else is empty. */
export function jsonStrings(json: DicomJson, tag: Tag): readonly string[] {
  return valuesOf(json, tag).map(value => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : '';
  });
}

/** First text value, or null when absent or empty. */
export function jsonString(json: DicomJson, tag: Tag): string | null {
  const [first = ''] = jsonStrings(json, tag);
  return first === '' ? null : first;
}

/** Numeric values, also of IS and DS written as strings; NaN for what is no number. */
export function jsonNumbers(json: DicomJson, tag: Tag): readonly number[] {
  return valuesOf(json, tag).map(value => {
    if (typeof value === 'number') return value;
    return typeof value === 'string' ? parseDecimal(value) : Number.NaN;
  });
}

/** First number, or null when absent or not finite. */
export function jsonNumber(json: DicomJson, tag: Tag): number | null {
  const [first] = jsonNumbers(json, tag);
  return first === undefined || !Number.isFinite(first) ? null : first;
}

/** All of exactly `count` finite numbers, or null. */
export function jsonVector(json: DicomJson, tag: Tag, count: number): readonly number[] | null {
  const values = jsonNumbers(json, tag);
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

/** A well-formed UID (PS3.5 9.1), or null. */
export function jsonUid(json: DicomJson, tag: Tag): string | null {
  const value = jsonString(json, tag);
  return value !== null && /^[0-9.]{1,64}$/.test(value) ? value : null;
}

/** `YYYY-MM-DD` of a DA value, or null. */
export function jsonDate(json: DicomJson, tag: Tag): string | null {
  return isoDate(jsonString(json, tag) ?? '');
}

/** Items of a sequence; what is no data set is left out. */
export function jsonItems(json: DicomJson, tag: Tag): readonly DicomJson[] {
  return valuesOf(json, tag).filter((item): item is DicomJson => isObject(item));
}

/** First person name, or null when absent (PS3.18 F.2.2). */
export function jsonPersonName(json: DicomJson, tag: Tag): PersonName | null {
  const [first] = valuesOf(json, tag);
  if (!isObject(first)) return null;
  const group = (name: string) => (typeof first[name] === 'string' ? first[name] : '');
  return { alphabetic: group('Alphabetic'), ideographic: group('Ideographic'), phonetic: group('Phonetic') };
}
