import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonNumbers, jsonStrings, jsonVector } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';

/** One shape of a display shutter; rows and columns count from 1, as the attributes do. Outside of it is hidden. */
export type ShutterShape =
  | {
      readonly kind: 'rectangular';
      readonly left: number;
      readonly right: number;
      readonly upper: number;
      readonly lower: number;
    }
  | { readonly kind: 'circular'; readonly row: number; readonly column: number; readonly radius: number }
  | { readonly kind: 'polygonal'; readonly vertices: readonly { readonly row: number; readonly column: number }[] }
  /** The overlay whose set bits are hidden, by its group (PS3.3 C.7.6.15). */
  | { readonly kind: 'bitmap'; readonly overlayGroup: number };

/** What hides the surroundings of the image (PS3.3 C.7.6.11, C.7.6.15). */
export interface Shutter {
  /** Shown is what all of them leave visible. */
  readonly shapes: readonly ShutterShape[];
  /** P-Value of the hidden part, from 0, black, to 0xffff. */
  readonly presentationValue: number;
}

/**
 * The shutter of one frame, its own first (PS3.3 C.7.6.16.2.16), or null. A shape that its attributes do not describe, or
 * that would leave nothing, is left out: it says nothing about the image.
 */
export function shutterOf(header: DicomJson, frameNumber: number): Shutter | null {
  const holder = holderOf(header, frameNumber, tags.frameDisplayShutterSequence, tags.shutterShape);
  const shapes = jsonStrings(holder, tags.shutterShape).flatMap(name => {
    const shape = shapeOf(name.trim(), holder);
    return shape === null ? [] : [shape];
  });
  if (shapes.length === 0) return null;
  const value = jsonNumber(holder, tags.shutterPresentationValue) ?? 0;
  return { shapes, presentationValue: Math.min(Math.max(value, 0), 0xffff) };
}

function shapeOf(name: string, holder: DicomJson): ShutterShape | null {
  switch (name) {
    case 'RECTANGULAR':
      return rectangleOf(holder);
    case 'CIRCULAR': {
      const [row, column] = jsonVector(holder, tags.centerOfCircularShutter, 2) ?? [];
      const radius = jsonNumber(holder, tags.radiusOfCircularShutter) ?? 0;
      if (row === undefined || column === undefined || radius <= 0) return null;
      return { kind: 'circular', row, column, radius };
    }
    case 'POLYGONAL':
      return polygonOf(jsonNumbers(holder, tags.verticesOfThePolygonalShutter));
    case 'BITMAP': {
      const overlayGroup = jsonNumber(holder, tags.shutterOverlayGroup);
      return overlayGroup === null ? null : { kind: 'bitmap', overlayGroup };
    }
    default:
      return null;
  }
}

function rectangleOf(holder: DicomJson): ShutterShape | null {
  const left = jsonNumber(holder, tags.shutterLeftVerticalEdge);
  const right = jsonNumber(holder, tags.shutterRightVerticalEdge);
  const upper = jsonNumber(holder, tags.shutterUpperHorizontalEdge);
  const lower = jsonNumber(holder, tags.shutterLowerHorizontalEdge);
  if (left === null || right === null || upper === null || lower === null) return null;
  return left < right && upper < lower ? { kind: 'rectangular', left, right, upper, lower } : null;
}

/** More corners than any console draws; each costs time in every row. */
const mostVertices = 5000;

/** Row and column of one vertex after the other; the last is joined to the first. */
function polygonOf(numbers: readonly number[]): ShutterShape | null {
  if (numbers.length < 6 || numbers.length > 2 * mostVertices || !numbers.every(Number.isFinite)) return null;
  const vertices = Array.from({ length: numbers.length >> 1 }, (_, at) => {
    return { row: numbers[2 * at] ?? 0, column: numbers[2 * at + 1] ?? 0 };
  });
  return { kind: 'polygonal', vertices };
}
