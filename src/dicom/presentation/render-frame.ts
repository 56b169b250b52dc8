import type { FinishedFrame } from '../pixel/finished-frame.ts';
import { finishedValues } from '../pixel/finished-values.ts';
import { coverOf } from './cover.ts';
import { type GreyMapping, greyOf, greyTable } from './grey-mapping.ts';
import type { Presentation } from './presentation.ts';

/** A picture of interleaved RGB, 8 bits a sample, one pixel for each of the image's. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** Draws a frame as its presentation says: image, shutter over it, overlays in white over both. */
export function renderFrame(frame: FinishedFrame, presentation: Presentation): Picture {
  const { rows, columns, grey } = presentation;
  const rgb = new Uint8Array(rows * columns * 3);
  if (grey === null) rgb.set(frame.bytes.subarray(0, rgb.length));
  else for (const [at, level] of greyLevels(frame, grey).entries()) rgb.fill(level, 3 * at, 3 * at + 3);
  const cover = coverOf(presentation);
  for (let at = 0; cover !== null && at < rows * columns; at++) {
    if (cover[4 * at + 3] !== 0) rgb.set(cover.subarray(4 * at, 4 * at + 3), 3 * at);
  }
  return { rows, columns, rgb };
}

/** The level of grey, from 0 to 255, of each value of a grey frame. */
export function greyLevels(frame: FinishedFrame, mapping: GreyMapping): Uint8Array<ArrayBuffer> {
  const values = finishedValues(frame);
  const table = greyTable(mapping, frame.dtype);
  const levels = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    levels[at] = table === null ? greyOf(mapping, value) : (table.greys[value - table.first] ?? 0);
  }
  return levels;
}
