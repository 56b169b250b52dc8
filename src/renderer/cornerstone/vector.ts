import { length, scale, type Vector3 } from '../../dicom/geometry/vector.ts';

export { add, cross, dot, length, scale, subtract, type Vector3 } from '../../dicom/geometry/vector.ts';

export function normalize(a: Vector3): Vector3 {
  const norm = length(a);
  return norm === 0 ? a : scale(a, 1 / norm);
}
