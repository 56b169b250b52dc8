import { randomNumbers } from '../noise.ts';
import type { Ellipsoid, Point, Raster, Segment, SliceCanvas } from '../slice-canvas.ts';
import { growTree, tube } from '../vessel-tree.ts';
import type { KeptFree } from './lungs.ts';
import { paintAorta, paintInferiorVenaCava } from './mediastinum.ts';
import { diaphragmHeight, hounsfield, spineDepth, thoracicSection } from './shape.ts';

export interface Liver {
  readonly hepaticVeins: readonly Segment[];
  readonly portalVeins: readonly Segment[];
}

/** Right and left lobe; the diaphragm cuts their upper surface. */
const lobes: readonly Ellipsoid[] = [
  { center: [-64, 8, -126], axes: [62, 84, 92], turn: -0.12, tilt: 0.15 },
  { center: [-10, -36, -104], axes: [66, 36, 52], turn: 0.1, tilt: 0.12 },
];

export function createLiver(seed: string, free: readonly KeptFree[]): Liver {
  const grow = (name: string, root: Point, count: number) => {
    const random = randomNumbers(`${seed}/${name}`);
    const terminals: Point[] = [];
    while (terminals.length < count) {
      const point: Point = [-130 + random() * 180, -80 + random() * 165, -210 + random() * 165];
      const inside = lobes.some(
        ({ center, axes }) =>
          [0, 1, 2].reduce((sum, i) => sum + ((point[i]! - center[i]!) / (axes[i]! - 6)) ** 2, 0) < 1,
      );
      if (!inside || diaphragmHeight(point[0], point[1]) < point[2] + 6) continue;
      if (free.some(({ center, radius }) => Math.hypot(...[0, 1, 2].map(i => point[i]! - center[i]!)) < radius + 8))
        continue;
      terminals.push(point);
    }
    return growTree(root, terminals, { balance: 0.55, terminalRadius: 0.85 });
  };
  return {
    hepaticVeins: grow('hepatic-veins', [-25, 6, -72], 240),
    portalVeins: grow('portal-veins', [-28, -8, -132], 260),
  };
}

const portalTrunk = tube([
  [-30, -8, -132, 6.5],
  [-14, -4, -150, 6.6],
  [0, -6, -168, 6.4],
  [30, 6, -160, 5],
  [70, 30, -140, 4.4],
]);
const pancreas = tube([
  [-20, -14, -176, 12],
  [4, -22, -166, 9],
  [32, -6, -152, 10],
  [62, 20, -140, 9],
  [80, 34, -132, 7],
]);
const colon = tube([
  [70, -48, -176, 17],
  [96, -30, -150, 19],
  [104, -6, -122, 18],
  [108, 8, -140, 16],
  [108, 16, -190, 15],
]);
const jejunum = [
  tube([
    [20, -40, -190, 12],
    [30, -58, -172, 12],
    [52, -62, -168, 11],
    [62, -44, -176, 12],
    [44, -26, -178, 11],
    [22, -20, -186, 11],
  ]),
  tube([
    [70, -10, -186, 12],
    [80, 8, -176, 11],
    [66, 14, -190, 12],
  ]),
].flat();
const transverseColon = tube([
  [-60, -72, -196, 17],
  [-20, -78, -184, 16],
  [20, -80, -176, 16],
  [60, -74, -170, 16],
  [84, -52, -164, 17],
]);
const crura = [
  tube([
    [-12, 20, -96, 4],
    [-16, 32, -130, 5],
    [-14, 32, -190, 5],
  ]),
  tube([
    [22, 18, -92, 4],
    [22, 26, -120, 4.6],
    [16, 30, -190, 5],
  ]),
].flat();
const adrenals = [
  tube([
    [-20, 36, -112, 2],
    [-26, 44, -126, 2.6],
    [-30, 56, -134, 2],
  ]),
  tube([
    [36, 34, -118, 2],
    [42, 40, -130, 2.8],
    [38, 54, -138, 2],
  ]),
  tube([
    [42, 40, -130, 2.6],
    [50, 50, -138, 2],
  ]),
].flat();

/** Everything below the diaphragm, whose heights over the raster are given. `visible` is a scratch raster of that size. */
export function paintAbdomen(canvas: SliceCanvas, liver: Liver, diaphragm: Float32Array, visible: Float32Array): void {
  const { z } = canvas;
  if (z > -30) return;
  const cavity = { ...thoracicSection(z), exponent: 2.5 };
  markBelow(canvas, diaphragm, visible, -0.5);
  canvas.section(
    { ...cavity, a: cavity.a - 1, b: cavity.b - 3 },
    { value: hounsfield.muscle, clip: visible, wobble: 1.4 },
  );
  markBelow(canvas, diaphragm, visible, -3.5);
  const inner = { ...cavity, a: cavity.a - 4, b: cavity.b - 6 };
  canvas.section(inner, { value: hounsfield.fat, clip: visible, wobble: 2, texture: 9 });
  keepInside(canvas, visible, inner.a, inner.b, inner.y);
  paintSpleen(canvas, visible);
  paintStomach(canvas, visible);
  for (const lobe of lobes)
    canvas.ellipsoid(lobe, { value: hounsfield.liver, edge: 1.6, wobble: 3, texture: 3, clip: visible });
  paintLiverVessels(canvas, liver, visible);
  canvas.ellipsoid({ center: [-46, -46, -166], axes: [15, 19, 30], turn: 0.3, tilt: 0.2 }, { value: 70, wobble: 0.8 });
  canvas.ellipsoid(
    { center: [-46, -46, -166], axes: [13.4, 17.4, 28.4], turn: 0.3, tilt: 0.2 },
    { value: 9, wobble: 0.8 },
  );
  paintKidneys(canvas);
  canvas.segments(pancreas, { value: 92, wobble: 3, texture: 26 });
  canvas.segments(portalTrunk, { value: hounsfield.blood + 8, edge: 1.6 });
  paintBowel(canvas);
  canvas.segments(adrenals, { value: 62, edge: 1.4 });
  paintPsoas(canvas);
  canvas.segments(crura, { value: hounsfield.muscle, edge: 1.6, wobble: 1 });
  paintInferiorVenaCava(canvas);
  paintAorta(canvas);
}

/** Height of the diaphragm over each pixel; far below everything outside of the trunk. */
export function diaphragmHeights({ columns, rows, x0, y0, dx, dy }: Raster): Float32Array {
  return Float32Array.from({ length: columns * rows }, (_, index) => {
    const x = x0 + (index % columns) * dx;
    const y = y0 + Math.floor(index / columns) * dy;
    return Math.abs(x) > 140 || Math.abs(y) > 110 ? -1e4 : diaphragmHeight(x, y);
  });
}

/** 1 where the diaphragm is above this slice by more than `offset`, with a soft edge. */
function markBelow(canvas: SliceCanvas, diaphragm: Float32Array, target: Float32Array, offset: number): void {
  for (let index = 0; index < target.length; index++) {
    const above = diaphragm[index]! + offset + 2.4 * canvas.wobbleAt(index) - canvas.z;
    target[index] = Math.min(1, Math.max(0, 0.5 + above / 3));
  }
}

function keepInside(canvas: SliceCanvas, target: Float32Array, a: number, b: number, cy: number): void {
  const { columns, rows, x0, y0, dx, dy } = canvas.raster;
  const columnPowers = Float32Array.from(
    { length: columns },
    (_, column) => Math.abs((x0 + column * dx) / (a - 1)) ** 2.5,
  );
  for (let row = 0; row < rows; row++) {
    const power = Math.abs((y0 + row * dy - cy) / (b - 1)) ** 2.5;
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      if (target[index] === 0) continue;
      const level = power + columnPowers[column]!;
      if (level > 0.96) target[index] = target[index]! * Math.max(0, 1 - (level - 0.96) / 0.04);
    }
  }
}

function paintLiverVessels(canvas: SliceCanvas, { hepaticVeins, portalVeins }: Liver, visible: Float32Array): void {
  canvas.segments(hepaticVeins, { value: hounsfield.liver + 34, edge: 2, clip: visible }, { thickness: 3 });
  canvas.segments(portalVeins, { value: hounsfield.liver + 44, edge: 2, clip: visible }, { thickness: 3 });
}

function paintSpleen(canvas: SliceCanvas, visible: Float32Array): void {
  const body: Ellipsoid = { center: [92, 40, -122], axes: [27, 50, 48], turn: 0.42, tilt: 0.2 };
  canvas.ellipsoid(body, { value: hounsfield.spleen, edge: 1.6, wobble: 2.5, texture: 3, clip: visible });
}

/** Contents settle: gas in front of a level, fluid with food behind it. */
function paintStomach(canvas: SliceCanvas, visible: Float32Array): void {
  const body: Ellipsoid = { center: [60, -22, -106], axes: [36, 44, 46], turn: -0.35, tilt: 0.3 };
  const inner: Ellipsoid = { ...body, axes: [32, 40, 42] };
  canvas.ellipsoid(body, { value: 82, edge: 1.6, wobble: 3.5, clip: visible });
  canvas.ellipsoid(inner, { value: 24, edge: 1.6, wobble: 4, texture: 16, clip: visible });
  const { columns, rows, y0, dy } = canvas.raster;
  const gas = new Float32Array(columns * rows);
  const level = Math.min(rows, Math.max(0, Math.ceil((-34 - y0) / dy)));
  for (let index = 0; index < level * columns; index++) gas[index] = visible[index]!;
  canvas.ellipsoid(inner, { value: -990, edge: 1.6, wobble: 4, clip: gas });
}

function paintKidneys(canvas: SliceCanvas): void {
  for (const [side, z, turn] of [
    [1, -172, -0.5],
    [-1, -190, 0.5],
  ] as const) {
    const center: Point = [side * 53, 46, z];
    canvas.ellipsoid({ center, axes: [25, 30, 54], turn }, { value: 168, edge: 1.5, wobble: 1.2, texture: 4 });
    canvas.ellipsoid({ center, axes: [18, 22, 45], turn }, { value: 138, edge: 4, wobble: 6, texture: 14 });
    const sinus: Point = [side * 46, 40, z];
    canvas.ellipsoid({ center: sinus, axes: [12, 9, 28], turn }, { value: hounsfield.fat + 12, edge: 2.4, wobble: 4 });
  }
}

function paintBowel(canvas: SliceCanvas): void {
  canvas.segments(jejunum, { value: 98, edge: 1.6, wobble: 3, texture: 12 });
  canvas.segments(jejunum, { value: 30, edge: 2, wobble: 4, texture: 45 }, { grow: -3.2 });
  paintColon(canvas, transverseColon);
  paintColon(canvas, colon);
}

function paintColon(canvas: SliceCanvas, segments: readonly Segment[]): void {
  canvas.segments(segments, { value: 66, edge: 1.4, wobble: 3 });
  canvas.segments(segments, { value: -40, edge: 1.6, wobble: 3, texture: 130 }, { grow: -2 });
  canvas.segments(segments, { value: -960, edge: 1.8, wobble: 5 }, { grow: -6 });
}

function paintPsoas(canvas: SliceCanvas): void {
  const y = spineDepth(canvas.z);
  if (canvas.z > -150) return;
  for (const side of [-1, 1]) {
    canvas.section({ x: side * 24, y: y + 4, a: 8, b: 12, exponent: 2 }, { value: hounsfield.muscle, wobble: 1 });
  }
}
