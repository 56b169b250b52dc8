import type { Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString, jsonVector } from '../json/dicom-json.ts';

/** An overlay plane by its attributes (PS3.3 C.9.2). */
export interface OverlayPlane {
  /** 0x6000 to 0x601e, even. */
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  /** Place in the image of the overlay's first pixel; 1, 1 is the image's own first one, and it may lie outside. */
  readonly origin: { readonly row: number; readonly column: number };
  readonly kind: 'graphics' | 'region-of-interest';
  /** The manufacturer's words, or empty. */
  readonly label: string;
  /** Frames of the image it belongs to, from 1; null for all of them. */
  readonly frames: { readonly first: number; readonly count: number } | null;
  /** Where its bits are: an element of its own, or this bit of each pixel cell (retired, PS3.5 8.1.2). */
  readonly bits: 'own-element' | { readonly bit: number };
}

/** The attribute of one of the repeating groups, e.g. (6002,0010). */
export function overlayTag(tag: Tag, group: number): Tag {
  return (group - 0x6000) * 0x10000 + tag;
}

/** All overlay planes that can be drawn, by group. */
export function overlayPlanesOf(header: DicomJson): readonly OverlayPlane[] {
  const planes: OverlayPlane[] = [];
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const plane = planeOf(header, group);
    if (plane !== null) planes.push(plane);
  }
  return planes;
}

function planeOf(header: DicomJson, group: number): OverlayPlane | null {
  const number = (tag: Tag) => jsonNumber(header, overlayTag(tag, group));
  const position = number(tags.overlayBitPosition);
  const allocated = number(tags.overlayBitsAllocated);
  const rows = number(tags.overlayRows);
  const columns = number(tags.overlayColumns);
  if (position === null && allocated === null && (rows === null || columns === null)) return null;
  const bits = bitsOf(header, allocated ?? 1, position ?? 0);
  // embedded planes have the size of the image; some writers leave it out
  const height = rows ?? (bits === 'own-element' ? null : jsonNumber(header, tags.rows));
  const width = columns ?? (bits === 'own-element' ? null : jsonNumber(header, tags.columns));
  if (bits === null || !isSize(height) || !isSize(width)) return null;
  const [row = 1, column = 1] = jsonVector(header, overlayTag(tags.overlayOrigin, group), 2) ?? [];
  return {
    group,
    rows: height,
    columns: width,
    origin: { row, column },
    kind: jsonString(header, overlayTag(tags.overlayType, group)) === 'R' ? 'region-of-interest' : 'graphics',
    label:
      jsonString(header, overlayTag(tags.overlayLabel, group)) ??
      jsonString(header, overlayTag(tags.overlayDescription, group)) ??
      '',
    frames: bits === 'own-element' ? framesOf(header, group) : null,
    bits,
  };
}

/** One bit allocated is an element of its own; otherwise the plane is a bit of the pixel cells, above the stored value. */
function bitsOf(header: DicomJson, allocated: number, bit: number): OverlayPlane['bits'] | null {
  if (allocated === 1) return 'own-element';
  const stored = jsonNumber(header, tags.bitsStored) ?? allocated;
  const high = jsonNumber(header, tags.highBit) ?? stored - 1;
  const outside = bit > high || bit < high - stored + 1;
  return outside && bit >= 0 && bit < allocated && allocated <= 32 ? { bit } : null;
}

/** Without Image Frame Origin and with at most one frame, an overlay belongs to every frame (C.9.2.1). */
function framesOf(header: DicomJson, group: number): OverlayPlane['frames'] {
  const count = jsonNumber(header, overlayTag(tags.numberOfFramesInOverlay, group)) ?? 1;
  const first = jsonNumber(header, overlayTag(tags.imageFrameOrigin, group));
  return first === null && count <= 1 ? null : { first: first ?? 1, count: Math.max(1, count) };
}

function isSize(value: number | null): value is number {
  return value !== null && Number.isInteger(value) && value > 0 && value <= 0xffff;
}
