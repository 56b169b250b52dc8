import type { Tag } from '../dataset/data-set.ts';

/** Value representations of PS3.5 table 6.2-1. */
export type Vr =
  | 'AE'
  | 'AS'
  | 'AT'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'DT'
  | 'FD'
  | 'FL'
  | 'IS'
  | 'LO'
  | 'LT'
  | 'OB'
  | 'OD'
  | 'OF'
  | 'OL'
  | 'OV'
  | 'OW'
  | 'PN'
  | 'SH'
  | 'SL'
  | 'SQ'
  | 'SS'
  | 'ST'
  | 'SV'
  | 'TM'
  | 'UC'
  | 'UI'
  | 'UL'
  | 'UN'
  | 'UR'
  | 'US'
  | 'UT'
  | 'UV';

/** Encapsulated pixel data: one entry for each fragment; the Basic Offset Table is written empty unless given (PS3.5 A.4). */
export interface EncapsulatedPixels {
  readonly fragments: readonly Uint8Array[];
  readonly offsets?: readonly number[];
}

/**
 * What an element can be given as: text (several values as an array, never joined), numbers, items of a sequence,
 * fragments, or bytes that are already in the byte order of the file. `Uint16Array` and `Int16Array` are brought into
 * that order by the writer.
 */
export type WritableValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | readonly WritableDataSet[]
  | Uint8Array
  | Uint16Array
  | Int16Array
  | EncapsulatedPixels;

export interface WritableElement {
  readonly vr: Vr;
  readonly value: WritableValue;
}

/** A data set to be written: elements by tag, in any order; the writer sorts them. */
export type WritableDataSet = ReadonlyMap<Tag, WritableElement>;

/** The data set breaks a rule of PS3.5 or PS3.10 and cannot be written. Names the tag. */
export class DicomWriteError extends Error {}

/** `(0010,0020)`. */
export function tagName(tag: Tag): string {
  const hex = (tag >>> 0).toString(16).padStart(8, '0').toUpperCase();
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}
