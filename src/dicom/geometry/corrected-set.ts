import type { DicomJson } from '../json/dicom-json.ts';
import { shortName } from './display-set-id.ts';
import { type GatedSet, gatedSetsOf } from './gated-set.ts';
import { framesOf } from './series-frame.ts';
import type { ShearCorrection } from './shear-correction.ts';

/** A tilted stack and what makes a rectangular volume of it. */
export interface CorrectedSet {
  /** Another one as soon as a slice, its place or its size is another: corrected slices of two states never mix. */
  readonly name: string;
  readonly correction: ShearCorrection;
  readonly shearDegrees: number;
  /** `slice` counts the places of the correction, missing ones included. */
  readonly frames: readonly { readonly sopInstanceUid: string; readonly frameNumber: number; readonly slice: number }[];
}

/** The correction of a display set; null where it needs none or has none. */
export function correctedSetOf({ group, frames, gate: { grid, correction } }: GatedSet): CorrectedSet | null {
  if (grid === null || correction === null) return null;
  const missingBefore = (index: number) =>
    grid.gaps.reduce((sum, { after, positions }) => (after < index ? sum + positions.length : sum), 0);
  const placed = frames.map(({ sopInstanceUid, frameNumber }, index) => ({
    sopInstanceUid,
    frameNumber,
    slice: index + missingBefore(index),
  }));
  return {
    name: shortName(JSON.stringify([group.key, correction.source, placed])),
    correction,
    shearDegrees: grid.shearDegrees,
    frames: placed,
  };
}

/** All corrections of one series that is whole. */
export function correctedSetsOf(headers: readonly DicomJson[]): readonly CorrectedSet[] {
  return gatedSetsOf(headers.flatMap(framesOf), true).flatMap(set => correctedSetOf(set) ?? []);
}
