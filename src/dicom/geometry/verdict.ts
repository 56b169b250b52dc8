import type { GeometryVerdict } from '../../contract/display-set.ts';
import { tags } from '../dataset/tags.ts';
import { jsonString } from '../json/dicom-json.ts';
import type { Orientation } from './image-plane.ts';
import type { SeriesFrame } from './series-frame.ts';
import { commonOrientation } from './spatial-order.ts';
import { dot, length, scale, subtract, type Vector3 } from './vector.ts';

export interface Gate {
  readonly verdict: GeometryVerdict;
  /** mm along the normal; null unless the frames form a volume. */
  readonly sliceSpacing: number | null;
}

type Reason = Extract<GeometryVerdict, { kind: 'stack-only' }>['reason'];

/** Projections, endoscopy, ultrasound and documents: no parallel slices, whatever positions they carry. */
const notCrossSectional = new Set([
  ...['CR', 'DX', 'MG', 'PX', 'IO', 'XA', 'RF', 'US', 'IVUS', 'ES', 'GM', 'SM', 'XC', 'OP', 'SC', 'DOC'],
]);

/** Slices nearer than this, in mm, are at the same place: positions are written with two to six decimals. */
const samePlace = 0.01;
/**
 * How far a slice may be from its place on the regular grid, as part of the slice spacing: a twentieth of a slice cannot
 * be seen in a reformat, since it is interpolated between neighbours, and does not add up along the volume.
 */
const gridTolerance = 0.05;
/** How far the first pixel may drift sideways over the whole volume, in pixels: less is no visible shear. */
const driftTolerance = 0.5;

/**
 * Whether frames, in spatial order, may be shown as one volume. `complete` is false while instances of the series are
 * still missing from the cache: gaps mean nothing then, and a volume would change under the reader's eyes.
 */
export function gateOf(frames: readonly SeriesFrame[], complete: boolean): Gate {
  const [first] = frames;
  const modality = first === undefined ? '' : (jsonString(first.header, tags.modality) ?? '');
  if (first === undefined || first.localizer || first.colour || notCrossSectional.has(modality)) {
    return stackOnly('not-cross-sectional');
  }
  if (frames.some(frame => frame.position === null || frame.orientation === null || frame.spacing === null)) {
    return stackOnly('no-position');
  }
  const orientation = commonOrientation(frames);
  if (orientation === null) return stackOnly('orientations-differ');
  if (!complete) return stackOnly('incomplete');
  return frames.length === 1 ? stackOnly('single-frame') : spacingGate(frames, orientation);
}

function stackOnly(reason: Reason): Gate {
  return { verdict: { kind: 'stack-only', reason }, sliceSpacing: null };
}

function spacingGate(frames: readonly SeriesFrame[], { normal }: Orientation): Gate {
  const positions = frames.flatMap(({ position }) => (position === null ? [] : [position]));
  const places = positions.map(position => dot(position, normal));
  const steps = places.slice(1).map((place, index) => Math.abs(place - (places[index] ?? place)));
  if (steps.some(step => step < samePlace)) return stackOnly('duplicate-positions');
  const obstacle = unevenness(places, steps);
  if (obstacle !== null) return stackOnly(obstacle);
  if (drift(positions, normal) > driftTolerance * smallestPixel(frames)) return stackOnly('sheared');
  return { verdict: { kind: 'regular' }, sliceSpacing: span(places) / steps.length };
}

function span(places: readonly number[]): number {
  return Math.abs((places.at(-1) ?? 0) - (places[0] ?? 0));
}

/** Null when every slice is on the regular grid through the first and last one. */
function unevenness(places: readonly number[], steps: readonly number[]): Reason | null {
  const first = places[0] ?? 0;
  const mean = ((places.at(-1) ?? 0) - first) / steps.length;
  const even = places.every((place, index) => Math.abs(place - first - index * mean) <= gridTolerance * Math.abs(mean));
  if (even) return null;
  // slices are missing where every step is a whole number of the usual one
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const counts = steps.map(step => Math.round(step / usual));
  const whole = steps.every((step, index) => Math.abs(step - (counts[index] ?? 0) * usual) <= gridTolerance * usual);
  return whole && counts.some(count => count > 1) ? 'missing-slices' : 'irregular-spacing';
}

/** How far positions wander off the line through the first one along the normal, in mm (gantry tilt, MR stairs). */
function drift(positions: readonly Vector3[], normal: Vector3): number {
  const [first = [0, 0, 0] as const] = positions;
  return positions.reduce((widest, position) => {
    const step = subtract(position, first);
    return Math.max(widest, length(subtract(step, scale(normal, dot(step, normal)))));
  }, 0);
}

function smallestPixel(frames: readonly SeriesFrame[]): number {
  return frames.reduce(
    (smallest, { spacing }) => (spacing === null ? smallest : Math.min(smallest, spacing.row, spacing.column)),
    Number.POSITIVE_INFINITY,
  );
}
