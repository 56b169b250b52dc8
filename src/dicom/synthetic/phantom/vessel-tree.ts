import type { Point, Segment } from './slice-canvas.ts';

/**
 * A branching tree that reaches all terminals: each is joined where cable length plus a share of the path to the root is
 * least (the balanced minimum spanning tree of Cuntz et al., PLoS Comput Biol 2010;6:e1000877). Radii follow Murray's
 * law: the cube of a parent's radius is the sum of its children's cubes.
 */
export function growTree(
  root: Point,
  terminals: readonly Point[],
  { balance, terminalRadius }: { readonly balance: number; readonly terminalRadius: number },
): readonly Segment[] {
  const count = terminals.length + 1;
  const points = [root, ...terminals].map(point => [...point] as [number, number, number]);
  const parents = new Int32Array(count);
  const paths = new Float64Array(count);
  const costs = new Float64Array(count).fill(Infinity);
  const joined = new Uint8Array(count);
  const order = [0];
  joined[0] = 1;
  let latest = 0;
  for (let step = 1; step < count; step++) {
    let next = -1;
    for (let i = 1; i < count; i++) {
      if (joined[i] === 1) continue;
      const cost = distance(points[i]!, points[latest]!) + balance * paths[latest]!;
      if (cost < costs[i]!) {
        costs[i] = cost;
        parents[i] = latest;
      }
      if (next < 0 || costs[i]! < costs[next]!) next = i;
    }
    joined[next] = 1;
    order.push(next);
    paths[next] = paths[parents[next]!]! + distance(points[next]!, points[parents[next]!]!);
    latest = next;
  }
  const cubes = murray(order, parents, terminalRadius);
  straighten(points, order, parents, cubes);
  return order.slice(1).map(node => {
    const parent = parents[node]!;
    const radius = Math.cbrt(cubes[node]!);
    // A branch leaves its parent with its own radius; only the main branch goes on with the parent's.
    const fromRadius = Math.min(Math.cbrt(cubes[parent]!), radius * 1.25);
    return { from: asPoint(points[parent]!), to: asPoint(points[node]!), fromRadius, toRadius: radius };
  });
}

function murray(order: readonly number[], parents: Int32Array, terminalRadius: number): Float64Array {
  const cubes = new Float64Array(order.length);
  for (let i = order.length - 1; i > 0; i--) {
    const node = order[i]!;
    if (cubes[node] === 0) cubes[node] = terminalRadius ** 3;
    const parent = parents[node]!;
    cubes[parent] = cubes[parent]! + cubes[node]!;
  }
  return cubes;
}

/** Takes the zigzag out of the main branches: a node moves towards the middle of its parent and its largest child. */
function straighten(
  points: [number, number, number][],
  order: readonly number[],
  parents: Int32Array,
  cubes: Float64Array,
): void {
  const heirs = new Int32Array(points.length).fill(-1);
  for (const node of order.slice(1)) {
    const parent = parents[node]!;
    if (heirs[parent] === -1 || cubes[node]! > cubes[heirs[parent]!]!) heirs[parent] = node;
  }
  for (let round = 0; round < 3; round++) {
    for (const node of order.slice(1)) {
      const heir = heirs[node]!;
      if (heir === -1) continue;
      const point = points[node]!;
      const before = points[parents[node]!]!;
      const after = points[heir]!;
      for (const axis of [0, 1, 2] as const) point[axis] = point[axis] * 0.5 + (before[axis] + after[axis]) * 0.25;
    }
  }
}

/** A smooth tube through points with radii (Catmull-Rom, `parts` segments between two points). */
export function tube(
  points: readonly (readonly [x: number, y: number, z: number, radius: number])[],
  parts = 6,
): readonly Segment[] {
  const at = (index: number) => points[Math.min(points.length - 1, Math.max(0, index))]!;
  const nodes: [number, number, number, number][] = [];
  for (let i = 0; i < points.length - 1; i++) {
    for (let part = 0; part < parts; part++) {
      const t = part / parts;
      const node = [0, 1, 2, 3].map(axis => {
        const [a, b, c, d] = [at(i - 1)[axis]!, at(i)[axis]!, at(i + 1)[axis]!, at(i + 2)[axis]!];
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
      });
      nodes.push(node as [number, number, number, number]);
    }
  }
  nodes.push([...at(points.length - 1)] as [number, number, number, number]);
  return nodes.slice(1).map((to, index) => {
    const from = nodes[index]!;
    return { from: asPoint(from), to: asPoint(to), fromRadius: from[3], toRadius: to[3] };
  });
}

function asPoint(values: readonly number[]): Point {
  return [values[0]!, values[1]!, values[2]!];
}

function distance(a: readonly number[], b: readonly number[]): number {
  const x = a[0]! - b[0]!;
  const y = a[1]! - b[1]!;
  const z = a[2]! - b[2]!;
  return Math.sqrt(x * x + y * y + z * z);
}
