import { useEffect, useRef } from 'react';
import { type Voi, windowOfVoi } from '../../../dicom/voi/voi.ts';
import type { CanvasPoint, ImageView } from '../../cornerstone/index.ts';
import { dragWindow, dragZoom, type Gesture, gestureOf } from './gestures.ts';
import { isMeasuringTool, type Tool } from './key-map.ts';
import { restingWheel, turnWheel } from './wheel.ts';

/** What the pointer may do to a pane. */
export interface PanePointer {
  readonly view: ImageView | null;
  readonly tool: Tool;
  /** The pane shows a provisional picture: it is scrolled away from, and nothing else. */
  readonly isProvisional: boolean;
  /** Images that are scrolled through. */
  readonly count: number;
  scroll(by: number): void;
  activate(): void;
  setVoi(voi: Voi): void;
  /** Shows this place of the patient in the other viewports. */
  locate(at: CanvasPoint): void;
  /** A drag of a measuring tool begins; false refuses it. */
  beginMeasure(at: CanvasPoint): boolean;
  dragMeasure(to: CanvasPoint): void;
  endMeasure(to: CanvasPoint): void;
  /** Another button was pressed, or the pointer was lost. */
  interruptMeasure(): void;
  /** The pointer moves without a button. */
  hover(at: CanvasPoint): void;
  doubleClick(): void;
}

/**
 * Mouse, pen and wheel on a pane. The pointer is captured by the pane's own element, so a drag goes on outside of it, and
 * it works the same in the second window, whose document the owner window never hears.
 */
export function usePanePointer(element: HTMLElement | null, pane: PanePointer): void {
  const latest = useRef(pane);
  latest.current = pane;

  useEffect(() => {
    if (!element) return;
    const abort = new AbortController();
    const { signal } = abort;
    let drag: { gesture: Gesture; last: CanvasPoint; start: CanvasPoint } | null = null;
    let wheel = restingWheel;
    const place = (event: MouseEvent): CanvasPoint => {
      const { left, top } = element.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };

    const begin = (event: PointerEvent) => {
      const { view, tool, isProvisional } = latest.current;
      if (!view) return;
      const meant = gestureOf(event.buttons, tool, view.kind === 'volume3d');
      const gesture = isProvisional && meant !== 'scroll' ? null : meant;
      const at = place(event);
      if (drag && isMeasuringTool(drag.gesture)) latest.current.interruptMeasure();
      drag = gesture && { gesture, last: at, start: at };
      if (gesture === 'locate') latest.current.locate(at);
      if (gesture && isMeasuringTool(gesture) && !latest.current.beginMeasure(at)) drag = null;
    };

    element.addEventListener(
      'pointerdown',
      event => {
        latest.current.activate();
        element.setPointerCapture(event.pointerId);
        begin(event);
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      event => {
        // A second button pressed during a drag comes as a move: it changes the gesture.
        if (event.button !== -1 && event.buttons !== 0) begin(event);
        const { view } = latest.current;
        const at = place(event);
        if (!drag && !latest.current.isProvisional) latest.current.hover(at);
        if (!drag || !view) return;
        act(view, drag.gesture, at, [at[0] - drag.last[0], at[1] - drag.last[1]], drag.start, latest.current);
        drag.last = at;
      },
      { signal },
    );
    const end = (event: PointerEvent) => {
      if (drag && isMeasuringTool(drag.gesture)) {
        if (event.type === 'pointercancel') latest.current.interruptMeasure();
        else latest.current.endMeasure(place(event));
      }
      drag = null;
    };
    element.addEventListener('pointerup', end, { signal });
    element.addEventListener('pointercancel', end, { signal });
    element.addEventListener('dblclick', () => latest.current.doubleClick(), { signal });
    element.addEventListener('contextmenu', event => event.preventDefault(), { signal });
    element.addEventListener(
      'wheel',
      event => {
        event.preventDefault();
        const { view } = latest.current;
        if (!view) return;
        latest.current.activate();
        // Browsers turn Shift+wheel into a horizontal one.
        const delta = event.deltaY || event.deltaX;
        if (event.ctrlKey || view.kind === 'volume3d') {
          if (!latest.current.isProvisional) view.zoomBy(dragZoom(delta / 8), place(event));
          return;
        }
        const turned = turnWheel(wheel, delta, event.timeStamp, latest.current.count);
        wheel = turned.state;
        if (turned.slices !== 0) latest.current.scroll(turned.slices * (event.shiftKey ? 5 : 1));
      },
      { signal, passive: false },
    );
    return () => abort.abort();
  }, [element]);
}

function act(
  view: ImageView,
  gesture: Gesture,
  at: CanvasPoint,
  [dx, dy]: CanvasPoint,
  start: CanvasPoint,
  pane: PanePointer,
): void {
  switch (gesture) {
    case 'window':
      pane.setVoi({ kind: 'window', window: dragWindow(windowOfVoi(view.voi), dx, dy), explanation: '' });
      return;
    case 'zoom':
      view.zoomBy(dragZoom(dy), start);
      return;
    case 'pan':
      view.panBy(dx, dy);
      return;
    case 'scroll':
      scrollByDrag(pane, at, dy);
      return;
    case 'rotate':
      view.rotateBy(dx, dy);
      return;
    case 'locate':
      pane.locate(at);
      return;
    case 'length':
    case 'ellipse':
    case 'polygon':
    case 'point':
    case 'angle':
    case 'cobb':
    case 'calibrate':
      pane.dragMeasure(at);
  }
}

/** A drag of four pixels is one slice. */
function scrollByDrag(pane: PanePointer, at: CanvasPoint, dy: number): void {
  const slices = Math.round(at[1] / 4) - Math.round((at[1] - dy) / 4);
  if (slices !== 0) pane.scroll(slices);
}
