import type { FrameDescription } from '../../cornerstone/index.ts';

/**
 * Whether a window means the same on the images of both: the same modality, and values with a unit. Values without one
 * (MR, radiographs) mean something else on every machine and on every day.
 */
export function sharesWindow(a: FrameDescription | null, b: FrameDescription | null): boolean {
  return a !== null && b !== null && a.modality === b.modality && a.valueUnit === b.valueUnit && a.valueUnit !== '1';
}
