import type { Tag } from '../dataset/data-set.ts';
import { tagKey } from '../dataset/tags.ts';
import { decodeBase64 } from '../json/base64.ts';
import { type DicomJson, jsonNumbers } from '../json/dicom-json.ts';

/** A lookup table as PS3.3 C.11.1.1 describes it; input outside its range takes the first or last entry. */
export interface LookupTable {
  /** Stored value that the first entry is for. */
  readonly first: number;
  readonly entries: readonly number[];
  /** Bits of one entry, 8 to 16. */
  readonly bits: number;
}

/** The table of descriptor and data, or null when absent, empty or shorter than its descriptor says. */
export function lookupTableOf(item: DicomJson, descriptorTag: Tag, dataTag: Tag, signed: boolean): LookupTable | null {
  const descriptor = lookupDescriptorOf(item, descriptorTag, signed);
  if (descriptor === null) return null;
  const words = wordsOf(item, dataTag);
  // 8-bit entries may be packed two to a word (PS3.3 C.11.1.1.1)
  const packed = descriptor.bits === 8 && words.length < descriptor.count;
  const entries = packed ? words.flatMap(word => [word & 0xff, word >> 8]) : words;
  if (entries.length < descriptor.count) return null;
  return { first: descriptor.first, entries: entries.slice(0, descriptor.count), bits: descriptor.bits };
}

/** LUT Descriptor: number of entries (0 means 65536), first value mapped, bits of an entry (PS3.3 C.11.1.1.1). */
export function lookupDescriptorOf(item: DicomJson, tag: Tag, signed: boolean) {
  const [count, first, bits] = jsonNumbers(item, tag);
  if (count === undefined || first === undefined || bits === undefined) return null;
  if (!Number.isInteger(count) || !Number.isInteger(first) || !(bits >= 8 && bits <= 16)) return null;
  // the second value has the sign of the pixels, whatever VR the writer chose
  const signedFirst = signed && first >= 0x8000 ? first - 0x10000 : first;
  return { count: count === 0 ? 0x10000 : count, first: signedFirst, bits };
}

/** 16-bit words of a US value or an inline OW; empty when there are none. */
export function wordsOf(item: DicomJson, tag: Tag): readonly number[] {
  const inline = item[tagKey(tag)]?.InlineBinary;
  if (typeof inline !== 'string') return jsonNumbers(item, tag).map(value => value & 0xffff);
  const bytes = decodeBase64(inline) ?? new Uint8Array();
  return Array.from({ length: bytes.length >> 1 }, (_, at) => (bytes[2 * at] ?? 0) | ((bytes[2 * at + 1] ?? 0) << 8));
}

/** The entry for a stored value. */
export function lookUp(table: LookupTable, value: number): number {
  const index = Math.min(Math.max(value - table.first, 0), table.entries.length - 1);
  return table.entries[index] ?? 0;
}
