import type { Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import { type LookupTable, lookUp, lookupDescriptorOf, lookupTableOf, wordsOf } from './lookup-table.ts';

/** Red, green and blue tables of PALETTE COLOR (PS3.3 C.7.6.3.1.5). */
export interface Palette {
  readonly red: LookupTable;
  readonly green: LookupTable;
  readonly blue: LookupTable;
}

const channels = {
  red: [
    tags.redPaletteColorLookupTableDescriptor,
    tags.redPaletteColorLookupTableData,
    tags.segmentedRedPaletteColorLookupTableData,
  ],
  green: [
    tags.greenPaletteColorLookupTableDescriptor,
    tags.greenPaletteColorLookupTableData,
    tags.segmentedGreenPaletteColorLookupTableData,
  ],
  blue: [
    tags.bluePaletteColorLookupTableDescriptor,
    tags.bluePaletteColorLookupTableData,
    tags.segmentedBluePaletteColorLookupTableData,
  ],
} as const satisfies Record<string, readonly [Tag, Tag, Tag]>;

/** The palette of an image, or null when one of its tables is missing or too short. */
export function paletteOf(header: DicomJson, signed: boolean): Palette | null {
  const [red, green, blue] = [channels.red, channels.green, channels.blue].map(([descriptor, data, segmented]) => {
    return lookupTableOf(header, descriptor, data, signed) ?? segmentedTable(header, descriptor, segmented, signed);
  });
  return red && green && blue ? { red, green, blue } : null;
}

/** The entry for a stored value as 8 bits: the upper byte of longer entries. */
export function channelOf(table: LookupTable, value: number): number {
  return lookUp(table, value) >> (table.bits - 8);
}

function segmentedTable(header: DicomJson, descriptorTag: Tag, dataTag: Tag, signed: boolean): LookupTable | null {
  const descriptor = lookupDescriptorOf(header, descriptorTag, signed);
  if (descriptor === null) return null;
  const entries = expandSegments(wordsOf(header, dataTag), descriptor.count);
  return entries === null ? null : { first: descriptor.first, entries, bits: descriptor.bits };
}

/**
 * Discrete, linear and indirect segments (PS3.3 C.7.9.2) written out to `count` entries; null when they are malformed or
 * do not give that many. An indirect segment repeats earlier segments, which start at a byte offset of the data.
 */
export function expandSegments(words: readonly number[], count: number): readonly number[] | null {
  const entries: number[] = [];
  const expand = (from: number, segments: number, nested: boolean): boolean => {
    let at = from;
    for (let done = 0; done < segments && at < words.length && entries.length <= count; done++) {
      const [kind, length, third, fourth] = words.slice(at, at + 4);
      if (length === undefined || third === undefined) return false;
      if (kind === 0) {
        entries.push(...words.slice(at + 2, at + 2 + length));
        at += 2 + length;
      } else if (kind === 1) {
        const start = entries.at(-1);
        if (start === undefined) return false;
        for (let step = 1; step <= length; step++) entries.push(Math.round(start + ((third - start) * step) / length));
        at += 3;
      } else if (kind === 2 && fourth !== undefined && !nested) {
        const offset = (third | (fourth << 16)) >>> 1;
        if (offset >= at || !expand(offset, length, true)) return false;
        at += 4;
      } else return false;
    }
    return true;
  };
  return expand(0, words.length, false) && entries.length === count ? entries : null;
}
