/** A point or direction in the patient coordinate system, mm: x to the left, y to the back, z to the head (C.7.6.2.1.1). */
export type Vector3 = readonly [x: number, y: number, z: number];

export function add(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}
export function subtract(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
export function scale(a: Vector3, factor: number): Vector3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}
export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
export function length(a: Vector3): number {
  return Math.hypot(a[0], a[1], a[2]);
}

/** The vector at `index` of a list of numbers; null when it does not hold three finite ones there. */
export function vectorAt(values: readonly number[] | null, index = 0): Vector3 | null {
  const [x, y, z] = values?.slice(index, index + 3) ?? [];
  if (x === undefined || y === undefined || z === undefined) return null;
  return [x, y, z].every(Number.isFinite) ? [x, y, z] : null;
}
