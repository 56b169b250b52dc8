import { LatticeNoise } from './noise.ts';

export type Point = readonly [x: number, y: number, z: number];

/** A raster in the plane of a slice: number of pixels, centre of the first one and distances, in millimetres. */
export interface Raster {
  readonly columns: number;
  readonly rows: number;
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
}

/** How a body is laid onto what is already there. */
export interface Paint {
  readonly value: number;
  /** Width in millimetres over which the edge goes from 0 to 1; its middle is the geometric surface. */
  readonly edge?: number;
  /** Displacement of the surface by smooth noise, in millimetres: living tissue has no ideal surface. */
  readonly wobble?: number;
  /** Variation of the value by the texture of the tissue. */
  readonly texture?: number;
  /** Share of the body that is visible at each pixel, e.g. below the diaphragm. */
  readonly clip?: Float32Array;
  readonly opacity?: number;
}

export interface Section {
  readonly x: number;
  readonly y: number;
  /** Half axes. */
  readonly a: number;
  readonly b: number;
  readonly exponent: number;
}

export interface Ellipsoid {
  readonly center: Point;
  readonly axes: Point;
  /** Turn about the axis of the body, then tilt of the long axis out of the plane, in radians. */
  readonly turn?: number;
  readonly tilt?: number;
}

/** A tapered capsule between two points. */
export interface Segment {
  readonly from: Point;
  readonly to: Point;
  readonly fromRadius: number;
  readonly toRadius: number;
}

const defaultEdge = 1.3;

/** A paint with all its properties, so that the loops over pixels see one shape of object. */
interface Brush {
  readonly value: number;
  readonly sharpness: number;
  readonly wobble: number;
  readonly texture: number;
  readonly clip: Float32Array | null;
  readonly opacity: number;
  /** How far outside of the surface something is still painted. */
  readonly margin: number;
}

function brushOf(paint: Paint): Brush {
  const edge = paint.edge ?? defaultEdge;
  const wobble = paint.wobble ?? 0;
  return {
    value: paint.value,
    sharpness: 1 / edge,
    wobble,
    texture: paint.texture ?? 0,
    clip: paint.clip ?? null,
    opacity: paint.opacity ?? 1,
    margin: edge / 2 + wobble * 1.55,
  };
}

interface Octave {
  readonly noise: LatticeNoise;
  readonly amplitude: number;
}

const octave = (seed: string, step: number, amplitude: number): Octave => ({
  noise: new LatticeNoise(seed, step),
  amplitude,
});

/** One slice of a phantom while it is painted. Distances are millimetres, values are the phantom's own (HU for CT). */
export class SliceCanvas {
  readonly raster: Raster;
  readonly values: Float32Array;
  readonly #wobble: Float32Array;
  readonly #texture: Float32Array;
  readonly #wobbleNoise: readonly Octave[];
  readonly #textureNoise: readonly Octave[];
  #z = 0;

  constructor(raster: Raster, seed: string) {
    this.raster = raster;
    const size = raster.columns * raster.rows;
    this.values = new Float32Array(size);
    this.#wobble = new Float32Array(size);
    this.#texture = new Float32Array(size);
    this.#wobbleNoise = [octave(`${seed}/wobble/coarse`, 34, 1.1), octave(`${seed}/wobble/fine`, 11, 0.45)];
    this.#textureNoise = [octave(`${seed}/texture/coarse`, 9, 0.8), octave(`${seed}/texture/fine`, 3.2, 0.8)];
  }

  get z(): number {
    return this.#z;
  }

  begin(z: number, background: number): void {
    this.#z = z;
    this.values.fill(background);
    this.#wobble.fill(0);
    this.#texture.fill(0);
    for (const { noise, amplitude } of this.#wobbleNoise) noise.addPlane(this.#wobble, this.raster, z, amplitude);
    for (const { noise, amplitude } of this.#textureNoise) noise.addPlane(this.#texture, this.raster, z, amplitude);
  }

  /** Smooth noise at a pixel, about -1.5 to 1.5; the same that displaces surfaces. */
  wobbleAt(index: number): number {
    return this.#wobble[index]!;
  }

  textureAt(index: number): number {
    return this.#texture[index]!;
  }

  /** A superellipse in this slice. The powers are separable: one for each column and one for each row. */
  section(shape: Section, paint: Paint): void {
    if (shape.a <= 0 || shape.b <= 0) return;
    const { columns, x0, y0, dx, dy } = this.raster;
    const brush = brushOf(paint);
    const { margin } = brush;
    const box = this.#box(
      shape.x - shape.a - margin,
      shape.x + shape.a + margin,
      shape.y - shape.b - margin,
      shape.y + shape.b + margin,
    );
    if (box === null) return;
    // Powers beyond which a pixel is certainly inside or outside.
    const least = Math.min(shape.a, shape.b);
    const inside = Math.max(0.3, (1 - (margin * 1.6) / least) ** shape.exponent);
    const outside = (1 + (margin * 1.6) / least) ** shape.exponent;
    const powers = new Float32Array(columns);
    for (let column = box.left; column <= box.right; column++) {
      powers[column] = Math.abs((x0 + column * dx - shape.x) / shape.a) ** shape.exponent;
    }
    for (let row = box.top; row <= box.bottom; row++) {
      const py = y0 + row * dy - shape.y;
      const rowPower = Math.abs(py / shape.b) ** shape.exponent;
      for (let column = box.left; column <= box.right; column++) {
        const power = powers[column]! + rowPower;
        if (power > outside) continue;
        const index = row * columns + column;
        let distance = -1e3;
        if (power > inside) {
          // Along the ray to the centre; near the surface that is close to the distance.
          const px = x0 + column * dx - shape.x;
          const level = 1 + (power - 1) / (shape.exponent * (0.5 + 0.5 * power));
          distance = Math.sqrt(px * px + py * py) * (1 - 1 / level);
        }
        this.#blend(index, distance, brush, brush.opacity);
      }
    }
  }

  /** An ellipsoid cut by this slice. Spheres are exact; otherwise the distance is that of the first order. */
  ellipsoid(body: Ellipsoid, paint: Paint): void {
    const { columns, x0, y0, dx, dy } = this.raster;
    const [ax, ay, az] = body.axes;
    const brush = brushOf(paint);
    const reach = Math.max(ax, ay, az) + brush.margin;
    const outside = 1 + (brush.margin * 1.6) / Math.min(ax, ay, az);
    const pz = this.#z - body.center[2];
    if (Math.abs(pz) > reach) return;
    const box = this.#box(
      body.center[0] - reach,
      body.center[0] + reach,
      body.center[1] - reach,
      body.center[1] + reach,
    );
    if (box === null) return;
    const cosTurn = Math.cos(body.turn ?? 0);
    const sinTurn = Math.sin(body.turn ?? 0);
    const cosTilt = Math.cos(body.tilt ?? 0);
    const sinTilt = Math.sin(body.tilt ?? 0);
    for (let row = box.top; row <= box.bottom; row++) {
      const py = y0 + row * dy - body.center[1];
      for (let column = box.left; column <= box.right; column++) {
        const px = x0 + column * dx - body.center[0];
        const ux = px * cosTurn + py * sinTurn;
        const v = -px * sinTurn + py * cosTurn;
        const u = ux * cosTilt + pz * sinTilt;
        const w = -ux * sinTilt + pz * cosTilt;
        const su = u / ax;
        const sv = v / ay;
        const sw = w / az;
        const level = Math.sqrt(su * su + sv * sv + sw * sw);
        if (level > outside) continue;
        const gradient = Math.sqrt((su / ax) ** 2 + (sv / ay) ** 2 + (sw / az) ** 2);
        const distance = level < 1e-6 ? -1e3 : ((level - 1) * level) / gradient;
        this.#blend(row * columns + column, distance, brush, brush.opacity);
      }
    }
  }

  /**
   * Tapered capsules. `grow` is added to each radius, `flatten` shortens distances along the axis of the body (ribs are
   * higher than thick). Vessels thinner than a slice lose contrast: `thickness` is the slice's.
   */
  segments(
    segments: readonly Segment[],
    paint: Paint,
    {
      grow = 0,
      flatten = 1,
      thickness = 0,
    }: { readonly grow?: number; readonly flatten?: number; readonly thickness?: number } = {},
  ): void {
    const { columns, x0, y0, dx, dy } = this.raster;
    const brush = brushOf(paint);
    for (const segment of segments) {
      const fromRadius = segment.fromRadius + grow;
      const toRadius = segment.toRadius + grow;
      const radius = Math.max(fromRadius, toRadius);
      if (radius <= 0) continue;
      const reach = radius + brush.margin;
      const az = (segment.from[2] - this.#z) * flatten;
      const bz = (segment.to[2] - this.#z) * flatten;
      if (Math.min(az, bz) > reach || Math.max(az, bz) < -reach) continue;
      const [ax, ay] = segment.from;
      const vx = segment.to[0] - ax;
      const vy = segment.to[1] - ay;
      const vz = bz - az;
      const length = vx * vx + vy * vy + vz * vz;
      // Only the stretch of the axis that comes near the plane can be seen in it.
      let first = 0;
      let last = 1;
      if (Math.abs(vz) > 1e-6) {
        const near = (-reach - az) / vz;
        const far = (reach - az) / vz;
        first = Math.min(1, Math.max(0, Math.min(near, far)));
        last = Math.min(1, Math.max(0, Math.max(near, far)));
      }
      const fx = ax + vx * first;
      const lx = ax + vx * last;
      const fy = ay + vy * first;
      const ly = ay + vy * last;
      const box = this.#box(
        Math.min(fx, lx) - reach,
        Math.max(fx, lx) + reach,
        Math.min(fy, ly) - reach,
        Math.max(fy, ly) + reach,
      );
      if (box === null) continue;
      const share = brush.opacity * (thickness === 0 ? 1 : Math.min(1, 0.25 + (1.5 * radius) / thickness));
      for (let row = box.top; row <= box.bottom; row++) {
        const py = y0 + row * dy - ay;
        for (let column = box.left; column <= box.right; column++) {
          const px = x0 + column * dx - ax;
          const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * vx + py * vy - az * vz) / length));
          const ox = px - vx * along;
          const oy = py - vy * along;
          const oz = -az - vz * along;
          const distance = Math.sqrt(ox * ox + oy * oy + oz * oz) - (fromRadius + (toRadius - fromRadius) * along);
          this.#blend(row * columns + column, distance, brush, share);
        }
      }
    }
  }

  #blend(index: number, distance: number, brush: Brush, opacity: number): void {
    let coverage = 0.5 - (distance + brush.wobble * this.#wobble[index]!) * brush.sharpness;
    if (coverage <= 0) return;
    if (coverage > 1) coverage = 1;
    coverage *= opacity;
    if (brush.clip !== null) coverage *= brush.clip[index]!;
    const value = brush.value + brush.texture * this.#texture[index]!;
    this.values[index] = this.values[index]! + (value - this.values[index]!) * coverage;
  }

  #box(left: number, right: number, top: number, bottom: number) {
    const { columns, rows, x0, y0, dx, dy } = this.raster;
    const box = {
      left: Math.max(0, Math.ceil((left - x0) / dx)),
      right: Math.min(columns - 1, Math.floor((right - x0) / dx)),
      top: Math.max(0, Math.ceil((top - y0) / dy)),
      bottom: Math.min(rows - 1, Math.floor((bottom - y0) / dy)),
    };
    return box.left > box.right || box.top > box.bottom ? null : box;
  }
}
