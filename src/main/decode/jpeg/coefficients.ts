import type { JpegFrame } from './segments.ts';

/** Quantised DCT coefficients of a component: blocks of 64 in natural order, by row of blocks. */
export interface Plane {
  readonly coefficients: Int16Array;
  /** Blocks in a line of the stored plane, whole MCUs. */
  readonly blocksAcross: number;
  /** Blocks that hold samples of the image; a scan of one component codes these only (ITU-T T.81 A.2.2). */
  readonly columns: number;
  readonly rows: number;
}

export interface McuGrid {
  readonly across: number;
  readonly down: number;
  readonly horizontal: number;
  readonly vertical: number;
}

export function mcuGridOf(frame: JpegFrame): McuGrid {
  const horizontal = Math.max(...frame.components.map(component => component.horizontal));
  const vertical = Math.max(...frame.components.map(component => component.vertical));
  return {
    across: Math.ceil(frame.columns / (8 * horizontal)),
    down: Math.ceil(frame.rows / (8 * vertical)),
    horizontal,
    vertical,
  };
}

export function emptyPlanes(frame: JpegFrame, grid: McuGrid): readonly Plane[] {
  return frame.components.map(({ horizontal, vertical }) => {
    const blocksAcross = grid.across * horizontal;
    return {
      coefficients: new Int16Array(blocksAcross * grid.down * vertical * 64),
      blocksAcross,
      columns: Math.ceil((frame.columns * horizontal) / (8 * grid.horizontal)),
      rows: Math.ceil((frame.rows * vertical) / (8 * grid.vertical)),
    };
  });
}

/** Index in natural order of the coefficient at each place of the zig-zag sequence (T.81 figure A.6). */
export const zigZag: readonly number[] = Array.from({ length: 64 }, (_, at) => at).sort((one, other) => {
  const diagonal = (at: number) => (at >> 3) + (at & 7);
  const along = (at: number) => (diagonal(at) % 2 === 0 ? at & 7 : at >> 3);
  return diagonal(one) - diagonal(other) || along(one) - along(other);
});
