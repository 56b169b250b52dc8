import type { DisplaySet, GeometryFindings } from '../../contract/display-set.ts';
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

/**
 * The slices of the volume that a display set can be shown as, as `gridFrames` gives them; null where it is none. A stack
 * with missing slices makes a volume only for a display that shows them as missing.
 */
export function volumeSlices({
  frames,
  verdict,
  geometry,
  shearCorrected,
}: DisplaySet): readonly (number | null)[] | null {
  switch (verdict.kind) {
    case 'regular':
    case 'shear-corrected':
    case 'resampled':
      return frames.map((_, index) => index);
    case 'stack-only': {
      if (verdict.reason !== 'missing-slices' || !geometry) return null;
      const onLine = geometry.line === 'along-normal' || shearCorrected !== undefined;
      return onLine ? gridFrames(frames.length, geometry) : null;
    }
  }
}
