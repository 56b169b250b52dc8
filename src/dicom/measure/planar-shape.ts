/** A point of a plane in any units. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** A region of a plane. */
export interface PlanarShape {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Geometric, in square units; where a polygon crosses itself, of what the even-odd rule takes in. */
  readonly area: number;
  /** True inside and on the edge. */
  contains(x: number, y: number): boolean;
}

/** Lets points on the edge in, whatever the rounding: a millionth of a pixel or millimetre. */
const onEdge = 1e-6;
/** A freehand line has a few hundred points, all contours of a slice some thousand; more only cost time. */
const maximumPoints = 8192;

/** Points center + u·a + v·b with u² + v² ≤ 1, so a and b are conjugate half axes; null when it is flat. */
export function ellipseShape(center: PlanePoint, a: PlanePoint, b: PlanePoint): PlanarShape | null {
  const determinant = a.x * b.y - a.y * b.x;
  const area = Math.PI * Math.abs(determinant);
  if (!(area > 0) || !Number.isFinite(area)) return null;
  const [across, down] = [Math.hypot(a.x, b.x), Math.hypot(a.y, b.y)];
  return {
    left: center.x - across,
    right: center.x + across,
    top: center.y - down,
    bottom: center.y + down,
    area,
    contains: (x, y) => {
      const u = ((x - center.x) * b.y - (y - center.y) * b.x) / determinant;
      const v = ((y - center.y) * a.x - (x - center.x) * a.y) / determinant;
      return u * u + v * v <= 1 + 1e-9;
    },
  };
}

/** A closed polygon by the even-odd rule; null when it encloses nothing or has too many points. */
export function polygonShape(points: readonly PlanePoint[]): PlanarShape | null {
  return outlinesShape([points]);
}

/** Closed outlines, all by one even-odd rule: one inside of another is a hole. Null as for one polygon. */
export function outlinesShape(outlines: readonly (readonly PlanePoint[])[]): PlanarShape | null {
  const points = outlines.flat();
  if (outlines.some(outline => outline.length < 3) || points.length > maximumPoints) return null;
  if (!points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return null;
  const edges = outlines.flatMap(outline =>
    outline.map((from, index) => ({ from, to: outline[(index + 1) % outline.length] ?? from })),
  );
  const area = evenOddArea(edges);
  if (!(area > 0)) return null;
  return {
    left: points.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY),
    right: points.reduce((most, { x }) => Math.max(most, x), Number.NEGATIVE_INFINITY),
    top: points.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY),
    bottom: points.reduce((most, { y }) => Math.max(most, y), Number.NEGATIVE_INFINITY),
    area,
    contains: (x, y) => {
      let inside = false;
      for (const edge of edges) {
        if (isOnEdge(edge, x, y)) return true;
        if (edge.from.y > y !== edge.to.y > y && x < crossingAt(edge, y)) inside = !inside;
      }
      return inside;
    },
  };
}

interface Edge {
  readonly from: PlanePoint;
  readonly to: PlanePoint;
}

/** x at which an edge that is not level passes the height y. */
function crossingAt({ from, to }: Edge, y: number): number {
  return from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x);
}

function isOnEdge({ from, to }: Edge, x: number, y: number): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / squared));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy) <= onEdge;
}

/**
 * Between the heights at which edges start, end or cross each other, the inside consists of trapezia, whose area is their
 * width in the middle times their height: exact also for polygons that cross themselves.
 */
function evenOddArea(edges: readonly Edge[]): number {
  const heights = new Set(edges.map(({ from }) => from.y));
  for (const [index, edge] of edges.entries()) {
    for (let other = index + 1; other < edges.length; other++) {
      const second = edges[other];
      const height = second === undefined ? null : crossingHeight(edge, second);
      if (height !== null) heights.add(height);
    }
  }
  const levels = Float64Array.from(heights).sort();
  const rising = edges
    .filter(({ from, to }) => from.y !== to.y)
    .map(edge => ({ edge, top: Math.min(edge.from.y, edge.to.y), bottom: Math.max(edge.from.y, edge.to.y) }));
  let area = 0;
  for (let index = 1; index < levels.length; index++) {
    const [top, bottom] = [levels[index - 1] ?? 0, levels[index] ?? 0];
    const middle = (top + bottom) / 2;
    const crossings = Float64Array.from(
      rising.filter(edge => edge.top < middle && edge.bottom > middle).map(({ edge }) => crossingAt(edge, middle)),
    ).sort();
    for (let at = 1; at < crossings.length; at += 2) {
      area += ((crossings[at] ?? 0) - (crossings[at - 1] ?? 0)) * (bottom - top);
    }
  }
  return area;
}

/** y at which two edges cross within both; null where they do not. */
function crossingHeight(a: Edge, b: Edge): number | null {
  const [ax, ay, bx, by] = [a.to.x - a.from.x, a.to.y - a.from.y, b.to.x - b.from.x, b.to.y - b.from.y];
  const determinant = ax * by - ay * bx;
  if (determinant === 0) return null;
  const [fx, fy] = [b.from.x - a.from.x, b.from.y - a.from.y];
  const alongA = (fx * by - fy * bx) / determinant;
  const alongB = (fx * ay - fy * ax) / determinant;
  return alongA > 0 && alongA < 1 && alongB > 0 && alongB < 1 ? a.from.y + alongA * ay : null;
}
