import { type FramePackHeader, framePackHeaderSchema } from '../../contract/frame-pack.ts';
import type { PixelType } from '../pixel/finished-frame.ts';

/*
 * A frame pack on its way to the viewer:
 *
 *     length of the header (4 bytes, little endian), header (JSON, UTF-8), frames
 *
 * Frames come in the order of `outwardFrom`: smallest and largest value (two 8-byte floats; NaN where the frame is absent and
 * is to be asked for alone), then the finished values. All is little endian, and all frames have one length.
 */

/** Media type of such an answer. */
export const framePackType = 'application/vnd.vigie.frame-pack';
const LENGTH_BYTES = 4;
/** A million slices; what claims more is no header. */
const MOST_HEADER_BYTES = 256 * 1024 * 1024;

const valueBytes: Readonly<Record<PixelType, number>> = { uint8: 1, int8: 1, uint16: 2, int16: 2, float32: 4 };

/** Bytes of the values of each frame. */
export function frameBytes({ rows, columns, pixelType }: FramePackHeader): number {
  return rows * columns * valueBytes[pixelType];
}

const BOUNDS_BYTES = 16;

/** Bytes of a frame with its bounds. */
export function packedBytes(header: FramePackHeader): number {
  return BOUNDS_BYTES + frameBytes(header);
}

/** Smallest and largest value, in reverse infinite where no value is a number; `absent` where the frame is not here. */
export type FrameBounds = { readonly lower: number; readonly upper: number } | 'absent';

/** Writes the bounds where a packed frame begins. */
export function putBounds(packed: Uint8Array<ArrayBuffer>, bounds: FrameBounds): void {
  const view = new DataView(packed.buffer, packed.byteOffset, BOUNDS_BYTES);
  view.setFloat64(0, bounds === 'absent' ? Number.NaN : bounds.lower, true);
  view.setFloat64(8, bounds === 'absent' ? Number.NaN : bounds.upper, true);
}

/** A packed frame as its bounds and its values, without a copy. */
export function unpacked(packed: Uint8Array<ArrayBuffer>): { bounds: FrameBounds; bytes: Uint8Array<ArrayBuffer> } {
  const view = new DataView(packed.buffer, packed.byteOffset, BOUNDS_BYTES);
  const [lower, upper] = [view.getFloat64(0, true), view.getFloat64(8, true)];
  return { bounds: Number.isNaN(lower) ? 'absent' : { lower, upper }, bytes: packed.subarray(BOUNDS_BYTES) };
}

/** What stands before the frames. */
export function encodeHead(header: FramePackHeader): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(LENGTH_BYTES + json.byteLength);
  new DataView(head.buffer).setUint32(0, json.byteLength, true);
  head.set(json, LENGTH_BYTES);
  return head;
}

/** Bytes of the head, which begins with `bytes`; null while there are too few of them. Throws `RangeError` for no head. */
export function headLength(bytes: Uint8Array): number | null {
  if (bytes.byteLength < LENGTH_BYTES) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > MOST_HEADER_BYTES) throw new RangeError('no frame pack');
  return LENGTH_BYTES + length;
}

/** The header in a whole head; null when it is none. */
export function decodeHead(head: Uint8Array): FramePackHeader | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(head.subarray(LENGTH_BYTES)));
    return framePackHeaderSchema.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}

/** Indices below `count` by their distance from `first`, the following one before the preceding one. */
export function outwardFrom(first: number, count: number): number[] {
  const middle = Math.min(Math.max(first, 0), count - 1);
  const order: number[] = [];
  for (let distance = 0; order.length < count; distance++) {
    if (middle + distance < count) order.push(middle + distance);
    if (distance > 0 && middle - distance >= 0) order.push(middle - distance);
  }
  return order;
}
