import type { DataSet } from '../dataset/data-set.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { decodeBase64 } from '../json/base64.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import type { Cells, DecodedFrame } from '../pixel/decoded-frame.ts';
import { type OverlayPlane, overlayPlanesOf, overlayTag } from './overlay-plane.ts';

/** An overlay plane with its bits for one frame. */
export interface Overlay {
  readonly plane: OverlayPlane;
  /** One byte, 0 or 1, for each pixel of the plane, row by row. */
  readonly bitmap: Uint8Array<ArrayBuffer>;
}

/** Where the bits of overlays come from. */
export interface OverlaySource {
  /** Overlay Data of a group, least significant bit first; null when there is none. */
  ownElement(group: number): Uint8Array | null;
  /** The frame before its bits were masked, for planes in unused bits of its cells; null when it is not at hand. */
  readonly cells: Cells | null;
}

/** Overlays that are inline in the header. */
export function inlineOverlays(header: DicomJson): OverlaySource {
  return {
    ownElement: group => {
      const inline = header[tagKey(overlayTag(tags.overlayData, group))]?.InlineBinary;
      return typeof inline === 'string' ? decodeBase64(inline) : null;
    },
    cells: null,
  };
}

/** Overlays of an instance, and of the bits that its frame as decoded still has; a presentation state has no frame. */
export function overlaysOfInstance(dataSet: DataSet, frame: DecodedFrame | null): OverlaySource {
  return {
    ownElement: group => {
      const element = dataSet.elements.get(overlayTag(tags.overlayData, group));
      if (element === undefined) return null;
      // in words of its byte order (PS3.5 8.1.2, annex A.3)
      const swapped = !dataSet.littleEndian && element.vr !== 'OB';
      return swapped ? element.bytes.map((_, at) => element.bytes[at ^ 1] ?? 0) : element.bytes;
    },
    cells: frame?.samplesPerPixel === 1 ? frame.cells : null,
  };
}

/**
 * The overlays of a frame (from 1). Planes are taken from the header as it was before finishing, which removes the bits
 * of embedded ones. A plane without enough data is left out.
 */
export function overlaysOf(header: DicomJson, frameNumber: number, source: OverlaySource): readonly Overlay[] {
  return overlayPlanesOf(header).flatMap(plane => {
    const bitmap = bitmapOf(plane, frameNumber, source);
    return bitmap === null ? [] : [{ plane, bitmap }];
  });
}

function bitmapOf(plane: OverlayPlane, frameNumber: number, source: OverlaySource): Uint8Array<ArrayBuffer> | null {
  if (plane.bits !== 'own-element') return embedded(plane, plane.bits.bit, source.cells);
  const index = plane.frames === null ? 0 : frameNumber - plane.frames.first;
  if (index < 0 || (plane.frames !== null && index >= plane.frames.count)) return null;
  const bytes = source.ownElement(plane.group);
  const count = plane.rows * plane.columns;
  // frames follow each other without padding (C.9.2.1)
  const firstBit = index * count;
  if (bytes === null || firstBit + count > bytes.length * 8) return null;
  const bitmap = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    const bit = firstBit + at;
    bitmap[at] = ((bytes[bit >>> 3] ?? 0) >> (bit & 7)) & 1;
  }
  return bitmap;
}

function embedded(plane: OverlayPlane, bit: number, cells: Cells | null): Uint8Array<ArrayBuffer> | null {
  const count = plane.rows * plane.columns;
  if (cells === null || cells.length < count || cells.BYTES_PER_ELEMENT * 8 <= bit) return null;
  if (cells instanceof Float32Array || cells instanceof Float64Array) return null;
  const bitmap = new Uint8Array(count);
  for (let at = 0; at < count; at++) bitmap[at] = ((cells[at] ?? 0) >>> bit) & 1;
  return bitmap;
}
