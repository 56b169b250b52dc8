import type { Overlay } from '../overlay/overlay.ts';
import type { Presentation } from './presentation.ts';

/**
 * What lies over the pixels of a frame: RGBA, 8 bits a sample, opaque where shutter or overlays are and transparent
 * elsewhere; null where nothing lies over it. To be drawn without smoothing, one pixel for each of the image's.
 */
export function coverOf(presentation: Presentation): Uint8ClampedArray<ArrayBuffer> | null {
  const { rows, columns, shutter, overlays } = presentation;
  if (shutter === null && overlays.length === 0) return null;
  const rgba = new Uint8ClampedArray(rows * columns * 4);
  if (shutter !== null) {
    for (let at = 0; at < shutter.mask.length; at++) if (shutter.mask[at] === 1) paint(rgba, at, shutter.grey);
  }
  for (const overlay of overlays) drawOverlay(overlay, presentation, rgba);
  return rgba;
}

function paint(rgba: Uint8ClampedArray, at: number, grey: number): void {
  rgba.fill(grey, 4 * at, 4 * at + 3);
  rgba[4 * at + 3] = 0xff;
}

function drawOverlay(overlay: Overlay, { rows, columns }: Presentation, rgba: Uint8ClampedArray): void {
  const { plane } = overlay;
  for (let y = 0; y < plane.rows; y++) {
    const row = plane.origin.row - 1 + y;
    if (row < 0 || row >= rows) continue;
    for (let x = 0; x < plane.columns; x++) {
      const column = plane.origin.column - 1 + x;
      if (column >= 0 && column < columns && isDrawn(overlay, x, y)) paint(rgba, row * columns + column, 0xff);
    }
  }
}

/** Graphics as they are; of a region of interest the border alone, since the reader must see what is in it. */
function isDrawn({ plane, bitmap }: Overlay, x: number, y: number): boolean {
  const at = y * plane.columns + x;
  if (bitmap[at] !== 1) return false;
  if (plane.kind === 'graphics') return true;
  const isBorder = x === 0 || y === 0 || x === plane.columns - 1 || y === plane.rows - 1;
  if (isBorder) return true;
  const neighbours = [bitmap[at - 1], bitmap[at + 1], bitmap[at - plane.columns], bitmap[at + plane.columns]];
  return neighbours.some(bit => bit !== 1);
}
