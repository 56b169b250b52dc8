import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { Voi } from '../../../dicom/voi/voi.ts';
import type { FrameDescription, Graphics } from '../../cornerstone/index.ts';
import { useViewer } from '../viewer-context.ts';

/** What the active viewport shows, as far as menus and buttons depend on it. */
export interface ActiveImage {
  readonly frame: FrameDescription;
  /** Tables and windows that the image brings. */
  readonly own: readonly Voi[];
  readonly voi: Voi;
  /** Which of the image's graphics are drawn; planes and volume renderings have none. */
  readonly graphics: Graphics | null;
}

/** Follows the active viewport; the same object while nothing of it changed, however often it is drawn. */
export function useActiveImage(): ActiveImage | null {
  const { panes, state } = useViewer();
  const last = useRef<ActiveImage | null>(null);
  const read = useCallback((): ActiveImage | null => {
    const pane = panes.get(state.activePane);
    if (!pane) return null;
    const { view, images } = pane;
    const index = view.kind === 'stack' ? view.slice : 0;
    const frame = images.description(index);
    if (!frame) return null;
    const own = images.vois(index);
    const graphics = view.kind === 'stack' ? view.graphics : null;
    const before = last.current;
    const isSame = before?.frame === frame && before.graphics === graphics && before.voi === view.voi;
    if (!isSame || before.own !== own) last.current = { frame, own, voi: view.voi, graphics };
    return last.current;
  }, [panes, state.activePane]);
  return useSyncExternalStore(panes.subscribe, read);
}
