import type { Samples } from '../codec.ts';

/** A copy of a decoder's little-endian output: one byte a sample up to 8 bits, else two. */
export function copySamples(bytes: Uint8Array, precision: number): Samples {
  const copy = new Uint8Array(bytes);
  return precision <= 8 ? copy : new Uint16Array(copy.buffer, 0, copy.length >> 1);
}
