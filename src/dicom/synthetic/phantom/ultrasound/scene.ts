/** Something that an ultrasound plane cuts: an ellipse in the plane, millimetres from the middle of the probe. */
export interface Reflector {
  /** Lateral position (right of the image is positive) and depth of the centre. */
  readonly center: readonly [lateral: number, depth: number];
  readonly axes: readonly [lateral: number, depth: number];
  readonly turn?: number;
  /** Backscatter in decibels; soft liver is 0, fluid -60. */
  readonly echo: number;
  /** Backscatter of its border, for organs with a capsule and vessels with a wall. */
  readonly rim?: number;
  /** Decibels that everything behind it gains (fluid) or loses (stone, gas). */
  readonly behind?: number;
  /** How irregular its border is, millimetres. */
  readonly wobble?: number;
}

/** One plane of an abdomen, and the sphere whose diameter a caliper measures in it. */
export interface Scene {
  readonly title: string;
  readonly reflectors: readonly Reflector[];
  /** Depth of the bright line of the diaphragm in the middle of the image; null where it is not seen. */
  readonly diaphragm: number | null;
  readonly caliper: { readonly center: readonly [number, number]; readonly diameter: number } | null;
}

const fluid = -60;

/** Diameter of the hepatic cyst in all patients, millimetres: known for tests. */
export const cystDiameter = 24;

export const scenes: readonly Scene[] = [
  {
    title: 'Liver, right lobe',
    diaphragm: 128,
    caliper: { center: [22, 66], diameter: cystDiameter },
    reflectors: [
      { center: [22, 66], axes: [cystDiameter / 2, cystDiameter / 2], echo: fluid, rim: 5, behind: 8 },
      { center: [-34, 74], axes: [21, 3.4], turn: 0.5, echo: fluid, wobble: 1 },
      { center: [-12, 92], axes: [17, 4.2], turn: -0.35, echo: fluid, wobble: 1.2 },
      { center: [-44, 50], axes: [9, 2.4], turn: -0.5, echo: -50, rim: 10, wobble: 0.6 },
      { center: [2, 50], axes: [6, 2], turn: 0.3, echo: -50, rim: 9, wobble: 0.6 },
      { center: [-20, 112], axes: [7, 5], echo: -46, rim: 6, wobble: 0.6 },
    ],
  },
  {
    title: 'Gallbladder',
    diaphragm: null,
    caliper: null,
    reflectors: [
      { center: [8, 68], axes: [33, 13], turn: 0.42, echo: fluid, rim: 7, behind: 7, wobble: 1 },
      { center: [18, 80], axes: [5.5, 4.4], echo: 21, behind: -34 },
      { center: [-42, 84], axes: [16, 5.2], turn: -0.3, echo: -56, rim: 11, wobble: 1 },
      { center: [66, 96], axes: [26, 12], turn: 0.2, echo: 12, behind: -14, wobble: 5 },
      { center: [-56, 56], axes: [8, 2.2], turn: 0.4, echo: -48, rim: 8, wobble: 0.6 },
    ],
  },
  {
    title: 'Right kidney',
    diaphragm: null,
    caliper: null,
    reflectors: [
      { center: [10, 92], axes: [55, 26], turn: 0.1, echo: -5, rim: 7, wobble: 2 },
      { center: [-16, 84], axes: [8, 6], echo: -11, wobble: 1.5 },
      { center: [6, 80], axes: [8, 5.5], echo: -11, wobble: 1.5 },
      { center: [30, 86], axes: [8, 6], echo: -11, wobble: 1.5 },
      { center: [-14, 101], axes: [7, 5], echo: -11, wobble: 1.5 },
      { center: [26, 104], axes: [8, 5], echo: -11, wobble: 1.5 },
      { center: [8, 93], axes: [31, 8], turn: 0.1, echo: 12, wobble: 4 },
      { center: [-48, 58], axes: [10, 2.6], turn: 0.35, echo: -50, rim: 8, wobble: 0.8 },
    ],
  },
];
