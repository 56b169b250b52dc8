import type { Cells } from '../pixel/decoded-frame.ts';
import { type VoiWindow, windowOfRange } from './window.ts';

/**
 * The window of an image that brings none: from its smallest to its largest value, without padding and without what is
 * no number, so that a background far below the image does not wash it out (PS3.3 C.7.5.1.1.2).
 */
export function automaticWindow(values: Cells, isPadding: (value: number) => boolean): VoiWindow {
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value) || isPadding(value)) continue;
    if (value < lower) lower = value;
    if (value > upper) upper = value;
  }
  if (lower > upper) return windowOfRange(0, 1);
  if (lower === upper || !(values instanceof Float32Array || values instanceof Float64Array)) {
    return windowOfRange(lower, upper);
  }
  // LINEAR cannot be narrower than 1, and parametric maps and SUV often are
  return { center: (lower + upper) / 2, width: upper - lower, function: 'LINEAR_EXACT' };
}
