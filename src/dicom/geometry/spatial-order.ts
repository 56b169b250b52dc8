import type { Orientation } from './image-plane.ts';
import type { SeriesFrame } from './series-frame.ts';
import { isSameOrientation } from './split.ts';
import { dot } from './vector.ts';

/** The one orientation of a group whose frames all have a position; null when there is none. */
export function commonOrientation(frames: readonly SeriesFrame[]): Orientation | null {
  const first = frames[0]?.orientation ?? null;
  if (first === null) return null;
  const same = frames.every(frame => frame.position !== null && isSameOrientation(first, frame.orientation));
  return same ? first : null;
}

/**
 * The frames in the order in which they are scrolled: along the normal where they lie in parallel planes, in the
 * direction in which instance numbers rise, so that the first image is the one that the scanner called first; else by
 * instance and frame number.
 */
export function inSpatialOrder(frames: readonly SeriesFrame[]): readonly SeriesFrame[] {
  const numbered = [...frames].sort(byNumber);
  const orientation = commonOrientation(numbered);
  if (orientation === null) return numbered;
  const place = (frame: SeriesFrame) => (frame.position === null ? 0 : dot(frame.position, orientation.normal));
  const direction = risesWithNumber(numbered.map(place)) ? 1 : -1;
  return numbered.sort((a, b) => direction * (place(a) - place(b)) || byNumber(a, b));
}

/** By instance number, then by frame; frames without a number last, so that the order never depends on arrival. */
export function byNumber(a: SeriesFrame, b: SeriesFrame): number {
  return (
    (a.instanceNumber ?? Number.MAX_SAFE_INTEGER) - (b.instanceNumber ?? Number.MAX_SAFE_INTEGER) ||
    (a.sopInstanceUid < b.sopInstanceUid ? -1 : Number(a.sopInstanceUid > b.sopInstanceUid)) ||
    a.frameNumber - b.frameNumber
  );
}

/** Sign of the trend, robust against a few frames that are out of order (interleaved acquisition). */
function risesWithNumber(places: readonly number[]): boolean {
  const middle = (places.length - 1) / 2;
  return places.reduce((sum, place, index) => sum + (index - middle) * place, 0) >= 0;
}
