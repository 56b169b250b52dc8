import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonNumber, jsonNumbers, jsonString } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';
import { type LookupTable, lookupTableOf } from '../pixel/lookup-table.ts';
import type { Voi } from './voi.ts';
import { windowsOf } from './windows-of-image.ts';

/**
 * All VOI transforms of a frame by its finished header, its own first (PS3.3 C.11.2, C.7.6.16.2.10). Tables come before
 * windows: where an image has both, either may be applied, and a window can only approximate what the table says.
 */
export function voisOf(header: DicomJson, frameNumber: number): readonly Voi[] {
  const holder = holderOf(header, frameNumber, tags.frameVoiLutSequence, tags.voiLutSequence);
  const tables = jsonItems(holder, tags.voiLutSequence).flatMap((item): Voi[] => {
    const table = voiTable(item, header);
    return table ? [{ kind: 'table', table, explanation: jsonString(item, tags.lutExplanation) ?? '' }] : [];
  });
  const windows = windowsOf(header, frameNumber).map(({ explanation, ...window }): Voi => {
    return { kind: 'window', window, explanation };
  });
  return [...tables, ...windows];
}

/** Null when the table is missing, too short or of a depth that nobody can know. */
function voiTable(item: DicomJson, header: DicomJson): LookupTable | null {
  const table = lookupTableOf(item, tags.lutDescriptor, tags.lutData, firstIsSigned(item, header));
  if (table === null) return null;
  // writers are met whose entries are deeper than their descriptor says; cutting them off would wrap white to black
  const largest = table.entries.reduce((most, entry) => Math.max(most, entry), 0);
  return { ...table, bits: Math.max(table.bits, Math.ceil(Math.log2(largest + 1))) };
}

/**
 * Whether the first value mapped, written as an unsigned number of 0x8000 or more, is a negative one. Input of the table
 * are modality values, so the stored pixels' sign does not decide it (C.11.2.1.1): it is negative where values of such
 * size cannot occur, or where the table would run past the 16 bits its first value is written in.
 */
function firstIsSigned(item: DicomJson, header: DicomJson): boolean {
  const [count = 0, first = 0] = jsonNumbers(item, tags.lutDescriptor);
  if (jsonNumber(header, tags.pixelRepresentation) === 1) return true;
  const isFloat = jsonNumber(header, tags.bitsAllocated) === 32;
  return isFloat && first + (count === 0 ? 0x10000 : count) > 0x10000;
}
