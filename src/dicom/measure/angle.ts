import { cross, dot, length, scale, subtract, type Vector3 } from '../geometry/vector.ts';

const degrees = 180 / Math.PI;

/** Degrees of an angle (three points) or a Cobb angle (four); null where points are missing or the same. */
export function angleOf(kind: 'angle' | 'cobb', points: readonly Vector3[]): number | null {
  const [a, b, c, d] = points;
  if (a === undefined || b === undefined || c === undefined) return null;
  if (kind === 'angle') return angleAt(a, b, c);
  return d === undefined ? null : cobbAngle([a, b], [c, d]);
}

/** The angle at a vertex between two arms in degrees, 0 to 180; null where an arm has no length. */
export function angleAt(from: Vector3, vertex: Vector3, to: Vector3): number | null {
  return angleBetween(subtract(from, vertex), subtract(to, vertex));
}

type Line = readonly [from: Vector3, to: Vector3];

/**
 * The angle between two lines of one plane in degrees, 0 to 180, whichever way each was drawn: both are taken to run
 * towards the same side of the axis that joins their middles, as endplates do that lie across a spine. So a curve of more
 * than 90 degrees is not shown as its supplement. Null where a line has no length.
 */
export function cobbAngle(first: Line, second: Line): number | null {
  const [a, b] = [subtract(first[1], first[0]), subtract(second[1], second[0])];
  const axis = subtract(middleOf(second), middleOf(first));
  const isOpposite = dot(acrossOf(a, axis), acrossOf(b, axis)) < 0;
  return angleBetween(a, isOpposite ? scale(b, -1) : b);
}

function angleBetween(a: Vector3, b: Vector3): number | null {
  if (!(length(a) > 0) || !(length(b) > 0)) return null;
  // exact also near 0 and 180 degrees, where the cosine hardly changes
  return Math.atan2(length(cross(a, b)), dot(a, b)) * degrees;
}

function middleOf([from, to]: Line): Vector3 {
  return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2];
}

/** The part of a direction at right angles to an axis; all of it where there is none. */
function acrossOf(direction: Vector3, axis: Vector3): Vector3 {
  const squared = dot(axis, axis);
  return squared === 0 ? direction : subtract(direction, scale(axis, dot(direction, axis) / squared));
}
