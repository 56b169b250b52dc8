import { tags } from '../dataset/tags.ts';
import { jsonString } from '../json/dicom-json.ts';
import type { FrameGroup } from './frame-group.ts';
import { groupBy } from './group-by.ts';
import type { Orientation, PixelSpacing } from './image-plane.ts';
import type { SeriesFrame } from './series-frame.ts';
import { dot } from './vector.ts';

/** Modalities whose images are views of their own rather than a stack. */
const oneViewEach = new Set(['CR', 'DX', 'MG', 'PX', 'IO']);

/**
 * Directions of rows and columns that differ by less are the same: 0.5 degrees moves the edge of a 512 mm field by less
 * than 2.3 mm, more than scanners' rounding, less than any intended angulation.
 */
const sameDirection = Math.cos((0.5 * Math.PI) / 180);
/** Pixel spacings that differ by a smaller part are the same: writers round differently within a series. */
const sameSpacing = 1e-3;

/** More clusters than this are a rotating or zooming view, not a protocol; bounds the comparisons too. */
const maximumClusters = 64;

/** Splits the frames of one series by everything that keeps them from one stack. Keys are unique. */
export function splitSeries(frames: readonly SeriesFrame[]): readonly FrameGroup[] {
  const bySpacing = [...groupBy(frames, discreteKey)].flatMap(([key, group]) => {
    const clusters = clustersOf(group, (a, b) => isSameSpacing(a.spacing, b.spacing)) ?? [group];
    return clusters.map(cluster => ({ key: `${key}|${spacingKey(cluster)}`, frames: cluster }));
  });
  return withUniqueKeys(bySpacing.flatMap(splitByOrientation));
}

function discreteKey(frame: SeriesFrame): string {
  const { header, rows, columns, localizer, colour, frameOfReferenceUid } = frame;
  const modality = jsonString(header, tags.modality) ?? '';
  const alone = frame.numberOfFrames > 1 || oneViewEach.has(modality);
  return [
    jsonString(header, tags.sopClassUid) ?? '',
    alone ? frame.sopInstanceUid : '',
    localizer ? 'localizer' : '',
    colour ? 'colour' : 'grey',
    `${rows}x${columns}`,
    frameOfReferenceUid ?? '',
  ].join('|');
}

/**
 * Clusters by direction, as in a three-plane localizer. Where that would leave less than two frames a cluster on average
 * (radial acquisitions, rotating views), the frames stay together.
 */
function splitByOrientation({ key, frames }: FrameGroup): readonly FrameGroup[] {
  const clusters = clustersOf(frames, (a, b) => isSameOrientation(a.orientation, b.orientation));
  if (clusters === null || (clusters.length > 1 && frames.length < 2 * clusters.length)) return [{ key, frames }];
  return clusters.map(cluster => ({
    key: `${key}|${orientationKey(cluster[0]?.orientation ?? null)}`,
    frames: cluster,
  }));
}

/** Each frame with the first one that is like it; null where there would be too many clusters. */
function clustersOf(
  frames: readonly SeriesFrame[],
  isLike: (first: SeriesFrame, frame: SeriesFrame) => boolean,
): readonly (readonly SeriesFrame[])[] | null {
  const clusters: { readonly first: SeriesFrame; readonly frames: SeriesFrame[] }[] = [];
  for (const frame of frames) {
    const cluster = clusters.find(({ first }) => isLike(first, frame));
    if (cluster) cluster.frames.push(frame);
    else clusters.push({ first: frame, frames: [frame] });
    if (clusters.length > maximumClusters) return null;
  }
  return clusters.map(cluster => cluster.frames);
}

function isSameSpacing(a: PixelSpacing | null, b: PixelSpacing | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a.row - b.row) <= sameSpacing * a.row && Math.abs(a.column - b.column) <= sameSpacing * a.column;
}

export function isSameOrientation(a: Orientation | null, b: Orientation | null): boolean {
  if (a === null || b === null) return a === b;
  return dot(a.row, b.row) > sameDirection && dot(a.column, b.column) > sameDirection;
}

/** Three significant digits: coarser than what is told apart, so that the key does not depend on which frame came first. */
function spacingKey(frames: readonly SeriesFrame[]): string {
  const spacing = frames[0]?.spacing ?? null;
  return spacing === null ? '' : `${spacing.row.toPrecision(3)}x${spacing.column.toPrecision(3)}`;
}

function orientationKey(orientation: Orientation | null): string {
  if (orientation === null) return '';
  // adding 0 turns -0 into 0
  return [...orientation.row, ...orientation.column]
    .map(value => (Math.round(value * 20) / 20 + 0).toFixed(2))
    .join(',');
}

function withUniqueKeys(groups: readonly FrameGroup[]): readonly FrameGroup[] {
  return [...groupBy(groups, group => group.key).values()].flatMap(sameKey =>
    sameKey.map((group, index) => (index === 0 ? group : { ...group, key: `${group.key}#${index + 1}` })),
  );
}
