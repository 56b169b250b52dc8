import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import type { CanvasPoint } from '../../cornerstone/index.ts';
import type { MeasuringTool } from '../interaction/key-map.ts';

/** Points of a shape that is being drawn: those that are set, and the one that follows the pointer. */
export interface Drawing {
  readonly tool: MeasuringTool;
  readonly slice: number;
  readonly set: readonly Vector3[];
  readonly next: Vector3;
  /** Where the button was pressed; null between two clicks. */
  readonly pressed: { readonly at: CanvasPoint; readonly place: Vector3 } | null;
}

/** How many points a tool draws, the first two of them by one drag; null where the reader ends it. */
const counts: Readonly<Record<MeasuringTool, number | null>> = {
  length: 2,
  ellipse: 2,
  calibrate: 2,
  angle: 3,
  cobb: 4,
  point: 1,
  polygon: null,
};

/** As many as a measurement may have. */
const mostPoints = 64;
/** A drag shorter than this is a click, and a click nearer than this to the last one is the same point; CSS pixels. */
export const shortestDrag = 4;
/** A click this near to the first corner closes a polygon. */
const closing = 8;

export type DrawingStep = { readonly drawing: Drawing | null; readonly finished: readonly Vector3[] | null };

/** The button goes down: the first point of a new shape, or the next of the one that is drawn. */
export function press(
  drawing: Drawing | null,
  tool: MeasuringTool,
  slice: number,
  at: CanvasPoint,
  place: Vector3,
): Drawing {
  const pressed = { at, place };
  if (drawing?.tool === tool && drawing.slice === slice) return { ...drawing, next: place, pressed };
  return { tool, slice, set: [], next: place, pressed };
}

/** The pointer moves, with or without the button. */
export function follow(drawing: Drawing, place: Vector3): Drawing {
  return { ...drawing, next: place };
}

/**
 * The button goes up. A drag sets both of its ends where it begins a line, as the first one does and the second of a Cobb
 * angle; else a click sets one point. `toCanvas` tells how far points are from each other on screen.
 */
export function release(
  drawing: Drawing,
  at: CanvasPoint,
  place: Vector3,
  toCanvas: (point: Vector3) => CanvasPoint,
): DrawingStep {
  const { tool, set, pressed } = drawing;
  const count = counts[tool];
  const isDrag = pressed !== null && distance(pressed.at, at) >= shortestDrag;
  const isLine = count === 2;
  if (isLine && !isDrag) return { drawing: null, finished: null };
  const added = isDrag && beginsLine(drawing) && count !== 1 ? [pressed.place, place] : [place];
  const first = set[0];
  const closes = tool === 'polygon' && set.length >= 3 && first && distance(toCanvas(first), at) <= closing;
  if (closes) return { drawing: null, finished: set };
  const last = set.at(-1);
  const isSame = added.length === 1 && last && distance(toCanvas(last), at) < shortestDrag;
  const points = isSame ? set : [...set, ...added];
  if (points.length >= (count ?? mostPoints)) return { drawing: null, finished: points.slice(0, count ?? mostPoints) };
  return { drawing: { ...drawing, set: points, next: place, pressed: null }, finished: null };
}

/** Ends a polygon where it is; the shape goes on when it has no corners enough. */
export function finish(drawing: Drawing): DrawingStep {
  const isDone = drawing.tool === 'polygon' && drawing.set.length >= 3;
  return isDone ? { drawing: null, finished: drawing.set } : { drawing, finished: null };
}

/** Takes the last point back; the first one takes the shape with it. */
export function takeBack(drawing: Drawing): Drawing | null {
  return drawing.set.length > 1 ? { ...drawing, set: drawing.set.slice(0, -1), pressed: null } : null;
}

/** Another button was pressed, or the pointer was lost: a line goes, what has set points waits for the next click. */
export function interrupt(drawing: Drawing): Drawing | null {
  return drawing.set.length === 0 ? null : { ...drawing, pressed: null };
}

/** The points as they are drawn now. */
export function pointsOf(drawing: Drawing): readonly Vector3[] {
  const { set, next, pressed, tool } = drawing;
  if (tool === 'point') return [next];
  return pressed !== null && beginsLine(drawing) ? [...set, pressed.place, next] : [...set, next];
}

function beginsLine({ set, tool }: Drawing): boolean {
  return set.length === 0 || (tool === 'cobb' && set.length === 2);
}

function distance(a: CanvasPoint, b: CanvasPoint): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
