import type { FinishedFrame } from '../pixel/finished-frame.ts';
import { finishedValues } from '../pixel/finished-values.ts';
import { coverOf } from './cover.ts';
import { type GreyMapping, greyOf, greyTable } from './grey-mapping.ts';
import type { Presentation } from './presentation.ts';

/** What a frame looks like, one pixel for each of the image's, 8 bits a sample: levels of grey, or RGB interleaved. */
export interface DrawnFrame {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  readonly levels: Uint8Array<ArrayBuffer>;
}

/**
 * Draws a frame as its presentation says: image, shutter over it, overlays in white over both. `cover` may be given where
 * it is known already, for it does not change with the window.
 */
export function drawFrame(
  frame: FinishedFrame,
  presentation: Presentation,
  cover: Uint8ClampedArray | null = coverOf(presentation),
): DrawnFrame {
  const { rows, columns, grey } = presentation;
  const samplesPerPixel = grey === null ? 3 : 1;
  const levels = grey === null ? frame.bytes.slice(0, rows * columns * 3) : greyLevels(frame, grey);
  for (let at = 0; cover !== null && at < rows * columns; at++) {
    // what covers is always grey
    if (cover[4 * at + 3] !== 0) levels.fill(cover[4 * at] ?? 0, samplesPerPixel * at, samplesPerPixel * (at + 1));
  }
  return { rows, columns, samplesPerPixel, levels };
}

/** The level of grey, from 0 to 255, of each value of a grey frame. */
export function greyLevels(frame: FinishedFrame, mapping: GreyMapping): Uint8Array<ArrayBuffer> {
  const values = finishedValues(frame);
  const table = greyTable(mapping, frame.dtype);
  const levels = new Uint8Array(values.length);
  if (table === null) {
    for (let at = 0; at < values.length; at++) levels[at] = greyOf(mapping, values[at] ?? 0);
    return levels;
  }
  const { greys, first } = table;
  for (let at = 0; at < values.length; at++) levels[at] = greys[(values[at] ?? 0) - first] ?? 0;
  return levels;
}
