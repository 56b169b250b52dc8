import type { Cells, DecodedFrame } from './decoded-frame.ts';
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

/** Writes the finished values of `cells` into `target`, which has as many and the transform's type. */
export function transformSimply(
  { signed, left, right, intercept }: SimpleTransform,
  cells: Uint16Array<ArrayBuffer>,
  target: Cells,
): void {
  if (signed) for (let at = 0; at < cells.length; at++) target[at] = ((cells[at]! << left) >> right) + intercept;
  else for (let at = 0; at < cells.length; at++) target[at] = ((cells[at]! << left) >>> right) + intercept;
}
