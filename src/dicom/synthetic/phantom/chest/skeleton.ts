import type { Segment, SliceCanvas } from '../slice-canvas.ts';
import { tube } from '../vessel-tree.ts';
import { hounsfield, type Side, sides, smoothStep, spineDepth, thoracicSection } from './shape.ts';

interface Bone {
  readonly segments: readonly Segment[];
  /** Shortens distances along z: below 1 the bone is higher than thick. */
  readonly flatten: number;
  readonly cortexThickness: number;
}

export interface Skeleton {
  readonly bones: readonly Bone[];
  readonly cartilages: readonly Segment[];
}

/** Height of a thoracic or lumbar vertebra with its disc, and the middle of the first thoracic one. */
const vertebraPitch = 24;
const firstVertebra = 142;
const discHeight = 4.5;

/** Ribs with their cartilages, clavicles, scapulae and the arches of the vertebrae; they are the same in all slices. */
export function createSkeleton(): Skeleton {
  const bones: Bone[] = [];
  const cartilages: Segment[] = [];
  for (const side of sides) {
    for (let number = 1; number <= 12; number++) {
      const { bony, cartilage } = rib(side, number);
      bones.push({ segments: bony, flatten: 0.6, cortexThickness: 1.4 });
      cartilages.push(...cartilage);
    }
    bones.push({ segments: clavicle(side), flatten: 1, cortexThickness: 1.8 });
    for (const segments of scapula(side)) bones.push({ segments, flatten: 0.55, cortexThickness: 1.3 });
  }
  for (let vertebra = -2; vertebra < 15; vertebra++) {
    for (const segments of vertebralArch(firstVertebra - vertebra * vertebraPitch)) {
      bones.push({ segments, flatten: 0.75, cortexThickness: 1.2 });
    }
  }
  return { bones, cartilages };
}

function rib(side: Side, number: number): { bony: readonly Segment[]; cartilage: readonly Segment[] } {
  const head = firstVertebra + 6 - (number - 1) * vertebraPitch * 0.97;
  const drop = [28, 60, 84, 96, 102, 104, 104, 100, 92, 80, 52, 36][number - 1]!;
  const end = [2.5, 2.62, 2.68, 2.68, 2.64, 2.56, 2.42, 2.26, 2.1, 1.95, 1.45, 1.15][number - 1]!;
  const radius = number === 1 ? 4.6 : 3.9;
  const path: [number, number, number, number][] = [
    [side * 15, spineDepth(head) + 10, head, 3.6],
    [side * 27, spineDepth(head) + 21, head + 2, 3.6],
  ];
  const first = 0.5;
  for (let step = 0; step <= 14; step++) {
    const angle = first + ((end - first) * step) / 14;
    const z = head - drop * smoothStep(0, 1, angle / 2.9) ** 0.9;
    path.push([...onThorax(side, angle, z), radius + (step > 11 ? 0.5 : 0)]);
  }
  const bony = tube(path, 4);
  if (number > 10) return { bony, cartilage: [] };
  const tip = path.at(-1)!;
  const sternal = Math.max(-62, 84 - (number - 1) * 22);
  const middle = [
    (tip[0] + side * 16) / 2,
    Math.min(tip[1], -78) - 1,
    Math.min(tip[2], sternal) * 0.5 + tip[2] * 0.5 - 3,
  ];
  const cartilage = tube(
    [
      [tip[0], tip[1], tip[2], 4.6],
      [middle[0]!, middle[1]!, middle[2]!, 4.6],
      [side * (number > 7 ? 24 : 14), -86, sternal, 4.4],
    ],
    5,
  );
  return { bony, cartilage };
}

/** Point on the outline of the thorax, by the angle from the back to the front. */
function onThorax(side: Side, angle: number, z: number): [number, number, number] {
  const section = thoracicSection(Math.min(z, 118));
  const power = 2 / section.exponent;
  const shrink = smoothStep(170, 100, z) * 0.35 + 0.65;
  return [
    side * section.a * shrink * Math.abs(Math.sin(angle)) ** power,
    section.y + section.b * Math.sign(Math.cos(angle)) * Math.abs(Math.cos(angle)) ** power,
    z,
  ];
}

function clavicle(side: Side): readonly Segment[] {
  return tube(
    [
      [side * 17, -78, 104, 7.5],
      [side * 40, -76, 116, 5.8],
      [side * 78, -56, 132, 5.2],
      [side * 112, -26, 148, 6],
      [side * 140, -6, 160, 7],
    ],
    6,
  );
}

function scapula(side: Side): readonly (readonly Segment[])[] {
  const blade: (readonly Segment[])[] = [];
  // The blade is a fan of bars from the glenoid to the inner border.
  for (let bar = 0; bar < 15; bar++) {
    const t = bar / 14;
    const z = 138 - 128 * t;
    blade.push(
      tube(
        [
          [side * (148 - 26 * t), 26 + 34 * t, z + 6 - 12 * t, 4.2 - 1.6 * t],
          [side * (122 - 12 * t), 58 + 13 * t, z - 2, 2.6],
          [side * (86 + 8 * t), 83 + 3 * t, z - 6, 2.8],
        ],
        5,
      ),
    );
  }
  const spine = tube(
    [
      [side * 92, 84, 112, 3.4],
      [side * 124, 76, 128, 4.4],
      [side * 156, 50, 146, 6],
    ],
    6,
  );
  const glenoid = tube(
    [
      [side * 150, 22, 120, 9],
      [side * 152, 18, 140, 10],
    ],
    2,
  );
  const humerus = tube(
    [
      [side * 171, 8, 132, 17],
      [side * 176, 0, 152, 19],
      [side * 182, -8, 190, 13],
    ],
    4,
  );
  return [...blade, spine, glenoid, humerus];
}

function vertebralArch(z: number): readonly (readonly Segment[])[] {
  const y = spineDepth(z);
  const arch: (readonly Segment[])[] = sides.flatMap(side => [
    tube(
      [
        [side * 12, y + 10, z + 4, 4.4],
        [side * 13, y + 21, z + 3, 4.6],
      ],
      2,
    ),
    tube(
      [
        [side * 13, y + 22, z + 2, 4.6],
        [side * 1, y + 33, z - 4, 3.6],
      ],
      2,
    ),
    tube(
      [
        [side * 13, y + 21, z + 2, 4.8],
        [side * 33, y + 29, z + 4, 3.8],
      ],
      3,
    ),
    tube(
      [
        [side * 14, y + 20, z + 9, 4.4],
        [side * 14, y + 22, z - 12, 4.2],
      ],
      2,
    ),
  ]);
  arch.push(
    tube(
      [
        [0, y + 33, z - 3, 3.6],
        [0, y + 44, z - 14, 3.2],
        [0, y + 48, z - 20, 3.6],
      ],
      3,
    ),
  );
  return arch;
}

export function paintSkeleton(canvas: SliceCanvas, skeleton: Skeleton): void {
  paintSternum(canvas);
  canvas.segments(skeleton.cartilages, { value: hounsfield.cartilage, wobble: 0.5, texture: 18 }, { flatten: 0.7 });
  for (const bone of skeleton.bones) {
    canvas.segments(bone.segments, { value: hounsfield.cortex, edge: 1.4, texture: 60 }, { flatten: bone.flatten });
    canvas.segments(
      bone.segments,
      { value: hounsfield.marrow, edge: 1.6, texture: 90 },
      { flatten: bone.flatten, grow: -bone.cortexThickness },
    );
  }
  paintVertebralBody(canvas);
}

function paintSternum(canvas: SliceCanvas): void {
  const { z } = canvas;
  if (z > 112 || z < -72) return;
  const manubrium = smoothStep(56, 64, z);
  const shape = {
    x: 0,
    y: thoracicSection(z).y - thoracicSection(z).b - 1 + 6 * smoothStep(60, 110, z),
    a: (14 + 10 * manubrium) * smoothStep(-76, -58, z) * smoothStep(116, 104, z),
    b: 6.5,
    exponent: 2.8,
  };
  const joint = Math.abs(z - 60) < 2;
  canvas.section(shape, { value: joint ? 140 : 430, edge: 1.4, wobble: 0.6, texture: 50 });
  canvas.section(
    { ...shape, a: shape.a - 1.5, b: shape.b - 1.5 },
    { value: joint ? 90 : 150, edge: 1.5, wobble: 0.6, texture: 60 },
  );
}

function paintVertebralBody(canvas: SliceCanvas): void {
  const { z } = canvas;
  const y = spineDepth(z);
  const level = Math.round((firstVertebra - z) / vertebraPitch);
  const fromMiddle = Math.abs(z - (firstVertebra - level * vertebraPitch));
  const halfBody = (vertebraPitch - discHeight) / 2;
  const size = 0.86 + 0.02 * level;
  // The waist of the body between its end plates.
  const waist = 1 - 0.09 * (1 - (fromMiddle / halfBody) ** 2);
  const shape = {
    x: 0,
    y: y - 1,
    a: 18.5 * size * Math.min(1, waist),
    b: 14.5 * size * Math.min(1, waist),
    exponent: 2.3,
  };
  if (fromMiddle > halfBody) {
    canvas.section(shape, { value: hounsfield.disc, wobble: 0.4, texture: 6 });
  } else {
    const endPlate = smoothStep(halfBody - 2.4, halfBody - 0.4, fromMiddle);
    canvas.section(shape, { value: hounsfield.cortex - 60, edge: 1.4, wobble: 0.4, texture: 50 });
    canvas.section(
      { ...shape, a: shape.a - 1.6, b: shape.b - 1.6 },
      { value: 185 + 240 * endPlate, edge: 1.5, wobble: 0.5, texture: 48 },
    );
    // The basivertebral vein leaves the middle of the back wall.
    if (fromMiddle < 2.5) canvas.section({ x: 0, y: y + 9, a: 2.2, b: 7, exponent: 2 }, { value: 90, edge: 2 });
  }
  const canal = { x: 0, y: y + 21, a: 9.6, b: 8.2, exponent: 2 };
  canvas.section({ ...canal, a: canal.a + 0.6, b: canal.b + 0.6 }, { value: -60, edge: 1.4 });
  canvas.section(canal, { value: hounsfield.cerebrospinalFluid, edge: 1.4 });
  canvas.section({ ...canal, y: canal.y - 0.8, a: 5.2, b: 3.9 }, { value: hounsfield.cord, edge: 1.4 });
}
