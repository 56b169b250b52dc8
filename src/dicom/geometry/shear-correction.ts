import type { Orientation, PixelSpacing } from './image-plane.ts';
import { add, dot, scale, subtract, type Vector3 } from './vector.ts';

/** Parallel slices of one size, in spatial order, as the scanner made them. */
export interface SliceStack {
  readonly rows: number;
  readonly columns: number;
  readonly orientation: Orientation;
  readonly spacing: PixelSpacing;
  /** Centre of the first pixel of each slice, mm. */
  readonly positions: readonly Vector3[];
  /** mm along the normal between neighbours. */
  readonly sliceSpacing: number;
}

/**
 * A rectangular volume for a sheared stack: its planes are those of the slices, so nothing is interpolated between them;
 * each slice is moved within its plane until all first pixels lie on one normal. The matrix is enlarged so that nothing
 * of any slice is cut off.
 */
export interface ShearCorrection extends SliceStack {
  /** Column and row at which the first pixel of each slice comes to lie, in pixels of the corrected one. */
  readonly shifts: readonly { readonly column: number; readonly row: number }[];
  /** The stack that is corrected. */
  readonly source: SliceStack;
}

/** Grey values of one slice, row by row. */
export type GreyValues = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array;

/**
 * Shifts this near to a whole pixel are one: positions are rounded, and a copy is better than an interpolation. A
 * fiftieth of a pixel is 0.02 mm or less.
 */
const onPixel = 0.02;
/** PS3.3 C.7.6.3.1.1: Rows and Columns are 16 bits. */
const maximumEdge = 0xffff;

/** How to correct a stack whose verdict is `shear-corrected`; null when it has no slices or would become too large. */
export function shearCorrectionOf(source: SliceStack): ShearCorrection | null {
  const [first] = source.positions;
  const last = source.positions.at(-1);
  if (first === undefined || last === undefined) return null;
  const { row, column, normal } = source.orientation;
  const drifts = source.positions.map(position => {
    const from = subtract(position, first);
    return { column: dot(from, row) / source.spacing.column, row: dot(from, column) / source.spacing.row };
  });
  const across = reach(drifts.map(drift => drift.column));
  const down = reach(drifts.map(drift => drift.row));
  const columns = source.columns + across.length;
  const rows = source.rows + down.length;
  if (!(columns <= maximumEdge && rows <= maximumEdge)) return null;
  const corner = add(
    first,
    add(scale(row, across.first * source.spacing.column), scale(column, down.first * source.spacing.row)),
  );
  const step = scale(normal, Math.sign(dot(subtract(last, first), normal)) * source.sliceSpacing);
  return {
    ...source,
    source,
    rows,
    columns,
    positions: source.positions.map((_, index) => add(corner, scale(step, index))),
    shifts: drifts.map(drift => ({
      column: onWhole(drift.column - across.first),
      row: onWhole(drift.row - down.first),
    })),
  };
}

/** First whole pixel of the drifts, and how many more pixels they reach. */
function reach(drifts: readonly number[]): { readonly first: number; readonly length: number } {
  const values = drifts.map(onWhole);
  const first = Math.floor(values.reduce((a, b) => Math.min(a, b), 0));
  return { first, length: Math.ceil(values.reduce((a, b) => Math.max(a, b), 0)) - first };
}

function onWhole(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) < onPixel ? whole : value;
}

/** What of a correction says which parts of its slices were imaged. */
export type ImagedParts = Pick<ShearCorrection, 'shifts'> & {
  readonly source: Pick<SliceStack, 'rows' | 'columns'>;
};

/**
 * Whether a pixel of a corrected slice was imaged: its centre lies in a pixel of the slice as it was. What was not is
 * filled, shown as such, and is no measurement.
 */
export function isImaged({ source, shifts }: ImagedParts, slice: number, column: number, row: number): boolean {
  const shift = shifts[slice];
  if (shift === undefined) return false;
  const [x, y] = [column - shift.column, row - shift.row];
  return x >= -0.5 && x <= source.columns - 0.5 && y >= -0.5 && y <= source.rows - 0.5;
}

/**
 * Writes one corrected slice into `target`, which holds `rows` times `columns` values. Values are interpolated linearly
 * within the plane and rounded where the target holds integers; next to padding the nearest pixel is taken, since a
 * mixture with padding means nothing. What was not imaged becomes `fill`.
 */
export function correctSlice(
  correction: ShearCorrection,
  slice: number,
  values: ArrayLike<number>,
  target: GreyValues,
  fill: number,
  isPadding: (value: number) => boolean,
): void {
  const { source, rows, columns, shifts } = correction;
  const shift = shifts[slice] ?? { column: 0, row: 0 };
  const round = target instanceof Float32Array ? (value: number) => value : Math.round;
  const down = tapsOf(rows, source.rows, shift.row);
  const across = tapsOf(columns, source.columns, shift.column);
  target.fill(fill);
  for (const y of down) {
    for (const x of across) {
      const a = values[y.low * source.columns + x.low] ?? fill;
      const b = values[y.low * source.columns + x.high] ?? fill;
      const c = values[y.high * source.columns + x.low] ?? fill;
      const d = values[y.high * source.columns + x.high] ?? fill;
      const upper = a + (b - a) * x.weight;
      const lower = c + (d - c) * x.weight;
      const isBlend = !(isPadding(a) || isPadding(b) || isPadding(c) || isPadding(d));
      const nearest = values[y.nearest * source.columns + x.nearest] ?? fill;
      target[y.at * columns + x.at] = isBlend ? round(upper + (lower - upper) * y.weight) : nearest;
    }
  }
}

/** Which two pixels of the source a pixel of the target lies between, along one direction. */
interface Tap {
  readonly at: number;
  readonly low: number;
  readonly high: number;
  /** Of `high`; 0 where both are the same. */
  readonly weight: number;
  readonly nearest: number;
}

function tapsOf(length: number, sourceLength: number, shift: number): readonly Tap[] {
  const taps: Tap[] = [];
  for (let at = 0; at < length; at++) {
    const place = at - shift;
    if (place < -0.5 || place > sourceLength - 0.5) continue;
    // the outer half of a pixel on the edge has no neighbour to mix with
    const within = Math.min(Math.max(place, 0), sourceLength - 1);
    const low = Math.floor(within);
    const weight = within - low;
    const high = weight === 0 ? low : low + 1;
    taps.push({ at, low, high, weight, nearest: weight < 0.5 ? low : high });
  }
  return taps;
}
