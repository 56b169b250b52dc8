import { useSyncExternalStore } from 'react';
import type { ImageSet, ImageView } from '../../cornerstone/index.ts';
import { useViewer } from '../viewer-context.ts';
import { crossingLine } from './crossing-line.ts';

/** Where the other viewports' planes cross this one; only within one frame of reference. */
export function ReferenceLines({ view, images }: { view: ImageView; images: ImageSet }) {
  const { panes } = useViewer();
  useSyncExternalStore(panes.subscribe, () => panes.version);
  const here = images.description(0)?.frameOfReferenceUid ?? null;
  if (here === null || view.kind === 'volume3d' || !view.axes) return null;
  return (
    <svg className="reference-lines" aria-hidden="true">
      {panes.entries().map(([id, other]) => {
        if (other.view === view || !other.view.painted || other.view.kind === 'volume3d') return null;
        if (other.images.description(0)?.frameOfReferenceUid !== here) return null;
        const line = crossingLine(view, other.view);
        return line && <line key={id} data-plane={other.view.kind} {...line} />;
      })}
    </svg>
  );
}
