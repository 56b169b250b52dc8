import { randomNumbers } from '../noise.ts';
import type { Point, Segment, SliceCanvas } from '../slice-canvas.ts';
import { growTree, tube } from '../vessel-tree.ts';
import {
  costophrenicFloor,
  diaphragmHeight,
  hounsfield,
  lungApex,
  lungSection,
  obliqueFissure,
  type Side,
  sectionLevel,
  sides,
} from './shape.ts';

export interface Lungs {
  readonly vessels: readonly Segment[];
  readonly bronchi: readonly Segment[];
}

/** A place that vessels leave free, so that what lies there can be measured. */
export interface KeptFree {
  readonly center: Point;
  readonly radius: number;
}

const hilum = (side: Side): Point => (side === -1 ? [-47, 14, 28] : [49, 18, 34]);

/** Whether a point lies in aerated lung, at least about `margin` mm from its surfaces. */
function insideLung(side: Side, [x, y, z]: Point, margin: number): boolean {
  const section = lungSection(side, z);
  if (section.a < margin * 1.5) return false;
  const inner = { ...section, a: section.a - margin, b: section.b - margin };
  if (sectionLevel(inner, x, y) > 1 || diaphragmHeight(x, y) > z - margin) return false;
  // Heart and great vessels, roughly: what is painted over the lung afterwards.
  const heart = ((x - 20) / 68) ** 2 + ((y + 32) / 52) ** 2 + ((z + 22) / 62) ** 2;
  const spine = Math.abs(x) < 26 && y > 40;
  return heart > 1.05 && !spine && Math.abs(x) > 20;
}

function terminals(seed: string, side: Side, count: number, free: readonly KeptFree[]): readonly Point[] {
  const random = randomNumbers(seed);
  const points: Point[] = [];
  while (points.length < count) {
    const point: Point = [side * (10 + random() * 125), -85 + random() * 185, -130 + random() * (lungApex + 130)];
    if (!insideLung(side, point, 3.5)) continue;
    if (Math.abs(obliqueFissure(side, point[1], point[2])) < 4) continue;
    if (free.some(({ center, radius }) => distance(point, center) < radius + 2)) continue;
    points.push(point);
  }
  return points;
}

/** Arteries and veins that fill both lungs, and the bronchi that run beside the larger arteries. */
export function createLungs(seed: string, free: readonly KeptFree[]): Lungs {
  const vessels: Segment[] = [];
  const bronchi: Segment[] = [];
  for (const side of sides) {
    const [x, y, z] = hilum(side);
    const arteries = growTree([x, y, z], terminals(`${seed}/arteries/${side}`, side, 2600, free), {
      balance: 0.35,
      terminalRadius: 0.56,
    });
    const veins = growTree([x - side * 4, y - 4, z - 26], terminals(`${seed}/veins/${side}`, side, 1700, free), {
      balance: 0.5,
      terminalRadius: 0.58,
    });
    vessels.push(...arteries, ...veins);
    for (const { from, to, fromRadius, toRadius } of arteries) {
      if (toRadius < 1.35) continue;
      // A bronchus runs beside its artery, on the inner and rear side, and is about as wide (the signet ring).
      const beside = ([px, py, pz]: Point, radius: number): Point => [
        px - side * 1.25 * radius,
        py + 1.25 * radius,
        pz + 0.5 * radius,
      ];
      bronchi.push({
        from: beside(from, fromRadius),
        to: beside(to, toRadius),
        fromRadius: fromRadius * 0.74,
        toRadius: toRadius * 0.74,
      });
    }
  }
  return { vessels, bronchi };
}

const trachea = tube([
  [0, -14, 185, 8.6],
  [0, -6, 150, 8.8],
  [1, 6, 100, 8.8],
  [1, 14, 56, 9.2],
]);
const mainBronchi = [
  tube([
    [0, 15, 54, 8.5],
    [-18, 19, 40, 7.4],
    [-34, 20, 30, 6.6],
    [-47, 20, 24, 5.4],
    [-56, 24, 8, 4.4],
  ]),
  tube([
    [-32, 20, 32, 5],
    [-44, 16, 44, 4.4],
    [-54, 8, 56, 3.4],
  ]),
  tube([
    [2, 15, 54, 8],
    [22, 22, 40, 6.6],
    [40, 26, 29, 6],
    [50, 28, 16, 5],
    [56, 36, -4, 4],
  ]),
  tube([
    [40, 25, 30, 4.8],
    [50, 14, 38, 4.2],
    [58, 0, 48, 3.2],
  ]),
].flat();

/** Aerated lung with vessels, small bronchi and fissures, before anything is laid over it. */
export function paintLungs(canvas: SliceCanvas, lungs: Lungs, sliceThickness: number): void {
  if (canvas.z < costophrenicFloor - 4) return;
  for (const side of sides) {
    const section = lungSection(side, canvas.z);
    if (section.a < 1.5) continue;
    canvas.section({ ...section, a: section.a + 0.8, b: section.b + 0.8 }, { value: 20, edge: 1.2, wobble: 1.6 });
    canvas.section(section, { value: hounsfield.lung, edge: 1.3, wobble: 1.6, texture: 26 });
  }
  paintGradientAndFissures(canvas);
  const paint = { value: hounsfield.blood - 110, edge: 1.35 };
  canvas.segments(lungs.vessels, paint, { thickness: sliceThickness });
  canvas.segments(lungs.bronchi, { value: -160, edge: 1.3 }, { grow: 0.75, thickness: sliceThickness });
  canvas.segments(lungs.bronchi, { value: -960, edge: 1.3 });
}

/** The dependent lung is denser; the oblique fissures are thin lines. Only aerated pixels are changed. */
function paintGradientAndFissures(canvas: SliceCanvas): void {
  const { columns, rows, x0, y0, dx, dy } = canvas.raster;
  const { values, z } = canvas;
  if (z > lungApex) return;
  for (let row = 0; row < rows; row++) {
    const y = y0 + row * dy;
    if (y < -90 || y > 105) continue;
    const gradient = 0.28 * (y + 10);
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      const value = values[index]!;
      const x = x0 + column * dx;
      if (value > -700 || value < -960) continue;
      const side: Side = x < 0 ? -1 : 1;
      const off = Math.abs(obliqueFissure(side, y, z) + 4 * canvas.wobbleAt(index));
      const line = off < 1 ? 105 * (1 - off) : 0;
      values[index] = value + gradient + line;
    }
  }
}

/** Trachea and central bronchi, laid over the mediastinum. */
export function paintAirways(canvas: SliceCanvas): void {
  const airways = [...trachea, ...mainBronchi];
  canvas.segments(airways, { value: 45, edge: 1.2 }, { grow: 1.5 });
  canvas.segments(airways, { value: -985, edge: 1.2 });
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
