import type { IsPadding } from './padding.ts';
import { regionInVolume } from './region-in-volume.ts';
import type { SpaceEllipse } from './space-region.ts';
import type { RegionStatistics } from './statistics.ts';
import type { Volume } from './volume.ts';

export type { SpaceEllipse } from './space-region.ts';

/** `regionInVolume` of an ellipse; null where it is refused. */
export function ellipseInVolume(volume: Volume, ellipse: SpaceEllipse, isPadding: IsPadding): RegionStatistics | null {
  const outcome = regionInVolume(volume, { kind: 'ellipse', ...ellipse }, isPadding);
  return outcome.ok ? outcome.statistics : null;
}
