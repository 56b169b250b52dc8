import { isImaged, type ShearCorrection, type SliceStack } from '../geometry/shear-correction.ts';
import { dot, scale, subtract } from '../geometry/vector.ts';
import type { Volume } from './volume.ts';

/** Values of each slice, row by row, in spatial order; null where a slice is missing or not read yet. */
export type StackValues = readonly (ArrayLike<number> | null)[];

/** A stack whose slices follow their normal, as the measuring kernel's volume. */
export function volumeOfStack(stack: SliceStack, values: StackValues): Volume {
  const { orientation, spacing, positions, sliceSpacing, rows, columns } = stack;
  const first = positions[0] ?? [0, 0, 0];
  const last = positions.at(-1) ?? first;
  const direction = dot(subtract(last, first), orientation.normal) < 0 ? -1 : 1;
  return {
    origin: first,
    axes: [orientation.row, orientation.column, scale(orientation.normal, direction)],
    spacing: [spacing.column, spacing.row, sliceSpacing],
    size: [columns, rows, values.length],
    voxel: (i, j, k) => values[k]?.[j * columns + i] ?? Number.NaN,
    isMissing: (_i, _j, k) => values[k] === null,
  };
}

/** The same of corrected slices (`correctSlice`): what was not imaged is no measurement. */
export function volumeOfCorrected(correction: ShearCorrection, values: StackValues): Volume {
  const volume = volumeOfStack(correction, values);
  return { ...volume, voxel: (i, j, k) => (isImaged(correction, k, i, j) ? volume.voxel(i, j, k) : Number.NaN) };
}
