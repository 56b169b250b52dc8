import type { CalibrationKind, Quantity } from '../../contract/measurement.ts';
import { add, scale, subtract, type Vector3 } from '../geometry/vector.ts';
import { angleOf } from './angle.ts';
import { lengthBetween } from './length.ts';
import { type MeasuredKind, refused, regionQuantities, type ShapeMeasured, type ValueScale } from './measured.ts';
import type { IsPadding } from './padding.ts';
import { regionInVolume } from './region-in-volume.ts';
import type { SpaceRegion } from './space-region.ts';
import { type Volume, voxelCoordinates } from './volume.ts';

/** What the voxels of a volume mean. */
export interface VolumeMeaning {
  /** Of its slices' pixels: a volume is made of calibrated cross-sections only. */
  readonly calibration: CalibrationKind;
  readonly isPadding: IsPadding;
  readonly scale: ValueScale;
}

/**
 * Measures on a plane through a volume, from the points of a measurement (`measurementSchema`) in patient space. Lengths
 * and angles need no values; null stands for a volume whose values are not all here.
 */
export function measureInVolume(
  volume: Volume | null,
  meaning: VolumeMeaning,
  kind: MeasuredKind,
  points: readonly Vector3[],
): ShapeMeasured {
  const { calibration } = meaning;
  const [a, b, c, d] = points;
  if (a === undefined) return refused('flat');
  const measured = (...quantities: readonly Quantity[]): ShapeMeasured => ({
    ok: true,
    measured: { calibration, quantities },
  });
  switch (kind) {
    case 'length':
      return b === undefined
        ? refused('flat')
        : measured({ quantity: 'length', value: lengthBetween(a, b), unit: 'mm' });
    case 'angle':
    case 'cobb': {
      const degrees = angleOf(kind, points);
      return degrees === null ? refused('flat') : measured({ quantity: 'angle', value: degrees, unit: 'deg' });
    }
    case 'point':
      return measureVoxel(volume, meaning, a);
    case 'polygon':
      return measureSpaceRegion(volume, meaning, { kind: 'polygon', points });
    case 'ellipse': {
      if (b === undefined || c === undefined || d === undefined) return refused('flat');
      const half = (from: Vector3, to: Vector3) => scale(subtract(to, from), 0.5);
      const center = scale(add(a, b), 0.5);
      return measureSpaceRegion(volume, meaning, { kind: 'ellipse', center, axes: [half(a, b), half(c, d)] });
    }
  }
}

function measureSpaceRegion(volume: Volume | null, meaning: VolumeMeaning, region: SpaceRegion): ShapeMeasured {
  if (volume === null) return refused('not-read');
  const outcome = regionInVolume(volume, region, meaning.isPadding);
  if (!outcome.ok) return outcome;
  const { statistics } = outcome;
  const quantities = regionQuantities(statistics, meaning.scale, 'mm2');
  return { ok: true, measured: { calibration: meaning.calibration, quantities }, statistics };
}

/** The value of the voxel whose centre is nearest along each axis: as it was measured, not interpolated. */
function measureVoxel(volume: Volume | null, { calibration, isPadding, scale }: VolumeMeaning, at: Vector3) {
  if (volume === null) return refused('not-read');
  const [i, j, k] = voxelCoordinates(volume, at).map(Math.round) as [number, number, number];
  const isInside = [i, j, k].every((index, axis) => index >= 0 && index < (volume.size[axis] ?? 0));
  if (!isInside) return refused('empty');
  if (volume.isMissing?.(i, j, k)) return refused('missing-data');
  const value = volume.voxel(i, j, k);
  if (!Number.isFinite(value) || isPadding(value)) return refused('empty');
  const quantities: readonly Quantity[] = [{ quantity: 'value', value: value * scale.factor, unit: scale.unit }];
  return { ok: true, measured: { calibration, quantities } } as const;
}
