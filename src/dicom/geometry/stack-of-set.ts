import type { GatedSet } from './gated-set.ts';
import type { SliceStack } from './shear-correction.ts';

/** The slices of a display set that is a volume, sheared or not, in spatial order; null where the gate refuses one. */
export function stackOfSet({ frames, gate: { sliceSpacing } }: GatedSet): SliceStack | null {
  const [first] = frames;
  if (sliceSpacing === null || first?.orientation == null || first.spacing === null) return null;
  const { rows, columns, orientation, spacing } = first;
  const positions = frames.flatMap(({ position }) => (position === null ? [] : [position]));
  return positions.length === frames.length ? { rows, columns, orientation, spacing, positions, sliceSpacing } : null;
}
