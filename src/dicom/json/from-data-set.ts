import type { DataElement, DataSet } from '../dataset/data-set.ts';
import { privateVr } from '../dataset/private-dictionary.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { elementNumbers, elementStrings, parseDecimal, parsePersonName } from '../dataset/values.ts';
import { isBulk, isText } from '../dataset/vr.ts';
import { encodeBase64 } from './base64.ts';
import type { DicomJson, DicomJsonElement } from './dicom-json.ts';

/** Displaying an image needs them; they are small. */
const lookupTables: ReadonlySet<number> = new Set([
  tags.lutData,
  tags.redPaletteColorLookupTableData,
  tags.greenPaletteColorLookupTableData,
  tags.bluePaletteColorLookupTableData,
  tags.segmentedRedPaletteColorLookupTableData,
  tags.segmentedGreenPaletteColorLookupTableData,
  tags.segmentedBluePaletteColorLookupTableData,
]);

/**
 * The data set in the DICOM JSON model (PS3.18 annex F). Bulk data (pixel data, OB, OW … and unknown values) is left
 * out, except lookup tables, which are inline; group lengths are left out too.
 */
export function dicomJsonOf(dataSet: DataSet): DicomJson {
  const json: DicomJson = {};
  for (const element of [...dataSet.elements.values()].sort((a, b) => a.tag - b.tag)) {
    if ((element.tag & 0xffff) === 0) continue;
    const converted = convert(element, dataSet);
    if (converted !== null) json[tagKey(element.tag)] = converted;
  }
  return json;
}

function convert(stored: DataElement, dataSet: DataSet): DicomJsonElement | null {
  const element = stored.vr === 'UN' ? { ...stored, vr: privateVr(dataSet, stored.tag) ?? 'UN' } : stored;
  const { tag, vr } = element;
  // JSON is UTF-8 whatever the data set was written in (PS3.18 F.2.2)
  if (tag === tags.specificCharacterSet) return { vr, Value: ['ISO_IR 192'] };
  if (vr === 'SQ') return withValues(vr, element.items?.map(dicomJsonOf) ?? []);
  if (lookupTables.has(tag) && (vr === 'OW' || vr === 'UN')) {
    return { vr: 'OW', InlineBinary: encodeBase64(littleEndianWords(element.bytes, dataSet.littleEndian)) };
  }
  if (isBulk(vr)) return null;
  if (vr === 'IS' || vr === 'DS') return withValues(vr, elementStrings(element, []).map(decimal));
  if (vr === 'PN') return withValues(vr, elementStrings(element, dataSet.characterSets).map(personName));
  if (isText(vr)) {
    const strings = elementStrings(element, dataSet.characterSets);
    return withValues(vr, strings.map(orNull));
  }
  if (vr === 'AT') return withValues(vr, elementNumbers(element, dataSet).map(tagKey));
  return withValues(vr, elementNumbers(element, dataSet).map(finite));
}

/** InlineBinary is little endian (PS3.18 F.2.7). */
function littleEndianWords(bytes: Uint8Array, littleEndian: boolean): Uint8Array {
  return littleEndian ? bytes : bytes.map((_, at) => bytes[at ^ 1] ?? 0);
}

/** An element without values has no Value (PS3.18 F.2.5). */
function withValues(vr: string, values: readonly unknown[]): DicomJsonElement {
  return values.every(value => value === null) ? { vr } : { vr, Value: [...values] };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** IS and DS are numbers, or the string itself where it is not a number (PS3.18 table F.2.3-1). */
function decimal(text: string): number | string | null {
  const value = parseDecimal(text);
  return Number.isFinite(value) ? value : orNull(text);
}

/** JSON has no number for the others. */
function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function personName(text: string): Record<string, string> | null {
  const { alphabetic, ideographic, phonetic } = parsePersonName(text);
  if (alphabetic === '' && ideographic === '' && phonetic === '') return null;
  return {
    ...(alphabetic === '' ? {} : { Alphabetic: alphabetic }),
    ...(ideographic === '' ? {} : { Ideographic: ideographic }),
    ...(phonetic === '' ? {} : { Phonetic: phonetic }),
  };
}
