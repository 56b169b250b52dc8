import type { SeriesFrame } from './series-frame.ts';
import { commonOrientation } from './spatial-order.ts';
import { dot } from './vector.ts';

/** Slices nearer than this, in mm, are at the same place: positions are written with two to six decimals. */
export const samePlace = 0.01;

/**
 * The frames of each place along the common normal, by rising place; frames of one place keep their order. Null where
 * frames have no position or no common orientation.
 */
export function framesByPlace(frames: readonly SeriesFrame[]): readonly (readonly SeriesFrame[])[] | null {
  const orientation = commonOrientation(frames);
  if (orientation === null) return null;
  const placed = frames.map(frame => ({ frame, at: frame.position ? dot(frame.position, orientation.normal) : 0 }));
  placed.sort((a, b) => a.at - b.at);
  const places: { readonly at: number; readonly frames: SeriesFrame[] }[] = [];
  for (const { frame, at } of placed) {
    const last = places.at(-1);
    if (last !== undefined && at - last.at < samePlace) last.frames.push(frame);
    else places.push({ at, frames: [frame] });
  }
  return places.map(place => place.frames);
}
