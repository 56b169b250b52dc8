import type { GeometryFindings } from '../../contract/display-set.ts';
import { tags } from '../dataset/tags.ts';
import { jsonNumber } from '../json/dicom-json.ts';
import type { FrameGroup } from './frame-group.ts';
import { groupBy } from './group-by.ts';
import { splitRepeats } from './repeats.ts';
import type { SeriesFrame } from './series-frame.ts';
import { inSpatialOrder } from './spatial-order.ts';
import { splitSeries } from './split.ts';
import { type Gate, gateOf } from './verdict.ts';

/** Frames that belong together, in the order in which they are scrolled, and what the gate says about them. */
export interface GatedSet {
  readonly group: FrameGroup;
  readonly frames: readonly SeriesFrame[];
  readonly gate: Gate;
  /** Index among the volumes of the same places, and their number; null where there is but one. */
  readonly repeat: { readonly index: number; readonly count: number } | null;
}

/** Degrees by which the tilt in the header may differ from the one of the positions: it is a nominal one. */
const tiltTolerance = 0.5;

/** Splits the frames of one series and passes each part through the gate. */
export function gatedSetsOf(frames: readonly SeriesFrame[], complete: boolean): readonly GatedSet[] {
  const groups = splitSeries(inSpatialOrder(frames)).flatMap(splitRepeats);
  const volumes = groupBy(groups, group => group.repeatOf ?? '');
  return groups.map(group => {
    const inOrder = inSpatialOrder(group.frames);
    const siblings = group.repeatOf === undefined ? [] : (volumes.get(group.repeatOf) ?? []);
    const repeat = siblings.length < 2 ? null : { index: siblings.indexOf(group), count: siblings.length };
    return { group, frames: inOrder, gate: gateOf(inOrder, complete), repeat };
  });
}

/** What the gate found; null where frames lie in no common stack. */
export function findingsOf({ group, frames, gate: { grid } }: GatedSet): GeometryFindings | null {
  if (grid === null) return null;
  const indexOf = new Map(frames.map((frame, index) => [frame, index]));
  return {
    gridSpacing: grid.gridSpacing,
    shearDegrees: grid.shearDegrees,
    line: grid.line,
    missing: grid.gaps.map(({ after, positions }) => ({
      afterFrame: after,
      positions: positions.map(([x, y, z]) => [x, y, z]),
    })),
    duplicates: (group.duplicates ?? []).flatMap(({ kept, others }) => {
      const keptFrame = indexOf.get(kept);
      if (keptFrame === undefined) return [];
      return [
        { keptFrame, others: others.map(({ sopInstanceUid, frameNumber }) => ({ sopInstanceUid, frameNumber })) },
      ];
    }),
    remarks: nominalTiltDiffers(frames, grid.shearDegrees) ? ['nominal-tilt-differs'] : [],
  };
}

/** Gantry/Detector Tilt (0018,1120) in degrees, as the scanner says it; null when absent. */
export function nominalTiltOf(frames: readonly SeriesFrame[]): number | null {
  const [first] = frames;
  return first === undefined ? null : jsonNumber(first.header, tags.gantryDetectorTilt);
}

/**
 * The nominal tilt is not for computing (PS3.3 C.8.2.1.1.5), but positions that show none of it deserve a look: some
 * writers tilt the gantry and leave positions and orientation axial. Slices that follow their own tilted normal show it
 * in their orientation.
 */
function nominalTiltDiffers(frames: readonly SeriesFrame[], shearDegrees: number): boolean {
  const tilt = nominalTiltOf(frames);
  const normal = frames[0]?.orientation?.normal;
  if (tilt === null || normal === undefined || frames.length < 2) return false;
  const steepest = Math.max(...normal.map(Math.abs));
  const inclination = (Math.acos(Math.min(1, steepest)) * 180) / Math.PI;
  const shown = Math.max(Math.abs(shearDegrees), inclination);
  return Math.abs(Math.abs(tilt) - shown) > tiltTolerance;
}
