import type { Section } from '../slice-canvas.ts';

/**
 * The frame of the phantom's trunk. Millimetres, x to the left, y to the back, z to the head; the carina lies near
 * z = 45, the apices of the lungs at 138, the right dome of the diaphragm at -48.
 */
export type Side = -1 | 1;
export const sides: readonly Side[] = [-1, 1];

export const lungApex = 138;

/** Hounsfield units of the phantom's tissues (portal venous phase). */
export const hounsfield = {
  air: -1000,
  lung: -868,
  fat: -102,
  muscle: 58,
  skin: 15,
  blood: 150,
  myocardium: 104,
  liver: 108,
  spleen: 122,
  cortex: 620,
  marrow: 190,
  cartilage: 105,
  disc: 82,
  cord: 34,
  cerebrospinalFluid: 8,
} as const;

/** Depth of the vertebral bodies' centre: the thoracic kyphosis. */
export function spineDepth(z: number): number {
  return 60 - 0.0007 * (z + 5) ** 2;
}

/** How far the dome of a lung has opened at this height: 0 at the apex, 1 from 110 mm below. */
function opening(z: number): number {
  const t = Math.min(1, Math.max(0, (lungApex - z) / 110));
  return (t * (2 - t)) ** 0.72;
}

/** The side of the chest that a lung fills, above the diaphragm; half axes are 0 above the apex. */
export function pleuralSection(side: Side, z: number): Section {
  const open = opening(z);
  const wide = 1 + 0.05 * Math.min(1, Math.max(0, (60 - z) / 120));
  const center = 46 + (71 - 46) * open;
  return {
    x: side * center * wide,
    y: 20 - 13 * open,
    a: 54 * open * wide,
    b: 84 * open,
    exponent: 2.5,
  };
}

/** Axial section of a lung before mediastinum and diaphragm are cut out: it ends in the recess at the side and back. */
export function lungSection(side: Side, z: number): Section {
  const pleura = pleuralSection(side, z);
  const closed = smoothStep(-92, costophrenicFloor - 4, z);
  if (closed === 0) return pleura;
  const left = Math.sqrt(1 - closed);
  return {
    ...pleura,
    x: pleura.x + side * pleura.a * 0.62 * (1 - left),
    y: pleura.y + pleura.b * 0.6 * (1 - left),
    a: pleura.a * (0.3 + 0.7 * left) * Math.min(1, left * 3),
    b: pleura.b * (0.3 + 0.7 * left) * Math.min(1, left * 3),
  };
}

/** Outline on which ribs and sternum lie. */
export function thoracicSection(z: number): Section {
  const lung = pleuralSection(1, z);
  const open = opening(z);
  return { x: 0, y: lung.y + 2 - 6 * open, a: lung.x + lung.a + 7 - 6 * (1 - open), b: lung.b + 9, exponent: 2.4 };
}

/** Outline of the skin. */
export function bodySection(z: number): Section {
  const shoulder = Math.max(0, (z - 95) / 80);
  const waist = Math.min(1, Math.max(0, (-70 - z) / 110));
  return {
    x: 0,
    y: 1 + 8 * shoulder,
    a: 166 + 12 * Math.min(1, shoulder * 1.3) - 5 * waist,
    b: 112 - 16 * shoulder ** 1.4 - 2 * waist,
    exponent: 2.45 + 0.35 * Math.min(1, shoulder),
  };
}

/** Height of the diaphragm over a point: two domes, the heart's bed between them, deep recesses at the back. */
export function diaphragmHeight(x: number, y: number): number {
  const dome = (cx: number, top: number, width: number) =>
    top - 60 * (Math.abs((x - cx) / width) ** 2.6 + Math.abs((y + 14) / 98) ** 2.6) ** (2 / 2.6);
  const right = dome(-66, -44, 66);
  const left = dome(66, -60, 66);
  const middle = dome(0, -68, 74);
  return Math.max(costophrenicFloor, smoothMaximum(smoothMaximum(right, left), middle));
}

/** Below this there is no lung. */
export const costophrenicFloor = -121;

function smoothMaximum(a: number, b: number): number {
  const softness = 14;
  const high = Math.max(a, b);
  return high + softness * Math.log1p(Math.exp((Math.min(a, b) - high) / softness)) - softness * 0.3;
}

/** Less than 1 inside of a section. */
export function sectionLevel(section: Section, x: number, y: number): number {
  if (section.a <= 0) return Infinity;
  return (
    Math.abs((x - section.x) / section.a) ** section.exponent +
    Math.abs((y - section.y) / section.b) ** section.exponent
  );
}

/** The oblique fissure of a side: negative in front of and above it. */
export function obliqueFissure(side: Side, y: number, z: number): number {
  const top = side === -1 ? 78 : 88;
  // From the back at the height of the fourth vertebra down to the front of the diaphragm.
  return y * 0.78 - (z - top + 60) * 0.62 + 0.048 * z;
}

export function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
