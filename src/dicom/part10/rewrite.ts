import type { DataElement, DataSet } from '../dataset/data-set.ts';
import type { Vr, WritableElement } from './writable.ts';

/**
 * An element as it was read, to be written again with the same bytes. Null where it cannot stand in the file as it is:
 * items in another byte order than the data set around them (PS3.5 6.2.2 note 2 inside big endian).
 */
export function writableElement(
  element: DataElement,
  dataSet: DataSet,
  item: (item: DataSet) => ReadonlyMap<number, WritableElement>,
): WritableElement | null {
  const { vr, bytes, items, fragments } = element;
  if (items !== undefined) {
    if (items.some(({ littleEndian }) => littleEndian !== dataSet.littleEndian)) return null;
    return { vr: 'SQ', value: items.map(item) };
  }
  if (fragments !== undefined) {
    const [offsets, ...rest] = fragments;
    return { vr: 'OB', value: { fragments: rest, offsets: offsetTable(offsets) } };
  }
  return { vr: vr as Vr, value: bytes };
}

/** Basic Offset Table: 32-bit little endian offsets (PS3.5 A.4). */
function offsetTable(bytes: Uint8Array | undefined): number[] {
  if (bytes === undefined) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getUint32(index * 4, true));
}
