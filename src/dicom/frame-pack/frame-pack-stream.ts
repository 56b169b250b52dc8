import { type FramePackHeader, framePackHeaderSchema } from '../../contract/frame-pack.ts';
import type { PixelType } from '../pixel/finished-frame.ts';

/*
 * A frame pack on its way to the viewer:
 *
 *     length of the header (4 bytes, little endian), header (JSON, UTF-8), frames
 *
 * Frames come in the order of `outwardFrom`: eight bytes, of which the first is 1 where the frame is here and 0 where it is
 * to be asked for alone, then the finished values. All is little endian, and all frames have one length.
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

/** As many as keep the values of every frame aligned. */
const PRESENCE_BYTES = 8;

/** Bytes of a frame with what says whether it is here. */
export function packedBytes(header: FramePackHeader): number {
  return PRESENCE_BYTES + frameBytes(header);
}

/** Says where a packed frame begins whether its values follow. */
export function putPresence(packed: Uint8Array<ArrayBuffer>, isHere: boolean): void {
  packed.fill(0, 0, PRESENCE_BYTES);
  if (isHere) packed[0] = 1;
}

/** The values of a packed frame, without a copy; null where it is absent. */
export function unpacked(packed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  return packed[0] === 1 ? packed.subarray(PRESENCE_BYTES) : null;
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
