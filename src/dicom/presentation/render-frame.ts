import type { Overlay } from '../overlay/overlay.ts';
import type { FinishedFrame } from '../pixel/finished-frame.ts';
import { finishedValues } from '../pixel/finished-values.ts';
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
  const { rows, columns, grey, shutter, overlays } = presentation;
  const rgb = grey === null ? frame.bytes.slice(0, rows * columns * 3) : greyPicture(frame, grey);
  if (shutter !== null) {
    for (let at = 0; at < shutter.mask.length; at++) {
      if (shutter.mask[at] === 1) rgb.fill(shutter.grey, 3 * at, 3 * at + 3);
    }
  }
  for (const overlay of overlays) drawOverlay(overlay, presentation, rgb);
  return { rows, columns, rgb };
}

function greyPicture(frame: FinishedFrame, mapping: GreyMapping): Uint8Array<ArrayBuffer> {
  const values = finishedValues(frame);
  const table = greyTable(mapping, frame.dtype);
  const rgb = new Uint8Array(values.length * 3);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    const level = table === null ? greyOf(mapping, value) : (table.greys[value - table.first] ?? 0);
    rgb[3 * at] = rgb[3 * at + 1] = rgb[3 * at + 2] = level;
  }
  return rgb;
}

function drawOverlay(overlay: Overlay, { rows, columns }: Presentation, rgb: Uint8Array): void {
  const { plane } = overlay;
  for (let y = 0; y < plane.rows; y++) {
    const row = plane.origin.row - 1 + y;
    if (row < 0 || row >= rows) continue;
    for (let x = 0; x < plane.columns; x++) {
      const column = plane.origin.column - 1 + x;
      if (column < 0 || column >= columns || !isDrawn(overlay, x, y)) continue;
      const at = 3 * (row * columns + column);
      rgb.fill(0xff, at, at + 3);
    }
  }
}

/** Graphics as they are; of a region of interest the border alone, since the reader must see what is in it. */
export function isDrawn({ plane, bitmap }: Overlay, x: number, y: number): boolean {
  const at = y * plane.columns + x;
  if (bitmap[at] !== 1) return false;
  if (plane.kind === 'graphics') return true;
  const isBorder = x === 0 || y === 0 || x === plane.columns - 1 || y === plane.rows - 1;
  if (isBorder) return true;
  const neighbours = [bitmap[at - 1], bitmap[at + 1], bitmap[at - plane.columns], bitmap[at + plane.columns]];
  return neighbours.some(bit => bit !== 1);
}
