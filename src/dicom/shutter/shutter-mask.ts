import type { Overlay } from '../overlay/overlay.ts';
import type { Shutter, ShutterShape } from './shutter.ts';

/** The image that a shutter lies on. */
export interface ShutteredImage {
  readonly rows: number;
  readonly columns: number;
  /** Height of a pixel over its width. */
  readonly aspect: number;
  /** Overlays of the frame, for a bitmap shutter. */
  readonly overlays: readonly Overlay[];
}

/**
 * 1 for each pixel that is hidden, row by row; 0 for the visible ones. A pixel counts as its centre, and what lies on an
 * edge, a circle or a side is visible.
 */
export function shutterMask(shutter: Shutter, image: ShutteredImage): Uint8Array<ArrayBuffer> {
  const { rows, columns } = image;
  const mask = new Uint8Array(rows * columns);
  for (const shape of shutter.shapes) {
    const isVisible = visibilityBy(shape, image);
    for (let row = 1, at = 0; row <= rows; row++) {
      for (let column = 1; column <= columns; column++, at++) if (!isVisible(row, column)) mask[at] = 1;
    }
  }
  return mask;
}

/** Whether a shape leaves a pixel, counted from 1, visible. */
function visibilityBy(shape: ShutterShape, { aspect, overlays }: ShutteredImage) {
  switch (shape.kind) {
    case 'rectangular': {
      const { left, right, upper, lower } = shape;
      return (row: number, column: number) => column >= left && column <= right && row >= upper && row <= lower;
    }
    case 'circular':
      // the radius counts pixels along a row (C.7.6.11), so that the circle is round where pixels are not square
      return (row: number, column: number) => {
        return (column - shape.column) ** 2 + ((row - shape.row) * aspect) ** 2 <= shape.radius ** 2;
      };
    case 'polygonal':
      return (row: number, column: number) => isInside(shape.vertices, row, column);
    case 'bitmap': {
      const overlay = overlays.find(({ plane }) => plane.group === shape.overlayGroup);
      return (row: number, column: number) => overlay === undefined || !isSet(overlay, row, column);
    }
  }
}

function isSet({ plane, bitmap }: Overlay, row: number, column: number): boolean {
  const [y, x] = [row - plane.origin.row, column - plane.origin.column];
  return x >= 0 && y >= 0 && x < plane.columns && y < plane.rows && bitmap[y * plane.columns + x] === 1;
}

type Vertices = Extract<ShutterShape, { kind: 'polygonal' }>['vertices'];

/** Even-odd rule; a point on a side is inside. */
function isInside(vertices: Vertices, row: number, column: number): boolean {
  let inside = false;
  let from = vertices.at(-1);
  for (const to of vertices) {
    if (from === undefined) return false;
    const across = (to.column - from.column) * (row - from.row) - (column - from.column) * (to.row - from.row);
    if (across === 0 && isBetween(row, from.row, to.row) && isBetween(column, from.column, to.column)) return true;
    if (from.row > row !== to.row > row) {
      const crossing = from.column + ((row - from.row) * (to.column - from.column)) / (to.row - from.row);
      if (column < crossing) inside = !inside;
    }
    from = to;
  }
  return inside;
}

function isBetween(value: number, a: number, b: number): boolean {
  return value >= Math.min(a, b) && value <= Math.max(a, b);
}
