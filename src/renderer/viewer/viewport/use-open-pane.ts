import { useEffect } from 'react';
import type { ImageSet, ImageView } from '../../cornerstone/index.ts';
import type { PaneContent } from '../hanging/hanging.ts';
import type { OpenPane } from '../viewer-context.ts';

/** Enters a pane into the list of open ones while its view is open. */
export function useOpenPane(
  id: string,
  panes: Map<string, OpenPane>,
  view: ImageView | null,
  images: ImageSet,
  content: PaneContent,
  window: 1 | 2,
): void {
  useEffect(() => {
    if (!view) return;
    const entry = { content, window, view, images };
    panes.set(id, entry);
    return () => {
      if (panes.get(id) === entry) panes.delete(id);
    };
  }, [id, panes, view, images, content, window]);
}
