/** A point or direction in patient coordinates, mm (PS3.3 C.7.6.2.1.1: x to the left, y to the back, z to the head). */
export type Vector3 = readonly [number, number, number];

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const subtract = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const length = (a: Vector3): number => Math.hypot(a[0], a[1], a[2]);
export const scale = (a: Vector3, by: number): Vector3 => [a[0] * by, a[1] * by, a[2] * by];
export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export function normalize(a: Vector3): Vector3 {
  const norm = length(a);
  return norm === 0 ? a : scale(a, 1 / norm);
}
