import type { GeometryVerdict } from '../../contract/display-set.ts';
import { tags } from '../dataset/tags.ts';
import { jsonString } from '../json/dicom-json.ts';
import type { SeriesFrame } from './series-frame.ts';
import { type ShearCorrection, shearCorrectionOf } from './shear-correction.ts';
import { gridPositions, type SliceGrid, sliceGridOf } from './slice-grid.ts';
import { commonOrientation } from './spatial-order.ts';
import type { Vector3 } from './vector.ts';

export interface Gate {
  readonly verdict: GeometryVerdict;
  /** mm along the normal; null unless the frames form a volume. */
  readonly sliceSpacing: number | null;
  /** Null where the frames have no place in a common stack of parallel planes. */
  readonly grid: SliceGrid | null;
  /** What makes a volume of a tilted stack, its missing slices counted; null where none is needed or possible. */
  readonly correction: ShearCorrection | null;
}

type Reason = Extract<GeometryVerdict, { kind: 'stack-only' }>['reason'];

/** Projections, endoscopy, ultrasound and documents: no parallel slices, whatever positions they carry. */
const notCrossSectional = new Set([
  ...['CR', 'DX', 'MG', 'PX', 'IO', 'XA', 'RF', 'US', 'IVUS', 'ES', 'GM', 'SM', 'XC', 'OP', 'SC', 'DOC'],
]);
/** X-Ray 3D Angiographic and Craniofacial: slices reconstructed from projections (PS3.3 A.53, A.54). */
const reconstructed = new Set(['1.2.840.10008.5.1.4.1.1.13.1.1', '1.2.840.10008.5.1.4.1.1.13.1.2']);

/** Fewer slices lie on a straight line whatever they are. */
const fewestSheared = 3;
/** No gantry tilts by more (30 degrees as a rule); a line of slices that does is something else. */
const steepestShear = 45;

/**
 * Whether frames, in spatial order, may be shown as one volume. `complete` is false while instances of the series are
 * still missing from the cache: gaps mean nothing then, and a volume would change under the reader's eyes.
 */
export function gateOf(frames: readonly SeriesFrame[], complete: boolean): Gate {
  const [first] = frames;
  if (first === undefined || first.localizer || first.colour || !isCrossSectional(first)) {
    return stackOnly('not-cross-sectional', null);
  }
  if (frames.some(frame => frame.position === null || frame.orientation === null || frame.spacing === null)) {
    return stackOnly('no-position', null);
  }
  const orientation = commonOrientation(frames);
  if (orientation === null) return stackOnly('orientations-differ', null);
  const positions = frames.flatMap(({ position }) => (position === null ? [] : [position]));
  const grid = sliceGridOf(positions, orientation, smallestPixel(frames));
  if (!complete) return stackOnly('incomplete', grid);
  if (frames.length === 1) return stackOnly('single-frame', grid);
  const correction = correctionOf(first, positions, grid);
  if (grid.spacing !== 'regular') return { ...stackOnly(grid.spacing, grid), correction };
  if (grid.line === 'along-normal') {
    return { verdict: { kind: 'regular' }, sliceSpacing: grid.gridSpacing, grid, correction };
  }
  if (correction === null) return stackOnly('sheared', grid);
  const verdict = { kind: 'shear-corrected', shearDegrees: grid.shearDegrees } as const;
  return { verdict, sliceSpacing: grid.gridSpacing, grid, correction };
}

/** The correction of slices whose first pixels lie on a tilted line; null where there is none. */
function correctionOf(first: SeriesFrame, positions: readonly Vector3[], grid: SliceGrid): ShearCorrection | null {
  const { rows, columns, orientation, spacing } = first;
  if (grid.line !== 'straight' || grid.gridSpacing === null || orientation === null || spacing === null) return null;
  if (positions.length < fewestSheared || Math.abs(grid.shearDegrees) > steepestShear) return null;
  const onGrid = gridPositions(positions, grid);
  return shearCorrectionOf({ rows, columns, orientation, spacing, positions: onGrid, sliceSpacing: grid.gridSpacing });
}

function isCrossSectional({ header }: SeriesFrame): boolean {
  const modality = jsonString(header, tags.modality) ?? '';
  return !notCrossSectional.has(modality) || reconstructed.has(jsonString(header, tags.sopClassUid) ?? '');
}

function stackOnly(reason: Reason, grid: SliceGrid | null): Gate {
  return { verdict: { kind: 'stack-only', reason }, sliceSpacing: null, grid, correction: null };
}

function smallestPixel(frames: readonly SeriesFrame[]): number {
  return frames.reduce(
    (smallest, { spacing }) => (spacing === null ? smallest : Math.min(smallest, spacing.row, spacing.column)),
    Number.POSITIVE_INFINITY,
  );
}
