import { useLayoutEffect } from 'react';
import type { ImageSet, ImageView } from '../../cornerstone/index.ts';
import type { PaneContent } from '../hanging/hanging.ts';
import type { OpenPanes } from '../linking/open-panes.ts';
import type { OpenPane } from '../open-pane.ts';
import type { Look } from '../viewer-context.ts';

/**
 * Enters a pane into the list of open ones while its view is open: in the same step in which its picture is on screen, or a
 * key that the reader presses when he sees it would find no pane.
 */
export function useOpenPane(
  id: string,
  panes: OpenPanes,
  view: ImageView | null,
  images: ImageSet,
  content: PaneContent,
  window: 1 | 2,
  look: Look,
  scroll: OpenPane['scroll'],
): void {
  useLayoutEffect(() => {
    if (!view) return;
    return panes.add(id, { content, window, view, images, scroll, hasOwnWindow: () => look.voi !== undefined });
  }, [id, panes, view, images, content, window, look, scroll]);
}
