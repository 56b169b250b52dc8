import { hash32 } from '../uid.ts';

/** Numbers in [0, 1) that depend on the seed alone (Mulberry32). */
export function randomNumbers(seed: string): () => number {
  let state = hash32(seed);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Side of a noise tile: a power of two, so that a tile repeats by a mask. */
export const tileSide = 512;

/**
 * A tile of correlated noise with mean 0 and standard deviation 1, as a reconstruction kernel leaves it: white noise
 * without its highest and its lowest frequencies. `stretch` lengthens the grain along the rows (streaks).
 */
export function noiseTile(seed: string, stretch = 1): Float32Array {
  const random = randomNumbers(seed);
  const white = new Float32Array(tileSide * tileSide);
  for (let i = 0; i < white.length; i++) white[i] = random() + random() + random() - 1.5;
  const fine = boxBlur(boxBlur(white, stretch, 1), stretch, 1);
  const coarse = boxBlur(fine, stretch * 6, 6);
  let sum = 0;
  for (let i = 0; i < fine.length; i++) {
    fine[i] = fine[i]! - coarse[i]!;
    sum += fine[i]!;
  }
  const mean = sum / fine.length;
  let squares = 0;
  for (let i = 0; i < fine.length; i++) {
    fine[i] = fine[i]! - mean;
    squares += fine[i]! ** 2;
  }
  const scale = 1 / Math.sqrt(squares / fine.length);
  for (let i = 0; i < fine.length; i++) fine[i] = fine[i]! * scale;
  return fine;
}

/** Mean over a window of (2 rx + 1) by (2 ry + 1), wrapped at the borders. */
function boxBlur(source: Float32Array, rx: number, ry: number): Float32Array {
  return blurLines(blurLines(source, rx, 1, tileSide), ry, tileSide, 1);
}

function blurLines(source: Float32Array, radius: number, step: number, lineStep: number): Float32Array {
  const mask = tileSide - 1;
  const target = new Float32Array(source.length);
  const share = 1 / (2 * radius + 1);
  for (let line = 0; line < tileSide; line++) {
    const start = line * lineStep;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += source[start + (k & mask) * step]!;
    for (let i = 0; i < tileSide; i++) {
      target[start + i * step] = sum * share;
      sum += source[start + ((i + radius + 1) & mask) * step]! - source[start + ((i - radius) & mask) * step]!;
    }
  }
  return target;
}

/** Smooth noise in space: random values in [-1, 1] on a lattice, blended between its points. */
export class LatticeNoise {
  readonly #salt: number;
  readonly #step: number;

  /** `step` is the distance of the lattice points, in the unit of the coordinates. */
  constructor(seed: string, step: number) {
    this.#salt = hash32(seed);
    this.#step = step;
  }

  #at(ix: number, iy: number, iz: number): number {
    let hash = this.#salt ^ Math.imul(ix, 0x8da6b343) ^ Math.imul(iy, 0xd8163841) ^ Math.imul(iz, 0xcb1ab31f);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1;
  }

  at(x: number, y: number, z: number): number {
    const [ix, wx] = lattice(x / this.#step);
    const [iy, wy] = lattice(y / this.#step);
    const [iz, wz] = lattice(z / this.#step);
    const row = (jy: number, jz: number) => mix(this.#at(ix, jy, jz), this.#at(ix + 1, jy, jz), wx);
    const plane = (jz: number) => mix(row(iy, jz), row(iy + 1, jz), wy);
    return mix(plane(iz), plane(iz + 1), wz);
  }

  /** Adds `amplitude` times the noise in the plane z to a raster whose first pixel lies at (x0, y0). */
  addPlane(
    target: Float32Array,
    raster: {
      readonly columns: number;
      readonly rows: number;
      readonly x0: number;
      readonly y0: number;
      readonly dx: number;
      readonly dy: number;
    },
    z: number,
    amplitude: number,
  ): void {
    const { columns, rows, x0, y0, dx, dy } = raster;
    const [iz, wz] = lattice(z / this.#step);
    const firstX = Math.floor(x0 / this.#step);
    const width = Math.floor((x0 + (columns - 1) * dx) / this.#step) - firstX + 2;
    const lower = new Float32Array(width);
    const upper = new Float32Array(width);
    const weights = new Float32Array(columns);
    const cells = new Int32Array(columns);
    for (let column = 0; column < columns; column++) {
      const [ix, wx] = lattice((x0 + column * dx) / this.#step);
      cells[column] = ix - firstX;
      weights[column] = wx;
    }
    let present = Number.NaN;
    for (let row = 0; row < rows; row++) {
      const [iy, wy] = lattice((y0 + row * dy) / this.#step);
      if (iy !== present) {
        present = iy;
        for (let i = 0; i < width; i++) {
          lower[i] = mix(this.#at(firstX + i, iy, iz), this.#at(firstX + i, iy, iz + 1), wz) * amplitude;
          upper[i] = mix(this.#at(firstX + i, iy + 1, iz), this.#at(firstX + i, iy + 1, iz + 1), wz) * amplitude;
        }
      }
      for (let column = 0, index = row * columns; column < columns; column++, index++) {
        const cell = cells[column]!;
        const wx = weights[column]!;
        const low = lower[cell]! + (lower[cell + 1]! - lower[cell]!) * wx;
        const high = upper[cell]! + (upper[cell + 1]! - upper[cell]!) * wx;
        target[index] = target[index]! + low + (high - low) * wy;
      }
    }
  }
}

function lattice(position: number): readonly [cell: number, weight: number] {
  const cell = Math.floor(position);
  const t = position - cell;
  return [cell, t * t * (3 - 2 * t)];
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}
