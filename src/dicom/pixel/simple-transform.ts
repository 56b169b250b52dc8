import type { DecodedFrame } from './decoded-frame.ts';
import type { PixelType } from './finished-frame.ts';
import type { ModalityTransform } from './modality-transform.ts';

/**
 * How 16-bit cells of most cross-sectional images become finished values in one pass: shifted left, then right by as much as
 * takes away what is not the stored value (PS3.5 8.1.1), and an integral intercept added (PS3.3 C.11.1).
 */
export interface SimpleTransform {
  readonly signed: boolean;
  readonly left: number;
  readonly right: number;
  readonly intercept: number;
  readonly pixelType: 'int16' | 'uint16';
}

/** The transform of such a frame; null for all others. The values must fit `pixelType`. */
export function simpleTransformOf(
  { bitsStored, highBit, signed }: Pick<DecodedFrame, 'bitsStored' | 'highBit' | 'signed'>,
  transform: ModalityTransform,
  pixelType: PixelType,
): SimpleTransform | null {
  if (transform.kind !== 'linear' || transform.slope !== 1 || !Number.isInteger(transform.intercept)) return null;
  if (pixelType !== 'int16' && pixelType !== 'uint16') return null;
  return { signed, left: 31 - highBit, right: 32 - bitsStored, intercept: transform.intercept, pixelType };
}

/**
 * Writes the finished values of 16-bit `cells` into `target`, which has as many bytes. Two cells are taken at a time as
 * halves of one number, since a pass over every pixel is what opening a series waits for: the sign is made by flipping its
 * bit and taking it away again, and a sum in halves carries nothing from one into the other.
 */
export function transformSimply(
  transform: SimpleTransform,
  cells: Uint8Array<ArrayBuffer>,
  target: Uint8Array<ArrayBuffer>,
): void {
  // Halves of one number begin at a multiple of four.
  const from = cells.byteOffset % 4 === 0 ? cells : cells.slice();
  const to = target.byteOffset % 4 === 0 ? target : new Uint8Array(target.byteLength);
  transformAligned(transform, from, to);
  if (to !== target) target.set(to);
}

function transformAligned(
  { signed, left, right, intercept }: SimpleTransform,
  cells: Uint8Array<ArrayBuffer>,
  target: Uint8Array<ArrayBuffer>,
): void {
  const shift = right - left;
  const mask = 0xffff >>> (right - 16);
  const sign = signed ? (mask + 1) >>> 1 : 0;
  const added = (intercept - sign) & 0xffff;
  const [masks, signs, sums] = [mask, sign, added].map(half => half | (half << 16)) as [number, number, number];
  const low = sums & 0x7fff7fff;
  const from = new Int32Array(cells.buffer, cells.byteOffset, cells.byteLength >> 2);
  const to = new Int32Array(target.buffer, target.byteOffset, target.byteLength >> 2);
  for (let at = 0; at < from.length; at++) {
    const value = ((from[at]! >>> shift) & masks) ^ signs;
    to[at] = ((value & 0x7fff7fff) + low) ^ ((value ^ sums) & 0x80008000);
  }
  if (cells.byteLength % 4 === 0) return;
  const [last, place] = [new Uint16Array(cells.buffer, cells.byteOffset, cells.byteLength >> 1), from.length * 2];
  new Uint16Array(target.buffer, target.byteOffset, last.length)[place] =
    (((last[place]! >>> shift) & mask) ^ sign) + added;
}
