import { tags } from '../dataset/tags.ts';
import { jsonString } from '../json/dicom-json.ts';
import type { Orientation, PixelSpacing } from './image-plane.ts';
import type { SeriesFrame } from './series-frame.ts';
import { dot } from './vector.ts';

/** Frames of one series that belong together, and what sets them apart within it: stable while instances arrive. */
export interface FrameGroup {
  readonly key: string;
  readonly frames: readonly SeriesFrame[];
}

/** Modalities whose images are views of their own rather than a stack. */
const oneViewEach = new Set(['CR', 'DX', 'MG', 'PX', 'IO']);

/**
 * Directions of rows and columns that differ by less are the same: 0.5 degrees moves the edge of a 512 mm field by less
 * than 2.3 mm, more than scanners' rounding, less than any intended angulation.
 */
const sameDirection = Math.cos((0.5 * Math.PI) / 180);

/** More directions than this are a rotating view, not a protocol; bounds the comparisons too. */
const maximumOrientations = 64;

/** Splits the frames of one series by everything that keeps them from one stack. */
export function splitSeries(frames: readonly SeriesFrame[]): readonly FrameGroup[] {
  return [...groupBy(frames, discreteKey)].flatMap(([key, group]) => splitByOrientation(key, group));
}

function discreteKey(frame: SeriesFrame): string {
  const { header, rows, columns, localizer, colour, frameOfReferenceUid, spacing } = frame;
  const modality = jsonString(header, tags.modality) ?? '';
  const alone = frame.numberOfFrames > 1 || oneViewEach.has(modality);
  return [
    jsonString(header, tags.sopClassUid) ?? '',
    alone ? frame.sopInstanceUid : '',
    localizer ? 'localizer' : '',
    colour ? 'colour' : 'grey',
    `${rows}x${columns}`,
    spacingKey(spacing),
    frameOfReferenceUid ?? '',
  ].join('|');
}

/** Four significant digits: writers round differently within a series. */
function spacingKey(spacing: PixelSpacing | null): string {
  return spacing === null ? '' : `${spacing.row.toPrecision(4)}x${spacing.column.toPrecision(4)}`;
}

/**
 * Clusters by direction, as in a three-plane localizer. Where that would leave less than two frames a cluster on average
 * (radial acquisitions, rotating views), the frames stay together.
 */
function splitByOrientation(key: string, frames: readonly SeriesFrame[]): readonly FrameGroup[] {
  const clusters: { orientation: Orientation | null; frames: SeriesFrame[] }[] = [];
  for (const frame of frames) {
    const cluster = clusters.find(({ orientation }) => isSameOrientation(orientation, frame.orientation));
    if (cluster) cluster.frames.push(frame);
    else clusters.push({ orientation: frame.orientation, frames: [frame] });
    if (clusters.length > maximumOrientations) return [{ key, frames }];
  }
  if (clusters.length > 1 && frames.length < 2 * clusters.length) return [{ key, frames }];
  return clusters.map(cluster => ({ key: `${key}|${orientationKey(cluster.orientation)}`, frames: cluster.frames }));
}

export function isSameOrientation(a: Orientation | null, b: Orientation | null): boolean {
  if (a === null || b === null) return a === b;
  return dot(a.row, b.row) > sameDirection && dot(a.column, b.column) > sameDirection;
}

function orientationKey(orientation: Orientation | null): string {
  if (orientation === null) return '';
  // adding 0 turns -0 into 0
  return [...orientation.row, ...orientation.column]
    .map(value => (Math.round(value * 20) / 20 + 0).toFixed(2))
    .join(',');
}

export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
