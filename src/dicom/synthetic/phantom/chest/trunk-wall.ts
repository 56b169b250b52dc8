import type { Ellipsoid, SliceCanvas } from '../slice-canvas.ts';
import { bodySection, hounsfield, pleuralSection, type Side, sides, smoothStep, thoracicSection } from './shape.ts';

/** Examination table: a curved carbon shell with foam, below the back. */
export function paintTable(canvas: SliceCanvas): void {
  const { columns, rows, x0, y0, dx, dy } = canvas.raster;
  for (let column = 0; column < columns; column++) {
    const x = x0 + column * dx;
    if (Math.abs(x) > 205) continue;
    const top = 119 - 9 * (x / 180) ** 2;
    for (const [depth, thickness, value] of [
      [top, 2.4, -180],
      [top + 2.4, 24, -965],
      [top + 26, 2.4, -260],
    ] as const) {
      for (
        let row = Math.max(0, Math.ceil((depth - y0) / dy));
        row < rows && y0 + row * dy < depth + thickness;
        row++
      ) {
        canvas.values[row * columns + column] = value;
      }
    }
  }
}

/** Skin, subcutaneous fat, the muscles of the trunk with the fat between them, and the fat of the mediastinum. */
export function paintTrunkWall(canvas: SliceCanvas): void {
  const z = canvas.z;
  const body = bodySection(z);
  canvas.section(body, { value: hounsfield.skin, edge: 1.6, wobble: 1.6 });
  canvas.section({ ...body, a: body.a - 2, b: body.b - 2 }, { value: hounsfield.fat, wobble: 1.6, texture: 7 });
  const thorax = thoracicSection(z);
  const shoulder = Math.min(1, Math.max(0, (z - 40) / 60));
  const muscle = {
    x: 0,
    y: body.y + 1,
    a: Math.min(body.a - 11, Math.max(thorax.a + 13, body.a - 19 + 4 * shoulder)),
    b: Math.min(body.b - 9, Math.max(thorax.b + 8, body.b - 14)),
    exponent: 2.5,
  };
  canvas.section(muscle, { value: hounsfield.muscle, edge: 2, wobble: 4, texture: 7 });
  // The muscles of the shoulder girdle lie in fat.
  canvas.section(muscle, {
    value: hounsfield.fat,
    edge: 2,
    wobble: 4,
    texture: 9,
    opacity: 0.92 * smoothStep(52, 92, z),
  });
  paintShoulderMuscles(canvas);
  if (z < 80) paintFascialFat(canvas, muscle.a, muscle.b, muscle.y);
  for (const side of sides) {
    paintBackMuscle(canvas, side);
    paintAxilla(canvas, side);
  }
  // Fat between the ribs and the outer muscles, then the intercostal muscles.
  const enclosing = smoothStep(124, 112, z);
  canvas.section(
    { ...thorax, a: thorax.a + 4.5, b: thorax.b + 2.5 },
    { value: -70, edge: 3, wobble: 2, opacity: 0.75 * enclosing },
  );
  canvas.section(
    { ...thorax, a: thorax.a + 1.6, b: thorax.b + 1 },
    { value: 44, edge: 2, wobble: 1, texture: 12, opacity: enclosing },
  );
  const mediastinum = pleuralSection(1, z);
  if (mediastinum.a > 0) {
    canvas.section(
      { x: 0, y: -4, a: 44, b: Math.max(28, mediastinum.b - 4), exponent: 2.2 },
      { value: hounsfield.fat + 8, edge: 2, wobble: 2, texture: 12 },
    );
  }
}

/** Thin sheets of fat between muscles: where smooth noise changes its sign. */
function paintFascialFat(canvas: SliceCanvas, a: number, b: number, y: number): void {
  const { columns, rows, x0, y0, dx, dy } = canvas.raster;
  for (let row = 0; row < rows; row++) {
    const level = ((y0 + row * dy - y) / b) ** 2;
    if (level > 1) continue;
    for (let column = 0; column < columns; column++) {
      const x = (x0 + column * dx) / a;
      if (level + x * x > 1) continue;
      const index = row * columns + column;
      const sheet = 1 - Math.abs(canvas.wobbleAt(index) + 0.06 * canvas.textureAt(index)) / 0.1;
      if (sheet > 0) canvas.values[index] = canvas.values[index]! - 125 * Math.min(1, sheet * 1.4);
    }
  }
}

/** Muscles of the left shoulder girdle and neck: pectoral, dorsal, those of the scapula, of the neck. */
const shoulderMuscles: readonly Required<Omit<Ellipsoid, 'tilt'>>[] = [
  { center: [66, -66, 84], axes: [64, 14, 50], turn: 0.34 },
  { center: [92, -48, 90], axes: [36, 8, 40], turn: 0.6 },
  { center: [112, 45, 78], axes: [44, 11, 62], turn: -0.74 },
  { center: [124, 70, 80], axes: [42, 12, 56], turn: -0.74 },
  { center: [136, 50, 42], axes: [13, 36, 62], turn: 0.25 },
  { center: [58, 93, 122], axes: [62, 9, 56], turn: -0.22 },
  { center: [62, 80, 96], axes: [38, 8, 52], turn: -0.2 },
  { center: [108, 48, 140], axes: [42, 17, 18], turn: -0.5 },
  { center: [128, 22, 58], axes: [8, 42, 56], turn: 0 },
  { center: [142, -6, 150], axes: [30, 46, 40], turn: 0.2 },
  { center: [34, 24, 158], axes: [18, 26, 44], turn: 0.3 },
  { center: [32, 58, 162], axes: [30, 24, 48], turn: -0.2 },
  { center: [44, -36, 172], axes: [14, 11, 44], turn: 0.4 },
  { center: [84, 30, 164], axes: [46, 20, 34], turn: -0.3 },
  { center: [14, -28, 178], axes: [13, 8, 46], turn: 0.2 },
];

function paintShoulderMuscles(canvas: SliceCanvas): void {
  const paint = { value: hounsfield.muscle, edge: 2, wobble: 2.4, texture: 9 };
  for (const { center, axes, turn } of shoulderMuscles) {
    for (const side of sides) {
      canvas.ellipsoid({ center: [side * center[0], center[1], center[2]], axes, turn: side * turn }, paint);
    }
  }
}

/** The erector muscles beside the spinous processes, in their fascia. */
function paintBackMuscle(canvas: SliceCanvas, side: Side): void {
  const body = bodySection(canvas.z);
  const center = [side * 31, body.y + body.b - 25, canvas.z] as const;
  const shape = { x: center[0], y: center[1], a: 26, b: 16, exponent: 2.4 };
  canvas.section({ ...shape, a: shape.a + 2, b: shape.b + 1.6 }, { value: hounsfield.fat + 20, edge: 2, wobble: 1.5 });
  canvas.section(shape, { value: hounsfield.muscle + 3, edge: 2, wobble: 2, texture: 12 });
}

/** The armpit: fat with vessels and nodes between the pectoral and the dorsal muscles. */
function paintAxilla(canvas: SliceCanvas, side: Side): void {
  const fat = { value: hounsfield.fat, edge: 4, wobble: 4, texture: 8 };
  canvas.ellipsoid({ center: [side * 143, -4, 88], axes: [17, 30, 42] }, fat);
  for (const [x, y, z, radius] of [
    [139, -8, 96, 4.5],
    [146, 6, 84, 3.6],
    [136, 2, 108, 5],
    [150, -14, 76, 3.2],
  ] as const) {
    canvas.ellipsoid(
      { center: [side * x, y, z], axes: [radius, radius * 1.4, radius * 2.4] },
      { value: 62, wobble: 0.6 },
    );
  }
}
