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
    const visibilityInRow = visibilityBy(shape, image);
    for (let row = 1, at = 0; row <= rows; row++) {
      const isVisible = visibilityInRow(row);
      for (let column = 1; column <= columns; column++, at++) if (!isVisible(column)) mask[at] = 1;
    }
  }
  return mask;
}

/** Whether a shape leaves the pixels of a row visible, by their column; both count from 1. */
type VisibilityInRow = (row: number) => (column: number) => boolean;

function visibilityBy(shape: ShutterShape, image: ShutteredImage): VisibilityInRow {
  switch (shape.kind) {
    case 'rectangular': {
      const { left, right, upper, lower } = shape;
      return row => column => column >= left && column <= right && row >= upper && row <= lower;
    }
    case 'circular':
      // the radius counts pixels along a row (C.7.6.11), so that the circle is round where pixels are not square
      return row => {
        const down = (row - shape.row) * image.aspect;
        return column => (column - shape.column) ** 2 + down ** 2 <= shape.radius ** 2;
      };
    case 'polygonal':
      return row => {
        const spans = spansOf(shape.vertices, row);
        return column => spans.some(([from, to]) => column >= from - tolerance && column <= to + tolerance);
      };
    case 'bitmap': {
      const overlay = image.overlays.find(({ plane }) => plane.group === shape.overlayGroup);
      return row => column => overlay === undefined || !isSet(overlay, row, column);
    }
  }
}

function isSet({ plane, bitmap }: Overlay, row: number, column: number): boolean {
  const [y, x] = [row - plane.origin.row, column - plane.origin.column];
  return x >= 0 && y >= 0 && x < plane.columns && y < plane.rows && bitmap[y * plane.columns + x] === 1;
}

/** Of a crossing, in pixels: rounding must not hide what lies on a side. */
const tolerance = 1e-9;

type Vertices = Extract<ShutterShape, { kind: 'polygonal' }>['vertices'];

/** What of a row of pixel centres is in a polygon by the even-odd rule, and on its horizontal sides and corners. */
function spansOf(vertices: Vertices, row: number): readonly (readonly [from: number, to: number])[] {
  const crossings: number[] = [];
  const spans: [number, number][] = [];
  let from = vertices.at(-1);
  for (const to of vertices) {
    if (from === undefined) return [];
    if (from.row > row !== to.row > row) {
      crossings.push(from.column + ((row - from.row) * (to.column - from.column)) / (to.row - from.row));
    }
    if (to.row === row) {
      const other = from.row === row ? from.column : to.column;
      spans.push([Math.min(other, to.column), Math.max(other, to.column)]);
    }
    from = to;
  }
  crossings.sort((a, b) => a - b);
  for (let at = 0; at + 1 < crossings.length; at += 2) spans.push([crossings[at] ?? 0, crossings[at + 1] ?? 0]);
  return spans;
}
