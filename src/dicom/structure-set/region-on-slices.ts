import type { SliceStack } from '../geometry/shear-correction.ts';
import { dot, subtract, type Vector3 } from '../geometry/vector.ts';
import { outlinesShape, type PlanarShape, type PlanePoint } from '../measure/planar-shape.ts';
import { type RegionStatistics, RegionValues } from '../measure/statistics.ts';
import type { StackValues } from '../measure/volume-of-stack.ts';

/** Why contours have no volume in a stack. */
export type ContourRefusal =
  | 'no-contours' // nothing closed
  | 'not-parallel' // a contour is not in the plane of the slices
  | 'not-closed' // contours of a plane enclose nothing, or have too many points
  | 'outside' // a part of the region is not imaged: its volume would be too small
  | 'missing-data' // a slice that it needs is missing
  | 'empty'; // no voxel centre lies in it, or only padding

/** A region that was outlined plane by plane, as the slices of a stack have it. */
export interface ContouredRegion {
  /** Voxels whose centre is inside or on the edge. */
  readonly voxelCount: number;
  /** Of these voxels, mm³. */
  readonly voxelVolume: number;
  /** Area of the contours times their distance, mm³; of a single plane, times the distance of the slices. */
  readonly contourVolume: number;
  /** Of the values without padding. */
  readonly statistics: Omit<RegionStatistics, 'area'>;
}

export type ContouredOutcome =
  | { readonly ok: true; readonly region: ContouredRegion }
  | { readonly ok: false; readonly refusal: ContourRefusal };

/** How far the points of a contour may be off its plane, as part of the slice distance: coordinates are rounded. */
const offPlane = 0.1;
/** Contours nearer than this part of the slice distance are in one plane. */
const samePlane = 0.1;
/** A plane this near to the middle between two slices takes the upper one, whatever the rounding. */
const halfWay = 1e-6;

/**
 * The voxels of a stack, sheared or not, that closed planar contours enclose (PS3.3 C.8.8.6). All contours of a plane follow
 * one even-odd rule, so that one inside of another is a hole and a keyhole is none. A slice takes the contours of the plane
 * that is nearest to it, up to half of the usual distance of the planes; a gap in between stays one.
 */
export function regionOnSlices(
  stack: SliceStack,
  values: StackValues,
  contours: readonly (readonly Vector3[])[],
  isPadding: (value: number, slice: number) => boolean,
): ContouredOutcome {
  if (contours.length === 0) return refuse('no-contours');
  const planes = planesOf(stack, contours);
  if (planes === null) return refuse('not-parallel');
  const step = usualStep(planes);
  const found = new RegionValues();
  const pixelArea = stack.spacing.row * stack.spacing.column;
  let voxelCount = 0;
  let contourVolume = 0;
  for (const plane of planes) {
    const nearest = Math.min(Math.max(Math.floor(plane.place + 0.5 + halfWay), 0), stack.positions.length - 1);
    const shape = shapeOn(stack, nearest, plane);
    if (shape === null) return refuse('not-closed');
    if (isOutside(stack, plane, shape)) return refuse('outside');
    contourVolume += shape.area * pixelArea * step * stack.sliceSpacing;
    for (const slice of slicesOf(plane, planes, step, stack.positions.length)) {
      const image = values[slice];
      if (image === null || image === undefined) return refuse('missing-data');
      const enclosed = slice === nearest ? shape : shapeOn(stack, slice, plane);
      if (enclosed === null) return refuse('not-closed');
      voxelCount += collect(stack, image, enclosed, value => {
        if (Number.isFinite(value) && !isPadding(value, slice)) found.add(value);
      });
    }
  }
  const outcome = found.outcome(0);
  if (!outcome.ok) return refuse('empty');
  const { area, ...statistics } = outcome.statistics;
  const voxelVolume = voxelCount * pixelArea * stack.sliceSpacing;
  return { ok: true, region: { voxelCount, voxelVolume, contourVolume, statistics } };
}

/** The slices whose values `regionOnSlices` asks for, from 0; the values of all others may be null. */
export function slicesOfRegion(stack: SliceStack, contours: readonly (readonly Vector3[])[]): ReadonlySet<number> {
  const planes = planesOf(stack, contours) ?? [];
  const step = usualStep(planes);
  return new Set(planes.flatMap(plane => slicesOf(plane, planes, step, stack.positions.length)));
}

function refuse(refusal: ContourRefusal): ContouredOutcome {
  return { ok: false, refusal };
}

/** Contours of one plane; `place` in slices from the first one. */
interface ContourPlane {
  readonly place: number;
  readonly contours: readonly (readonly Vector3[])[];
}

function planesOf(stack: SliceStack, contours: readonly (readonly Vector3[])[]): readonly ContourPlane[] | null {
  const placed = contours.map(contour => {
    const places = contour.map(point => placeOf(stack, point));
    const [least, most] = [places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b))];
    return { contour, place: (least + most) / 2, thick: most - least };
  });
  if (placed.some(({ thick }) => !(thick <= 2 * offPlane))) return null;
  const planes: { place: number; contours: (readonly Vector3[])[] }[] = [];
  for (const { contour, place } of placed.sort((a, b) => a.place - b.place)) {
    const last = planes.at(-1);
    if (last !== undefined && place - last.place < samePlane) last.contours.push(contour);
    else planes.push({ place, contours: [contour] });
  }
  return planes;
}

function placeOf({ positions, orientation: { normal }, sliceSpacing }: SliceStack, point: Vector3): number {
  const first = positions[0] ?? [0, 0, 0];
  const direction = dot(subtract(positions.at(-1) ?? first, first), normal) < 0 ? -1 : 1;
  return (direction * dot(subtract(point, first), normal)) / sliceSpacing;
}

/** The usual distance of neighbouring planes in slices; of a single plane, one. */
function usualStep(planes: readonly ContourPlane[]): number {
  const steps = planes.slice(1).map(({ place }, index) => place - (planes[index]?.place ?? place));
  steps.sort((a, b) => a - b);
  return steps[Math.floor((steps.length - 1) / 2)] ?? 1;
}

/** Slices that are nearest to this plane among all, and near enough. */
function slicesOf({ place }: ContourPlane, planes: readonly ContourPlane[], step: number, count: number): number[] {
  const at = planes.findIndex(plane => plane.place === place);
  // planes a little further apart than usual are neighbours still, and share what is between them
  const half = (neighbour: ContourPlane | undefined): number => {
    const distance = neighbour === undefined ? step : Math.abs(neighbour.place - place);
    return distance <= 1.5 * step ? distance / 2 : step / 2;
  };
  const [low, high] = [place - half(planes[at - 1]), place + half(planes[at + 1])];
  const slices: number[] = [];
  for (let slice = Math.max(0, Math.floor(low)); slice < count && slice <= high + halfWay; slice++) {
    if (slice > low + halfWay) slices.push(slice);
  }
  return slices;
}

/** What the contours enclose on a slice, in its pixels; points are moved onto it along its normal. */
function shapeOn(stack: SliceStack, slice: number, { contours }: ContourPlane): PlanarShape | null {
  const { positions, orientation, spacing } = stack;
  const first = positions[slice] ?? [0, 0, 0];
  const onSlice = (point: Vector3): PlanePoint => {
    const from = subtract(point, first);
    return { x: dot(from, orientation.row) / spacing.column, y: dot(from, orientation.column) / spacing.row };
  };
  return outlinesShape(contours.map(contour => contour.map(onSlice)));
}

/** Whether the contours reach beyond the pixels of their slice, or their plane beyond the first and last slice. */
function isOutside({ rows, columns, positions }: SliceStack, { place }: ContourPlane, shape: PlanarShape): boolean {
  const within = place > -0.5 - halfWay && place < positions.length - 0.5 + halfWay;
  const { left, right, top, bottom } = shape;
  return !(within && left >= -0.5 && top >= -0.5 && right <= columns - 0.5 && bottom <= rows - 0.5);
}

function collect(
  { rows, columns }: SliceStack,
  image: ArrayLike<number>,
  shape: PlanarShape,
  add: (value: number) => void,
): number {
  let count = 0;
  for (let row = Math.max(0, Math.floor(shape.top)); row <= Math.min(rows - 1, Math.ceil(shape.bottom)); row++) {
    for (let column = Math.max(0, Math.floor(shape.left)); column <= Math.min(columns - 1, shape.right + 1); column++) {
      if (!shape.contains(column, row)) continue;
      count += 1;
      add(image[row * columns + column] ?? Number.NaN);
    }
  }
  return count;
}
