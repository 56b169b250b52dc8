import { decodeBase64, encodeBase64 } from '../json/base64.ts';
import type { Overlay } from './overlay.ts';
import type { OverlayPlane } from './overlay-plane.ts';

/** An overlay as it travels: eight pixels a byte, the first in the lowest bit, in base64. */
export interface OverlayJson {
  readonly plane: OverlayPlane;
  readonly bits: string;
}

export function overlayToJson({ plane, bitmap }: Overlay): OverlayJson {
  const packed = new Uint8Array(Math.ceil(bitmap.length / 8));
  for (const [at, bit] of bitmap.entries()) packed[at >> 3] = (packed[at >> 3] ?? 0) | (bit << (at & 7));
  return { plane, bits: encodeBase64(packed) };
}

/** The overlay of our own origin's answer; null where the bits are fewer than the plane has pixels. */
export function overlayFromJson({ plane, bits }: OverlayJson): Overlay | null {
  const packed = decodeBase64(bits);
  const count = plane.rows * plane.columns;
  if (packed === null || packed.length * 8 < count) return null;
  return { plane, bitmap: Uint8Array.from({ length: count }, (_, at) => ((packed[at >> 3] ?? 0) >> (at & 7)) & 1) };
}
