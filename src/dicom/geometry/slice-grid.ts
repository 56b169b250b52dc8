import type { Orientation } from './image-plane.ts';
import { samePlace } from './places.ts';
import { add, dot, length, scale, subtract, type Vector3 } from './vector.ts';

/** Slices missing between two neighbours. */
export interface SliceGap {
  /** Index of the slice before the gap. */
  readonly after: number;
  /** Where the first pixels of the missing slices would be, mm, in spatial order. */
  readonly positions: readonly Vector3[];
}

/** How parallel slices, in spatial order, follow each other. */
export interface SliceGrid {
  /** What keeps the places along the normal from being the regular grid, if anything. */
  readonly spacing: 'regular' | 'missing-slices' | 'irregular-spacing' | 'duplicate-positions';
  /** mm along the normal; null where spacing is neither regular nor regular with gaps. */
  readonly gridSpacing: number | null;
  readonly gaps: readonly SliceGap[];
  /** Distances along the normal between neighbours, mm. */
  readonly steps: readonly number[];
  /** `straight` when the first pixels lie on a line, `along-normal` when that line is the normal. */
  readonly line: 'along-normal' | 'straight' | 'crooked';
  /** Of the line of first pixels against the normal, signed as in `GeometryFindings`; 0 along the normal. */
  readonly shearDegrees: number;
}

/**
 * How far a slice may be from its place on the regular grid, as part of the slice spacing: a twentieth of a slice cannot
 * be seen in a reformat, since it is interpolated between neighbours, and does not add up along the volume.
 */
const gridTolerance = 0.05;
/** How far the first pixel may drift sideways over the whole volume, in pixels: less is no visible shear. */
const driftTolerance = 0.5;

/**
 * Measures a grid from the positions of its slices in spatial order. `smallestPixel` is the smaller of both pixel
 * spacings, mm. Distances are perpendicular ones (PS3.3 C.7.6.2.1.1): a tilted gantry does not make them longer.
 */
export function sliceGridOf(positions: readonly Vector3[], orientation: Orientation, smallestPixel: number): SliceGrid {
  const places = positions.map(position => dot(position, orientation.normal));
  const steps = places.slice(1).map((place, index) => Math.abs(place - (places[index] ?? place)));
  return { steps, ...spacingOf(positions, places, steps), ...lineOf(positions, orientation, smallestPixel) };
}

function spacingOf(
  positions: readonly Vector3[],
  places: readonly number[],
  steps: readonly number[],
): Pick<SliceGrid, 'spacing' | 'gridSpacing' | 'gaps'> {
  if (steps.length === 0) return { spacing: 'regular', gridSpacing: null, gaps: [] };
  if (steps.some(step => step < samePlace)) return { spacing: 'duplicate-positions', gridSpacing: null, gaps: [] };
  const span = Math.abs((places.at(-1) ?? 0) - (places[0] ?? 0));
  const mean = span / steps.length;
  if (
    isOnGrid(
      places,
      steps.map((_, index) => index + 1),
      mean,
    )
  ) {
    return { spacing: 'regular', gridSpacing: mean, gaps: [] };
  }
  const counts = wholeCounts(steps);
  let total = 0;
  const ends = counts.map(count => {
    total += count;
    return total;
  });
  const fine = span / total;
  // where holes are the rule they are a pattern of their own, not slices that got lost
  const holes = counts.filter(count => count > 1).length;
  const isException = total <= 2 * positions.length && (holes === 1 || holes * 3 <= counts.length);
  if (!isException || !isOnGrid(places, ends, fine))
    return { spacing: 'irregular-spacing', gridSpacing: null, gaps: [] };
  return { spacing: 'missing-slices', gridSpacing: fine, gaps: gapsOf(positions, counts) };
}

/** Places of all slices of the grid in spatial order: those that are there, and between them those that are missing. */
export function gridPositions(positions: readonly Vector3[], { gaps }: SliceGrid): readonly Vector3[] {
  const missing = new Map(gaps.map(gap => [gap.after, gap.positions]));
  return positions.flatMap((position, index) => [position, ...(missing.get(index) ?? [])]);
}

/** Whether each place but the first is as many spacings from it as `ends` says. */
function isOnGrid(places: readonly number[], ends: readonly number[], spacing: number): boolean {
  const first = places[0] ?? 0;
  return ends.every((count, index) => {
    return Math.abs(Math.abs((places[index + 1] ?? first) - first) - count * spacing) <= gridTolerance * spacing;
  });
}

/** How many times the usual step each step is, at least once. */
function wholeCounts(steps: readonly number[]): readonly number[] {
  const usual = [...steps].sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] ?? 1;
  return steps.map(step => Math.max(1, Math.round(step / usual)));
}

function gapsOf(positions: readonly Vector3[], counts: readonly number[]): readonly SliceGap[] {
  return counts.flatMap((count, after): readonly SliceGap[] => {
    const before = positions[after];
    const next = positions[after + 1];
    if (count < 2 || before === undefined || next === undefined) return [];
    const step = scale(subtract(next, before), 1 / count);
    const missing = Array.from({ length: count - 1 }, (_, index) => add(before, scale(step, index + 1)));
    return [{ after, positions: missing }];
  });
}

/** Fits the line of first pixels (least squares through the first one) and how far they stray from it and the normal. */
function lineOf(
  positions: readonly Vector3[],
  { normal, row, column }: Orientation,
  smallestPixel: number,
): Pick<SliceGrid, 'line' | 'shearDegrees'> {
  const [first] = positions;
  if (first === undefined) return { line: 'along-normal', shearDegrees: 0 };
  const steps = positions.map(position => {
    const from = subtract(position, first);
    const along = dot(from, normal);
    return { along, aside: subtract(from, scale(normal, along)) };
  });
  const tolerance = driftTolerance * smallestPixel;
  if (steps.every(({ aside }) => length(aside) <= tolerance)) return { line: 'along-normal', shearDegrees: 0 };
  const squares = steps.reduce((sum, { along }) => sum + along * along, 0);
  const weighted = steps.reduce<Vector3>((sum, { along, aside }) => add(sum, scale(aside, along)), [0, 0, 0]);
  const slope: Vector3 = squares > 0 ? scale(weighted, 1 / squares) : [0, 0, 0];
  const degrees = (Math.atan(length(slope)) * 180) / Math.PI;
  const [down, across] = [dot(slope, column), dot(slope, row)];
  const sign = (Math.abs(down) >= Math.abs(across) ? down : across) > 0 ? -1 : 1;
  const straight = steps.every(({ along, aside }) => length(subtract(aside, scale(slope, along))) <= tolerance);
  return { line: straight ? 'straight' : 'crooked', shearDegrees: sign * degrees };
}
