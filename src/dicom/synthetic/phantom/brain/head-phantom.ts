import { LatticeNoise } from '../noise.ts';
import { type Ellipsoid, type Point, type Raster, SliceCanvas } from '../slice-canvas.ts';
import { tube } from '../vessel-tree.ts';

export interface BrainLesion {
  readonly center: Point;
  /** Half axes, millimetres. */
  readonly axes: Point;
}

/** Relative signal of a FLAIR sequence. */
const signal = {
  fat: 0.66,
  muscle: 0.3,
  bone: 0.05,
  marrow: 0.42,
  fluid: 0.06,
  white: 0.42,
  grey: 0.56,
  lesion: 0.84,
} as const;

const sides = [-1, 1] as const;

const ventricles = sides.flatMap(side => [
  tube([
    [side * 5, -34, 6, 4.4],
    [side * 9, -24, 12, 5.4],
    [side * 11, -4, 21, 5],
    [side * 14, 14, 22, 5.4],
    [side * 20, 30, 14, 7],
    [side * 24, 34, 4, 6.4],
  ]),
  tube([
    [side * 22, 34, 8, 6],
    [side * 22, 46, 6, 4.4],
    [side * 19, 58, 4, 2.2],
  ]),
  tube([
    [side * 24, 32, 4, 5.6],
    [side * 32, 22, -8, 3.6],
    [side * 34, 4, -18, 2.6],
  ]),
]);

const deepNuclei: readonly Ellipsoid[] = sides.flatMap(side => [
  { center: [side * 13.5, -22, 10], axes: [4.4, 10, 9], turn: side * 0.2 },
  { center: [side * 26, -5, 4], axes: [5.6, 17, 11], turn: side * -0.22 },
  { center: [side * 9.5, 11, 7], axes: [8, 14, 9], turn: side * 0.35 },
]);

/** Paints axial slices of a head; the returned raster is used again for the next one. */
export function headPainter(seed: string, raster: Raster, lesions: readonly BrainLesion[]) {
  const canvas = new SliceCanvas(raster, seed);
  const folds = new Folds(seed);
  return (z: number): Float32Array => {
    canvas.begin(z, 0.01);
    paintHead(canvas);
    if (z < -12) paintSkullBase(canvas);
    paintCerebrum(canvas, folds);
    if (z < -16) paintPosteriorFossa(canvas);
    paintDeepBrain(canvas);
    for (const lesion of lesions) canvas.ellipsoid({ ...lesion }, { value: signal.lesion, edge: 1.6 });
    return canvas.values;
  };
}

/** How wide the head is at a height, 1 at its widest. */
function girth(z: number): number {
  if (z < 0) return 1 - 0.00003 * z * z;
  return Math.sqrt(Math.max(0, 1 - (z / 92) ** 2.3));
}

function paintHead(canvas: SliceCanvas): void {
  const scale = girth(canvas.z);
  if (scale <= 0.1) return;
  const layer = (depth: number, value: number, wobble: number, texture = 0) => {
    // Near the crown the layers are cut at a slant and look thicker.
    const inset = depth / Math.max(0.45, scale);
    canvas.section(
      { x: 0, y: 0, a: 78 * scale - inset, b: 98 * scale - inset, exponent: 2.15 },
      { value, edge: 1.6, wobble, texture },
    );
  };
  layer(0, 0.4, 0.8);
  layer(1.6, signal.fat, 0.8, 0.06);
  layer(5.5, signal.muscle, 0.8);
  layer(6.6, signal.bone, 0.6);
  layer(8.6, signal.marrow, 0.8, 0.06);
  layer(10.8, signal.bone, 0.6);
  layer(13, signal.fluid, 0.5);
}

/** Half axes of the cerebrum; its lower part is flatter. */
const cerebrum = { center: 4, across: 64, along: 83, up: 76, down: 52 } as const;

/** Sulci run inwards from the surface: they lie where smooth noise on the surface below changes its sign. */
class Folds {
  readonly #bend: LatticeNoise;
  readonly #fold: LatticeNoise;

  constructor(seed: string) {
    this.#bend = new LatticeNoise(`${seed}/bend`, 19);
    this.#fold = new LatticeNoise(`${seed}/fold`, 13.5);
  }

  /** 0 in the depth of a sulcus, about 1 in the middle of a gyrus. */
  at(x: number, y: number, z: number): number {
    const up = (z - cerebrum.center) / (z > cerebrum.center ? cerebrum.up : cerebrum.down);
    const level = Math.sqrt((x / cerebrum.across) ** 2 + (y / cerebrum.along) ** 2 + up * up) + 1e-6;
    // The bend changes on the way inwards, so that no sulcus is straight.
    const u = x / level + 7 * this.#bend.at(x, y, z);
    const v = y / level + 7 * this.#bend.at(y + 51, z - 17, x);
    const w = ((z - cerebrum.center) / level) * 0.9 + 4 * this.#bend.at(z + 91, x, y);
    return Math.abs(this.#fold.at(0.8 * u + 0.6 * v, 0.8 * v - 0.6 * u, w)) * 1.25;
  }
}

function paintCerebrum(canvas: SliceCanvas, folds: Folds): void {
  const { columns, rows, x0, y0, dx, dy } = canvas.raster;
  const { z } = canvas;
  const height = (z - cerebrum.center) / (z > cerebrum.center ? cerebrum.up : cerebrum.down);
  const scale = Math.sqrt(Math.max(0, 1 - Math.abs(height) ** 2.2));
  const [a, b] = [cerebrum.across * scale, cerebrum.along * scale];
  if (a < 4) return;
  for (let row = 0; row < rows; row++) {
    const y = y0 + row * dy + 1;
    if (Math.abs(y) > b) continue;
    for (let column = 0; column < columns; column++) {
      const x = x0 + column * dx;
      // Below the frontal lobes lies the base of the skull; the temporal lobes stand apart.
      const level = Math.sqrt((x / a) ** 2 + (y / b) ** 2);
      if (level > 1) continue;
      if (z < -18 && !inTemporalLobe(x, y, z)) continue;
      const index = row * columns + column;
      const inward = (1 - level) * Math.min(a, b) * Math.min(1, scale * 1.2);
      const outer = inward + 1.5 * canvas.wobbleAt(index);
      // The fissure between the hemispheres ends at the corpus callosum and the deep nuclei.
      const middle = Math.max(0, Math.min(47 - Math.abs(y), 31 - z));
      const medial = Math.abs(x + 0.7 * canvas.wobbleAt(index)) * 1.05 + 0.25 + middle;
      canvas.values[index] =
        tissue(outer, Math.min(outer, medial), folds.at(x, y, z)) + 0.012 * canvas.textureAt(index);
    }
  }
}

function inTemporalLobe(x: number, y: number, z: number): boolean {
  const lobe = ((Math.abs(x) - 42) / 23) ** 2 + ((y + 6) / 40) ** 2 + ((z + 26) / 26) ** 2;
  return lobe < 1;
}

/** Signal at depths below the outer and the nearest surface, in a sulcus (`fold` 0) or inside a gyrus (1). */
function tissue(outer: number, depth: number, fold: number): number {
  // Sulci narrow with depth and end some two centimetres down; most are closed but for a trace of fluid.
  const opening = 0.13 * Math.max(0, 1 - outer / 13) ** 1.5;
  const sulcus = soft(opening + 0.1, opening - 0.1, fold) * Math.min(1, opening * 22);
  const fluid = Math.max(soft(0.7, -0.5, depth), sulcus);
  const ribbon = 0.33 * Math.min(1, Math.max(0, (22 - outer) / 5));
  const grey = Math.max(soft(4, 2.6, depth), ribbon > 0 ? soft(ribbon + 0.1, ribbon - 0.1, fold) : 0);
  const brain = signal.white + (signal.grey - signal.white) * grey;
  return brain + (signal.fluid - brain) * fluid;
}

/** 0 at the first bound and 1 at the second, whichever is larger, smooth in between. */
function soft(zero: number, one: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - zero) / (one - zero)));
  return t * t * (3 - 2 * t);
}

function paintDeepBrain(canvas: SliceCanvas): void {
  const { z } = canvas;
  if (z > -14 && z < 34) {
    // Sylvian fissures with the insula's grey ribbon, then the corpus callosum.
    for (const side of sides) {
      const fissure = tube([
        [side * 60, -14, -6, 2.2],
        [side * 45, -10, 0, 2.4],
        [side * 38, 4, 6, 2],
        [side * 44, 24, 12, 1.6],
      ]);
      canvas.segments(fissure, { value: signal.grey, edge: 2, wobble: 1 }, { grow: 2.6, flatten: 0.6 });
      canvas.segments(fissure, { value: signal.fluid, edge: 2, wobble: 0.8 }, { grow: -0.4, flatten: 0.6 });
    }
    canvas.ellipsoid({ center: [0, -36, 10], axes: [13, 5, 11] }, { value: signal.white - 0.02, edge: 3 });
    canvas.ellipsoid({ center: [0, 40, 14], axes: [16, 6, 9] }, { value: signal.white - 0.02, edge: 3 });
    canvas.ellipsoid({ center: [0, 2, 27], axes: [14, 38, 4.5] }, { value: signal.white - 0.02, edge: 3 });
  }
  for (const nucleus of deepNuclei)
    canvas.ellipsoid(nucleus, { value: signal.grey - 0.015, edge: 2.4, wobble: 1, texture: 0.012 });
  for (const horn of ventricles) {
    // A thin bright lining is normal in FLAIR.
    canvas.segments(horn, { value: 0.54, edge: 2.2, wobble: 0.5 }, { grow: 1 });
    canvas.segments(horn, { value: signal.fluid, edge: 1.8, wobble: 0.5 });
  }
  canvas.ellipsoid({ center: [0, 3, -1], axes: [2.6, 13, 11] }, { value: signal.fluid, edge: 1.6 });
  canvas.ellipsoid({ center: [0, -12, 12], axes: [1, 12, 9] }, { value: signal.white, edge: 1.4 });
}

function paintPosteriorFossa(canvas: SliceCanvas): void {
  const paint = { value: signal.grey - 0.05, edge: 2, wobble: 1, texture: 0.03 };
  for (const side of sides) {
    canvas.ellipsoid({ center: [side * 24, 52, -40], axes: [27, 25, 24] }, { ...paint });
    canvas.ellipsoid(
      { center: [side * 20, 48, -40], axes: [12, 11, 12] },
      { value: signal.white - 0.02, edge: 6, wobble: 3 },
    );
  }
  canvas.ellipsoid({ center: [0, 56, -40], axes: [9, 20, 22] }, paint);
  canvas.ellipsoid(
    { center: [0, 12, -36], axes: [16, 15, 26] },
    { value: signal.white + 0.01, edge: 2, texture: 0.02 },
  );
  canvas.ellipsoid({ center: [0, 30, -38], axes: [6, 4.5, 9] }, { value: signal.fluid, edge: 1.8 });
}

/** Bone, muscle, air cells and orbits below the brain. */
function paintSkullBase(canvas: SliceCanvas): void {
  const { z } = canvas;
  canvas.section(
    { x: 0, y: -44, a: 58, b: 42, exponent: 2.3 },
    { value: 0.2, edge: 3, wobble: 3, texture: 0.1, opacity: Math.min(1, (-12 - z) / 8) },
  );
  canvas.ellipsoid({ center: [0, -66, -40], axes: [15, 26, 24] }, { value: 0.02, edge: 2, wobble: 3 });
  canvas.ellipsoid({ center: [0, -30, -40], axes: [14, 12, 14] }, { value: 0.02, edge: 2, wobble: 2 });
  for (const side of sides) {
    canvas.ellipsoid(
      { center: [side * 33, -60, -36], axes: [19, 27, 18], turn: side * -0.3 },
      { value: signal.fat - 0.1, edge: 2, wobble: 1 },
    );
    canvas.segments(
      tube([
        [side * 31, -58, -36, 2.4],
        [side * 22, -40, -34, 2.4],
        [side * 12, -26, -32, 2.4],
      ]),
      { value: 0.4, edge: 1.6 },
    );
    canvas.ellipsoid({ center: [side * 33, -72, -36], axes: [12.2, 12.2, 12.2] }, { value: 0.34, edge: 1.4 });
    canvas.ellipsoid({ center: [side * 33, -72, -36], axes: [11, 11, 11] }, { value: signal.fluid, edge: 1.4 });
    canvas.ellipsoid({ center: [side * 33, -80, -36], axes: [4.6, 2, 4.6] }, { value: 0.24, edge: 1.2 });
    canvas.ellipsoid(
      { center: [side * 58, 26, -40], axes: [14, 16, 18] },
      { value: 0.04, edge: 2, wobble: 4, texture: 0.05 },
    );
    canvas.ellipsoid(
      { center: [side * 62, -22, -46], axes: [9, 24, 26] },
      { value: signal.muscle, edge: 2, wobble: 2 },
    );
  }
}
