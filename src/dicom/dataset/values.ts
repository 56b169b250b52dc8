import { decodeText } from '../part10/character-set.ts';
import type { DataElement, DataSet, Tag } from './data-set.ts';
import { followsCharacterSet, isSingleText, isText } from './vr.ts';

/** Groups of a person name, PS3.5 6.2.1.2; absent groups are empty. */
export interface PersonName {
  readonly alphabetic: string;
  readonly ideographic: string;
  readonly phonetic: string;
}

/** Decoded values of a text element without padding; empty when absent or not text. Values may be empty strings. */
export function stringsOf(dataSet: DataSet, tag: Tag): readonly string[] {
  const element = dataSet.elements.get(tag);
  return element === undefined ? [] : elementStrings(element, dataSet.characterSets);
}

/** First value, or null when absent or empty. */
export function stringOf(dataSet: DataSet, tag: Tag): string | null {
  const [first = ''] = stringsOf(dataSet, tag);
  return first === '' ? null : first;
}

export function elementStrings(element: DataElement, characterSets: readonly string[]): readonly string[] {
  if (!isText(element.vr) || element.bytes.length === 0) return [];
  const kind = element.vr === 'PN' ? 'person-names' : isSingleText(element.vr) ? 'text' : 'values';
  const text = decodeText(element.bytes, followsCharacterSet(element.vr) ? characterSets : [], kind);
  if (isSingleText(element.vr)) return [withoutTrailing(text)];
  return text.split('\\').map(value => trimmed(value, element.vr));
}

/** Trailing spaces and NULs are padding in every text VR (PS3.5 6.2). */
function withoutTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\0')) end--;
  return text.slice(0, end);
}

function trimmed(value: string, vr: string): string {
  const text = withoutTrailing(value);
  // leading spaces are significant in UC alone of the multi-valued ones (PS3.5 table 6.2-1)
  return vr === 'UC' ? text : text.replace(/^ +/, '');
}

export function personNamesOf(dataSet: DataSet, tag: Tag): readonly PersonName[] {
  return stringsOf(dataSet, tag).map(parsePersonName);
}

export function parsePersonName(value: string): PersonName {
  const [alphabetic = '', ideographic = '', phonetic = ''] = value.split('=').map(group => group.replace(/\^* *$/, ''));
  return { alphabetic, ideographic, phonetic };
}

/**
 * Numeric values of an IS, DS or binary number element; NaN for a text value that is no number. Also the cells of an
 * OW/OB/OF/OD/OL element, as lookup tables are written in them. Empty when absent; a cut-off last value is left out.
 */
export function numbersOf(dataSet: DataSet, tag: Tag): readonly number[] {
  const element = dataSet.elements.get(tag);
  return element === undefined ? [] : elementNumbers(element, dataSet);
}

/** First number, or null when absent or not finite. */
export function numberOf(dataSet: DataSet, tag: Tag): number | null {
  const [first] = numbersOf(dataSet, tag);
  return first === undefined || !Number.isFinite(first) ? null : first;
}

/** First number if it is an integer within the bounds, else null. */
export function integerOf(dataSet: DataSet, tag: Tag, minimum: number, maximum: number): number | null {
  const value = numberOf(dataSet, tag);
  return value !== null && Number.isInteger(value) && value >= minimum && value <= maximum ? value : null;
}

type CellReader = (view: DataView, at: number, littleEndian: boolean) => number;
const cells: Readonly<Record<string, readonly [size: number, read: CellReader]>> = {
  US: [2, (view, at, le) => view.getUint16(at, le)],
  SS: [2, (view, at, le) => view.getInt16(at, le)],
  UL: [4, (view, at, le) => view.getUint32(at, le)],
  SL: [4, (view, at, le) => view.getInt32(at, le)],
  UV: [8, (view, at, le) => Number(view.getBigUint64(at, le))],
  SV: [8, (view, at, le) => Number(view.getBigInt64(at, le))],
  FL: [4, (view, at, le) => view.getFloat32(at, le)],
  FD: [8, (view, at, le) => view.getFloat64(at, le)],
  OB: [1, (view, at) => view.getUint8(at)],
  OW: [2, (view, at, le) => view.getUint16(at, le)],
  OL: [4, (view, at, le) => view.getUint32(at, le)],
  OF: [4, (view, at, le) => view.getFloat32(at, le)],
  OD: [8, (view, at, le) => view.getFloat64(at, le)],
  // group in the first two bytes, element in the next, each in the byte order of the data set
  AT: [4, (view, at, le) => view.getUint16(at, le) * 0x10000 + view.getUint16(at + 2, le)],
};

export function elementNumbers(element: DataElement, dataSet: DataSet): readonly number[] {
  if (element.vr === 'IS' || element.vr === 'DS') {
    return elementStrings(element, []).map(value => parseDecimal(value));
  }
  const cell = cells[element.vr];
  if (cell === undefined) return [];
  const [size, read] = cell;
  const view = new DataView(element.bytes.buffer, element.bytes.byteOffset, element.bytes.byteLength);
  const count = Math.floor(element.bytes.length / size);
  return Array.from({ length: count }, (_, index) => read(view, index * size, dataSet.littleEndian));
}

/** A decimal string (PS3.5 6.2 DS, IS); NaN when it is not one. A decimal comma is met in real files. */
export function parseDecimal(value: string): number {
  const text = value.trim().replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** Tags of an AT element, e.g. Frame Increment Pointer. */
export function tagsOf(dataSet: DataSet, tag: Tag): readonly Tag[] {
  return dataSet.elements.get(tag)?.vr === 'AT' ? numbersOf(dataSet, tag) : [];
}

/** A well-formed UID (PS3.5 9.1), or null. */
export function uidOf(dataSet: DataSet, tag: Tag): string | null {
  const value = stringOf(dataSet, tag);
  return value !== null && /^[0-9.]{1,64}$/.test(value) ? value : null;
}

/** Items of a sequence; empty when absent. */
export function itemsOf(dataSet: DataSet, tag: Tag): readonly DataSet[] {
  return dataSet.elements.get(tag)?.items ?? [];
}

/** `YYYY-MM-DD` of a DA value, or null when absent or no date of the calendar. */
export function dateOf(dataSet: DataSet, tag: Tag): string | null {
  return isoDate(stringOf(dataSet, tag) ?? '');
}

/** DA (also in the old form `YYYY.MM.DD`) as `YYYY-MM-DD`. */
export function isoDate(value: string): string | null {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value.trim());
  if (parts === null) return null;
  const iso = `${parts[1]}-${parts[2]}-${parts[3]}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso;
}

/** `HH:MM:SS[.ffffff]` of a TM value (also in the old form with colons); missing parts are 00. */
export function isoTime(value: string): string | null {
  const parts = /^(\d{2})(?::?(\d{2})(?::?(\d{2})(\.\d{1,6})?)?)?$/.exec(value.trim());
  if (parts === null) return null;
  const [hours = '00', minutes = '00', seconds = '00', fraction = ''] = parts.slice(1);
  // 60 is a leap second (PS3.5 6.2 TM)
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  return `${hours}:${minutes}:${seconds}${fraction}`;
}

/** `HH:MM:SS[.ffffff]`, or null. */
export function timeOf(dataSet: DataSet, tag: Tag): string | null {
  return isoTime(stringOf(dataSet, tag) ?? '');
}

/** Date and time of a study as local ISO time without an offset: DICOM rarely says which zone (PS3.3 C.12.1.1.8). */
export function dateTimeOf(dataSet: DataSet, dateTag: Tag, timeTag: Tag): string | null {
  const date = dateOf(dataSet, dateTag);
  return date === null ? null : `${date}T${timeOf(dataSet, timeTag) ?? '00:00:00'}`;
}

/** A DT value as ISO 8601, with its offset where it has one; missing parts are the first of their kind. */
export function isoDateTime(value: string): string | null {
  const parts = /^(\d{4})(\d{2})?(\d{2})?(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?([+-]\d{4})?$/.exec(value.trim());
  if (parts === null) return null;
  const [year = '', month = '01', day = '01', time = '00', offset = ''] = parts.slice(1);
  const date = isoDate(`${year}${month}${day}`);
  const clock = isoTime(time);
  if (date === null || clock === null) return null;
  return `${date}T${clock}${offset === '' ? '' : `${offset.slice(0, 3)}:${offset.slice(3)}`}`;
}
