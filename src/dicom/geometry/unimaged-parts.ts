import type { ImagedParts } from './shear-correction.ts';
import type { Vector3 } from './vector.ts';

/** What is known of one slice of a volume: `failed` when it exists but could not be loaded or decoded. */
export type SliceState = 'imaged' | 'missing' | 'failed';

/** `outside`: beyond the slice as acquired, in the corner of a corrected one. */
export type UnimagedReason = Exclude<SliceState, 'imaged'> | 'outside';

/** A box of a volume of which nothing is known, in voxels: whole numbers are their centres. */
export interface UnimagedPart {
  readonly reason: UnimagedReason;
  readonly from: Vector3;
  readonly to: Vector3;
}

/**
 * The parts of a volume that must not be shown as image. They reach to the centres of the nearest voxels that were
 * imaged, for everything in between is interpolated with voxels that were not.
 */
export function unimagedParts(
  [columns, rows, slices]: Vector3,
  stateOf: (slice: number) => SliceState,
  imaged: ImagedParts | null,
): readonly UnimagedPart[] {
  const whole = { across: [-0.5, columns - 0.5], down: [-0.5, rows - 0.5] } as const;
  const parts: UnimagedPart[] = [];
  const box = (reason: UnimagedReason, across: Range, down: Range, first: number, last: number) => {
    const along: Range = [Math.max(first - 1, -0.5), Math.min(last + 1, slices - 0.5)];
    parts.push({ reason, from: [across[0], down[0], along[0]], to: [across[1], down[1], along[1]] });
  };
  for (let slice = 0; slice < slices; slice++) {
    const state = stateOf(slice);
    if (state !== 'imaged') {
      const first = slice;
      while (slice + 1 < slices && stateOf(slice + 1) === state) slice++;
      box(state, whole.across, whole.down, first, slice);
      continue;
    }
    const shift = imaged?.shifts[slice];
    if (!imaged || !shift) continue;
    const { source } = imaged;
    for (const down of beyond(shift.row, source.rows, rows)) box('outside', whole.across, down, slice, slice);
    for (const across of beyond(shift.column, source.columns, columns))
      box('outside', across, whole.down, slice, slice);
  }
  return parts;
}

type Range = readonly [number, number];

/** What `count` pixels that begin at `shift` leave of `total`, up to the centres of the first and the last of them. */
function beyond(shift: number, count: number, total: number): readonly Range[] {
  const first = Math.max(Math.ceil(shift - 0.5), 0);
  const last = Math.min(Math.floor(shift + count - 0.5), total - 1);
  const before: Range = [-0.5, first];
  const after: Range = [last, total - 0.5];
  return [...(first > 0 ? [before] : []), ...(last < total - 1 ? [after] : [])];
}

/** Why nothing is known of a place in a volume, in voxels; null where it is imaged. */
export function unimagedAt(parts: readonly UnimagedPart[], place: Vector3): UnimagedReason | null {
  const inside = ({ from, to }: UnimagedPart) =>
    ([0, 1, 2] as const).every(axis => place[axis] > from[axis] && place[axis] < to[axis]);
  return parts.find(inside)?.reason ?? null;
}
