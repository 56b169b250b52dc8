import { cross, dot, length, scale, subtract, type Vector3 } from '../geometry/vector.ts';
import { ellipseShape, type PlanarShape, type PlanePoint, polygonShape } from './planar-shape.ts';
import type { RegionRefusal } from './statistics.ts';

/** An ellipse on any plane of patient space, mm: centre + u·a + v·b with u² + v² ≤ 1; a and b at right angles. */
export interface SpaceEllipse {
  readonly center: Vector3;
  readonly axes: readonly [a: Vector3, b: Vector3];
}

/** A region on any plane of patient space, mm. The plane is part of it: it stays where it was drawn. */
export type SpaceRegion =
  | ({ readonly kind: 'ellipse' } & SpaceEllipse)
  | { readonly kind: 'polygon'; readonly points: readonly Vector3[] };

/** A region with the plane that it lies in: points are origin + x·right + y·down. */
export interface PlacedShape {
  readonly origin: Vector3;
  /** Unit vectors at right angles; `normal` is right × down. */
  readonly right: Vector3;
  readonly down: Vector3;
  readonly normal: Vector3;
  readonly shape: PlanarShape;
}

/** How far the corners of a polygon may be off its plane, mm: they were drawn on one, so this is rounding. */
const offPlane = 0.01;

export function placeRegion(region: SpaceRegion): PlacedShape | RegionRefusal {
  const basis = region.kind === 'ellipse' ? ellipseBasis(region) : polygonBasis(region.points);
  if (basis === null) return 'flat';
  const { origin, right, normal } = basis;
  const down = cross(normal, right);
  const flat = (point: Vector3): PlanePoint => ({
    x: dot(subtract(point, origin), right),
    y: dot(subtract(point, origin), down),
  });
  if (region.kind === 'polygon') {
    const isPlanar = region.points.every(point => Math.abs(dot(subtract(point, origin), normal)) <= offPlane);
    if (!isPlanar) return 'not-planar';
  }
  const shape = region.kind === 'ellipse' ? flatEllipse(region, flat) : polygonShape(region.points.map(flat));
  return shape === null ? 'flat' : { origin, right, down, normal, shape };
}

interface Basis {
  readonly origin: Vector3;
  readonly right: Vector3;
  readonly normal: Vector3;
}

function flatEllipse({ center, axes }: SpaceEllipse, flat: (point: Vector3) => PlanePoint): PlanarShape | null {
  const axis = (half: Vector3) => flat([center[0] + half[0], center[1] + half[1], center[2] + half[2]]);
  return ellipseShape(flat(center), axis(axes[0]), axis(axes[1]));
}

function ellipseBasis({ center, axes: [a, b] }: SpaceEllipse): Basis | null {
  return basisOf(center, a, cross(a, b));
}

/** Newell's normal: the sum over all edges, so that no three corners need to be chosen. */
function polygonBasis(points: readonly Vector3[]): Basis | null {
  const [origin] = points;
  if (origin === undefined) return null;
  let normal: Vector3 = [0, 0, 0];
  let longest: Vector3 = [0, 0, 0];
  for (const [index, point] of points.entries()) {
    const from = subtract(point, origin);
    const to = subtract(points[(index + 1) % points.length] ?? origin, origin);
    const product = cross(from, to);
    normal = [normal[0] + product[0], normal[1] + product[1], normal[2] + product[2]];
    if (length(from) > length(longest)) longest = from;
  }
  return basisOf(origin, longest, normal);
}

/** `right` is made to be at right angles to the normal. Null where one of both has no length. */
function basisOf(origin: Vector3, along: Vector3, across: Vector3): Basis | null {
  const height = length(across);
  if (!(height > 0) || !Number.isFinite(height)) return null;
  const normal = scale(across, 1 / height);
  const inPlane = subtract(along, scale(normal, dot(along, normal)));
  const width = length(inPlane);
  return width > 0 && Number.isFinite(width) ? { origin, right: scale(inPlane, 1 / width), normal } : null;
}
