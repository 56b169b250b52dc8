import type { Ellipsoid, Segment, SliceCanvas } from '../slice-canvas.ts';
import { tube } from '../vessel-tree.ts';
import { hounsfield, smoothStep } from './shape.ts';

/** Course of the aorta with its radius in millimetres: root, arch, descending and abdominal aorta. */
const aorta = tube(
  [
    [2, -16, 2, 15],
    [-10, -26, 22, 16],
    [-16, -26, 48, 15.5],
    [-10, -16, 70, 14.5],
    [6, 6, 80, 13.5],
    [20, 26, 74, 13],
    [25, 38, 56, 12.5],
    [25, 41, 20, 12],
    [24, 42, -20, 11.5],
    [20, 41, -60, 11.2],
    [12, 34, -100, 10.6],
    [5, 26, -140, 10],
    [3, 20, -200, 9.5],
  ],
  8,
);

/** The descending aorta is straight and level here: a place to measure its blood. */
export const descendingAorta = { center: [24.6, 41.5, 0] as const, radius: 11.7 };

const archBranches = [
  tube([
    [-12, -18, 78, 6.4],
    [-16, -18, 100, 6],
    [-24, -16, 130, 5],
    [-36, -6, 160, 4.5],
    [-44, -4, 190, 4],
  ]),
  tube([
    [-4, -8, 84, 4],
    [3, -10, 110, 3.6],
    [16, -10, 140, 3.4],
    [22, -14, 190, 3.4],
  ]),
  tube([
    [8, 6, 84, 5],
    [18, 6, 110, 4.6],
    [34, 2, 140, 4.4],
    [60, 2, 162, 4],
  ]),
].flat();

const pulmonaryArteries = [
  tube([
    [12, -46, 2, 14],
    [18, -36, 20, 14],
    [20, -20, 34, 13.6],
    [24, -4, 42, 12.5],
    [38, 14, 42, 10.5],
    [49, 22, 32, 8.5],
  ]),
  tube([
    [16, -12, 36, 11.5],
    [2, -4, 33, 11],
    [-22, 0, 30, 10],
    [-40, 8, 29, 8.6],
    [-50, 14, 26, 7],
  ]),
].flat();

const pulmonaryVeins = [
  tube([
    [-22, 14, -2, 7],
    [-40, 12, 4, 6],
    [-54, 8, 8, 4.6],
  ]),
  tube([
    [30, 14, 2, 7],
    [44, 10, 6, 6],
    [58, 6, 10, 4.4],
  ]),
  tube([
    [-20, 24, -14, 6.4],
    [-36, 30, -20, 5.4],
    [-50, 34, -28, 4],
  ]),
  tube([
    [28, 24, -10, 6.4],
    [42, 32, -16, 5.2],
    [54, 38, -26, 4],
  ]),
].flat();

const systemicVeins = [
  tube([
    [-44, -30, 150, 5.5],
    [-30, -34, 118, 6.6],
    [-25, -26, 92, 8.6],
    [-26, -18, 60, 9],
    [-27, -16, 20, 9.4],
    [-30, -18, 0, 10],
  ]),
  tube([
    [44, -30, 140, 5.4],
    [24, -38, 108, 6.2],
    [0, -40, 96, 6.6],
    [-22, -30, 88, 7],
  ]),
  tube([
    [-6, 42, -120, 3],
    [-7, 46, -40, 3.6],
    [-7, 44, 40, 4],
    [-14, 26, 58, 4],
    [-24, 0, 60, 4.4],
  ]),
].flat();

/** Inferior vena cava, from the right atrium down; the abdomen is painted around it. */
const inferiorVenaCava = tube([
  [-26, -6, -36, 12],
  [-24, 4, -62, 12],
  [-23, 14, -100, 11.5],
  [-20, 18, -140, 11],
  [-18, 16, -200, 10],
]);

const oesophagus = tube([
  [-4, 12, 190, 6],
  [5, 26, 120, 6],
  [7, 32, 50, 6.2],
  [9, 30, 0, 6.4],
  [14, 24, -50, 6.8],
  [24, 10, -78, 7],
  [40, 0, -88, 8],
]);

interface Chamber {
  readonly body: Ellipsoid;
  readonly value: number;
  readonly wobble: number;
}

/** The heart, from back to front: its fat, its muscle, its blood. */
const heart: readonly Chamber[] = [
  {
    body: { center: [20, -30, -26], axes: [70, 50, 52], turn: 0.55, tilt: -0.18 },
    value: hounsfield.fat + 14,
    wobble: 2.5,
  },
  { body: { center: [22, -30, -27], axes: [66, 45, 46], turn: 0.55, tilt: -0.18 }, value: 60, wobble: 3 },
  {
    body: { center: [22, -30, -27], axes: [64.6, 43.6, 44.6], turn: 0.55, tilt: -0.18 },
    value: hounsfield.fat + 18,
    wobble: 3,
  },
  { body: { center: [2, 10, -10], axes: [33, 18, 26], turn: 0.1 }, value: hounsfield.blood + 4, wobble: 1.6 },
  { body: { center: [-32, -22, -20], axes: [21, 27, 32], turn: 0.2 }, value: hounsfield.blood - 8, wobble: 1.8 },
  { body: { center: [6, -54, -26], axes: [40, 22, 34], turn: 0.42, tilt: -0.15 }, value: 98, wobble: 1.5 },
  {
    body: { center: [6, -54, -26], axes: [37, 19, 31], turn: 0.42, tilt: -0.15 },
    value: hounsfield.blood - 6,
    wobble: 2,
  },
  {
    body: { center: [43, -26, -30], axes: [45, 29, 35], turn: 0.62, tilt: -0.12 },
    value: hounsfield.myocardium,
    wobble: 1.5,
  },
  {
    body: { center: [40, -26, -30], axes: [35, 18, 24], turn: 0.62, tilt: -0.12 },
    value: hounsfield.blood + 6,
    wobble: 2,
  },
];

const nodes: readonly Ellipsoid[] = [
  { center: [-14, 12, 66], axes: [4, 6, 5] },
  { center: [20, 12, 58], axes: [4, 3, 6] },
  { center: [-6, 26, 30], axes: [6, 4, 7] },
  { center: [-22, -34, 62], axes: [3, 4, 5] },
  { center: [14, -44, 66], axes: [5, 3, 5] },
];

export function paintMediastinum(canvas: SliceCanvas): void {
  const { z } = canvas;
  const blood = { value: hounsfield.blood, edge: 1.4, wobble: 0.35 };
  for (const body of nodes) canvas.ellipsoid(body, { value: 55, wobble: 0.6 });
  for (const { body, value, wobble } of heart) canvas.ellipsoid(body, { value, edge: 2.2, wobble, texture: 3 });
  for (const vessels of [pulmonaryVeins, systemicVeins, pulmonaryArteries]) {
    paintVessel(canvas, vessels, blood);
  }
  paintVessel(canvas, archBranches, blood);
  paintAorta(canvas);
  // Muscle coat, then the collapsed lumen.
  canvas.segments(oesophagus, { value: 48, edge: 1.4, wobble: 0.8 });
  if (z > -40 && Math.sin(z * 0.13) > 0.4) canvas.segments(oesophagus, { value: -300, edge: 1.6 }, { grow: -4.4 });
  paintThyroid(canvas);
}

function paintVessel(
  canvas: SliceCanvas,
  segments: readonly Segment[],
  blood: { value: number; edge: number; wobble: number },
): void {
  canvas.segments(segments, { value: 40, edge: 1.4, wobble: 0.35 }, { grow: 0.9 });
  canvas.segments(segments, blood);
}

/** Also used below the diaphragm. The lumen has no wobble: its blood and its bore are measured. */
export function paintAorta(canvas: SliceCanvas): void {
  canvas.segments(aorta, { value: 46, edge: 1.3 }, { grow: 1.2 });
  canvas.segments(aorta, { value: hounsfield.blood, edge: 1.3 });
  const plaque: Ellipsoid = { center: [-4, -12, 88.5], axes: [4, 2, 1.8], turn: 0.9 };
  canvas.ellipsoid(plaque, { value: 620, edge: 1.2 });
  canvas.ellipsoid({ center: [36.2, 42, -26], axes: [1.2, 4, 3] }, { value: 560, edge: 1.2 });
}

export function paintInferiorVenaCava(canvas: SliceCanvas): void {
  canvas.segments(inferiorVenaCava, { value: 128, edge: 1.6, wobble: 0.8, texture: 5 });
}

function paintThyroid(canvas: SliceCanvas): void {
  const opacity = smoothStep(138, 144, canvas.z);
  if (opacity === 0) return;
  for (const side of [-1, 1]) {
    canvas.ellipsoid(
      { center: [side * 17, -14, 164], axes: [8.5, 10, 24] },
      { value: 178, wobble: 0.8, texture: 8, opacity },
    );
    canvas.ellipsoid(
      { center: [side * 29, -10, 170], axes: [8, 7, 26] },
      { value: hounsfield.blood, wobble: 0.8, opacity },
    );
  }
}
