import { useLayoutEffect, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measurement } from '../../../contract/index.ts';
import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import { mayBeCalibrated } from '../../../dicom/measure/calibration.ts';
import type { MeasuredKind } from '../../../dicom/measure/measured.ts';
import type { CanvasPoint, ImageSet, ImageView } from '../../cornerstone/index.ts';
import { isMeasuringTool, type MeasuringTool } from '../interaction/key-map.ts';
import { useViewer } from '../viewer-context.ts';
import {
  type Drawing,
  type DrawingStep,
  finish,
  follow,
  interrupt,
  pointsOf,
  press,
  release,
  takeBack,
} from './drawing.ts';
import { type MeasureRefusal, measureImage, refusalOf } from './measure-image.ts';
import { choicesFor } from './reader-choices.ts';

/** What is being drawn, as far as it is. */
export interface DrawnShape {
  readonly kind: MeasuredKind;
  readonly points: readonly Vector3[];
  /** Null while there are no points enough, or nothing can be measured between them. */
  readonly measurement: Measurement | null;
  readonly refusal: MeasureRefusal | null;
}

/** A line whose length the reader knows, waiting for its millimetres. */
export interface KnownLine {
  readonly index: number;
  readonly from: Vector3;
  readonly to: Vector3;
}

const kindOf = (tool: MeasuringTool): MeasuredKind => (tool === 'calibrate' ? 'length' : tool);
/** A second click this soon after the last point of a shape belongs to it, in ms. */
const doubleClickTime = 500;

/** The shape that is being drawn in a pane, and what pointer and keys do to it. */
export function useDraft(view: ImageView | null, images: ImageSet, element: HTMLElement | null) {
  const { t } = useTranslation('viewer');
  const viewer = useViewer();
  const { tool } = viewer.state;
  // Press and release may come before the component is drawn anew, so that they need the drawing itself, not a picture's.
  const kept = useRef<Drawing | null>(null);
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  const [knownLine, setKnownLine] = useState<KnownLine | null>(null);
  const endedAt = useRef(Number.NEGATIVE_INFINITY);
  const choicesOf = (uid: string) => choicesFor(viewer.state.choices, images.displaySet.id, uid);
  const refuse = (refusal: MeasureRefusal | 'calibrated') =>
    viewer.say({ text: t(`measureRefused.${refusal}`), tone: 'refused' });
  /** The points lie on the image on which they were set. */
  const current = (): Drawing | null => {
    const drawing = kept.current;
    return drawing && view && drawing.tool === tool && drawing.slice === view.slice ? drawing : null;
  };
  const keep = (drawing: Drawing | null) => {
    kept.current = drawing;
    drawAgain();
  };

  const take = ({ drawing: next, finished }: DrawingStep) => {
    const drawing = current();
    keep(next);
    if (!finished || !drawing || !view) return;
    endedAt.current = performance.now();
    const [from, to] = finished;
    if (drawing.tool === 'calibrate') {
      if (from && to) setKnownLine({ index: view.slice, from, to });
      return;
    }
    const measured = measureImage(crypto.randomUUID(), kindOf(drawing.tool), view, images, finished, choicesOf);
    if (!measured.ok) {
      refuse(measured.refusal);
      return;
    }
    const placed = { measurement: measured.measurement, displaySetId: images.displaySet.id, view: view.kind };
    viewer.dispatch({ kind: 'add-measurement', placed });
  };
  const shownDrawing = current();
  const actions = useRef({ current, take, keep });
  actions.current = { current, take, keep };
  useDrawingKeys(element, shownDrawing !== null && shownDrawing.pressed === null, actions);

  const handlers = {
    beginMeasure(at: CanvasPoint): boolean {
      viewer.dispatch({ kind: 'select', id: null });
      if (!view || !isMeasuringTool(tool)) return false;
      const refusal = refusalOf(kindOf(tool), view) ?? (tool === 'calibrate' ? calibrationRefusal(view, images) : null);
      if (refusal !== null) {
        refuse(refusal);
        return false;
      }
      setKnownLine(null);
      keep(press(current(), tool, view.slice, at, view.toPatient(at)));
      return true;
    },
    dragMeasure(at: CanvasPoint): void {
      const drawing = current();
      if (view && drawing) keep(follow(drawing, view.toPatient(at)));
    },
    hover(at: CanvasPoint): void {
      handlers.dragMeasure(at);
    },
    endMeasure(at: CanvasPoint): void {
      const drawing = current();
      if (view && drawing) take(release(drawing, at, view.toPatient(at), point => view.toCanvas(point)));
    },
    interruptMeasure(): void {
      const drawing = current();
      if (drawing) keep(interrupt(drawing));
    },
    /** True when a double click belonged to a shape. */
    endByDoubleClick(): boolean {
      const drawing = current();
      if (drawing) take(finish(drawing));
      return drawing !== null || performance.now() - endedAt.current < doubleClickTime;
    },
  };

  return { handlers, drawn: drawnShape(), knownLine, setKnownLine };

  function drawnShape(): DrawnShape | null {
    if (!view) return null;
    if (shownDrawing) return measuredShape(kindOf(shownDrawing.tool), pointsOf(shownDrawing));
    if (knownLine?.index !== view.slice) return null;
    return { kind: 'length', points: [knownLine.from, knownLine.to], measurement: null, refusal: null };
  }

  function measuredShape(kind: MeasuredKind, points: readonly Vector3[]): DrawnShape | null {
    if (!view) return null;
    const measured = measureImage('draft', kind, view, images, points, choicesOf);
    return measured.ok
      ? { kind, points: measured.measurement.points, measurement: measured.measurement, refusal: null }
      : { kind, points, measurement: null, refusal: measured.refusal };
  }
}

function calibrationRefusal(view: ImageView, images: ImageSet): 'calibrated' | null {
  const header = images.header(view.slice);
  const frame = images.description(view.slice);
  return view.kind === 'stack' && header && frame && mayBeCalibrated(header, frame.frameNumber) ? null : 'calibrated';
}

interface DrawingActions {
  current(): Drawing | null;
  take(step: DrawingStep): void;
  keep(drawing: Drawing | null): void;
}

/** Between two clicks Enter ends a polygon, Backspace takes the last point back, Escape all of them. */
function useDrawingKeys(
  element: HTMLElement | null,
  isWaiting: boolean,
  actions: React.RefObject<DrawingActions>,
): void {
  // In the same step in which the point is on screen: a key that follows at once is meant for the shape.
  useLayoutEffect(() => {
    const page = element?.ownerDocument;
    if (!page || !isWaiting) return;
    const onKey = (event: KeyboardEvent) => {
      const { current, take, keep } = actions.current;
      const drawing = current();
      if (!drawing || !['Enter', 'Backspace', 'Escape'].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Enter') take(finish(drawing));
      else keep(event.key === 'Escape' ? null : takeBack(drawing));
    };
    page.addEventListener('keydown', onKey, { capture: true });
    return () => page.removeEventListener('keydown', onKey, { capture: true });
  }, [element, isWaiting, actions]);
}
