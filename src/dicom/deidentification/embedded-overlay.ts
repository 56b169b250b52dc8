import type { DataSet } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { integerOf } from '../dataset/values.ts';

/**
 * Bits of the pixel cells that hold overlay planes instead of pixels, as objects before 2004 have them (PS3.5 8.1.2,
 * retired): a mask over one cell, 0 when there is none.
 */
export function embeddedOverlayBits(dataSet: DataSet): number {
  let mask = 0;
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const at = (tag: number) => group * 0x10000 + (tag & 0xffff);
    if (!dataSet.elements.has(at(tags.overlayBitPosition)) || dataSet.elements.has(at(tags.overlayData))) continue;
    const bit = integerOf(dataSet, at(tags.overlayBitPosition), 0, 15);
    if (bit !== null) mask |= 1 << bit;
  }
  const stored = integerOf(dataSet, tags.bitsStored, 1, 16) ?? 16;
  const highest = integerOf(dataSet, tags.highBit, 0, 15) ?? stored - 1;
  const pixelBits = ((1 << stored) - 1) << (highest - stored + 1);
  return mask & ~pixelBits & 0xffff;
}

/** The data set with those bits cleared; the same data set where there are none. */
export function withoutEmbeddedOverlays(dataSet: DataSet): DataSet {
  const mask = embeddedOverlayBits(dataSet);
  const pixels = dataSet.elements.get(tags.pixelData);
  const allocated = integerOf(dataSet, tags.bitsAllocated, 1, 64);
  if (mask === 0 || pixels === undefined || pixels.fragments !== undefined || allocated !== 16) return dataSet;
  const bytes = pixels.bytes.slice();
  const [low, high] = dataSet.littleEndian ? [mask & 0xff, mask >>> 8] : [mask >>> 8, mask & 0xff];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    bytes[at] = bytes[at]! & ~low;
    bytes[at + 1] = bytes[at + 1]! & ~high;
  }
  return { ...dataSet, elements: new Map(dataSet.elements).set(tags.pixelData, { ...pixels, bytes }) };
}
