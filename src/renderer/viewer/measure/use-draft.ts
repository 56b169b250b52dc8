import { useEffect, useRef, useState } from 'react';
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
  const [kept, setDrawing] = useState<Drawing | null>(null);
  const [knownLine, setKnownLine] = useState<KnownLine | null>(null);
  const endedAt = useRef(Number.NEGATIVE_INFINITY);
  // The points lie on the image on which they were set.
  const drawing = kept && view && kept.tool === tool && kept.slice === view.slice ? kept : null;
  const choicesOf = (uid: string) => choicesFor(viewer.state.choices, images.displaySet.id, uid);
  const refuse = (refusal: MeasureRefusal | 'calibrated') =>
    viewer.say({ text: t(`measureRefused.${refusal}`), tone: 'refused' });

  const take = ({ drawing: next, finished }: DrawingStep) => {
    setDrawing(next);
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
  const actions = useRef({ drawing, take, setDrawing });
  useEffect(() => {
    actions.current = { drawing, take, setDrawing };
  });
  useDrawingKeys(element, drawing !== null && drawing.pressed === null, actions);

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
      setDrawing(press(drawing, tool, view.slice, at, view.toPatient(at)));
      return true;
    },
    dragMeasure(at: CanvasPoint): void {
      if (view) setDrawing(before => before && follow(before, view.toPatient(at)));
    },
    hover(at: CanvasPoint): void {
      if (view && drawing) setDrawing(follow(drawing, view.toPatient(at)));
    },
    endMeasure(at: CanvasPoint): void {
      if (!view || !drawing) return;
      take(release(drawing, at, view.toPatient(at), point => view.toCanvas(point)));
    },
    interruptMeasure(): void {
      setDrawing(before => before && interrupt(before));
    },
    /** True when a double click belonged to a shape. */
    endByDoubleClick(): boolean {
      if (drawing) take(finish(drawing));
      return drawing !== null || performance.now() - endedAt.current < doubleClickTime;
    },
  };

  return { handlers, drawn: drawing && view ? drawnShape() : null, knownLine, setKnownLine };

  function drawnShape(): DrawnShape | null {
    if (!drawing || !view) return null;
    const points = pointsOf(drawing);
    const kind = kindOf(drawing.tool);
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
  readonly drawing: Drawing | null;
  take(step: DrawingStep): void;
  setDrawing(drawing: Drawing | null): void;
}

/** Between two clicks Enter ends a polygon, Backspace takes the last point back, Escape all of them. */
function useDrawingKeys(
  element: HTMLElement | null,
  isWaiting: boolean,
  actions: React.RefObject<DrawingActions>,
): void {
  useEffect(() => {
    const page = element?.ownerDocument;
    if (!page || !isWaiting) return;
    const onKey = (event: KeyboardEvent) => {
      const { drawing, take, setDrawing } = actions.current;
      if (!drawing || !['Enter', 'Backspace', 'Escape'].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Enter') take(finish(drawing));
      else setDrawing(event.key === 'Escape' ? null : takeBack(drawing));
    };
    page.addEventListener('keydown', onKey, { capture: true });
    return () => page.removeEventListener('keydown', onKey, { capture: true });
  }, [element, isWaiting, actions]);
}
