import type { GeometryFindings } from '../../contract/display-set.ts';
import { dot, subtract, type Vector3 } from './vector.ts';

/**
 * The missing slice within whose thickness a patient point lies: half the grid spacing to each side of its plane. Null
 * where the point lies in no missing slice. `normal` is that of the slices. What lies there is unknown: it is hatched,
 * never measured and never exported.
 */
export function missingAt(findings: GeometryFindings, normal: Vector3, point: Vector3): Vector3 | null {
  const half = (findings.gridSpacing ?? 0) / 2;
  for (const { positions } of findings.missing) {
    for (const position of positions) {
      if (Math.abs(dot(subtract(point, position), normal)) <= half) return position;
    }
  }
  return null;
}

/** For each slice of the whole grid, the index of the frame that images it; null where it is missing. */
export function gridFrames(frameCount: number, findings: GeometryFindings): readonly (number | null)[] {
  const missingAfter = new Map(findings.missing.map(gap => [gap.afterFrame, gap.positions.length]));
  return Array.from({ length: frameCount }).flatMap((_, index): (number | null)[] => [
    index,
    ...Array.from({ length: missingAfter.get(index) ?? 0 }, () => null),
  ]);
}
