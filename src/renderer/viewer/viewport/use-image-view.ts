import { useEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { add, cross, dot, scale, subtract } from '../../../dicom/geometry/vector.ts';
import {
  firstRendering,
  type ImageSet,
  type ImageView,
  type LoadProgress,
  openReformatView,
  openStackView,
  openVolume3dView,
  type VolumeObstacle,
  volumeKey,
  volumeObstacle,
} from '../../cornerstone/index.ts';
import type { PaneContent } from '../hanging/hanging.ts';
import type { Look } from '../viewer-context.ts';

/** The loading of a display set, drawn anew with every frame that arrives. */
export function useProgress(images: ImageSet): LoadProgress {
  return useSyncExternalStore(
    listener => images.subscribe(listener),
    () => images.progress,
  );
}

/** Opens the view of a pane in its element as soon as it may be shown, and closes it with the pane. */
export function useImageView(
  id: string,
  element: HTMLDivElement | null,
  images: ImageSet,
  content: PaneContent,
  look: Look,
): { view: ImageView | null; obstacle: VolumeObstacle | null } {
  const [view, setView] = useState<ImageView | null>(null);
  const progress = useProgress(images);
  const obstacle = content.kind === 'stack' || progress.total === 0 ? null : volumeObstacle(images, content.kind);
  const { kind, start } = content;
  // Slices that come after all make another volume.
  const volume = kind === 'stack' || obstacle !== null ? '' : volumeKey(images);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the slices of the volume.
  useEffect(() => {
    if (!element || obstacle !== null) return;
    const opened = openView(id, element, images, kind, start, look);
    setView(opened);
    return () => {
      rememberPlace(look, opened, images);
      opened.close();
      setView(null);
    };
  }, [id, element, images, kind, start, obstacle, look, volume]);

  useViewChanges(view);
  useResize(element, view);
  return { view, obstacle };
}

function openView(
  id: string,
  element: HTMLDivElement,
  images: ImageSet,
  kind: PaneContent['kind'],
  start: number,
  look: Look,
): ImageView {
  if (kind === 'volume3d') {
    return openVolume3dView(id, element, images, look.rendering ?? firstRendering(images.displaySet.modality));
  }
  if (kind === 'stack') {
    const begin = look.slice ?? Math.floor(start * images.imageIds.length);
    const view = openStackView(id, element, images, begin);
    if (look.voi) view.setVoi(look.voi);
    if (look.graphics) view.setGraphics(look.graphics);
    if (look.inverted !== undefined) view.setInverted(look.inverted);
    return view;
  }
  const view = openReformatView(id, element, images, kind, look.voi ?? images.firstVoi(0));
  if (look.point) view.showPoint(look.point);
  if (look.inverted !== undefined) view.setInverted(look.inverted);
  return view;
}

/**
 * Keeps where a view stood, for the views that come after it: three planes together keep the place where they cross, and
 * the slices open there.
 */
function rememberPlace(look: Look, view: ImageView, images: ImageSet): void {
  if (view.kind === 'stack') look.slice = view.slice;
  if (!view.axes || view.kind === 'volume3d' || !view.painted) return;
  const { middle } = view;
  const normal = cross(view.axes.right, view.axes.down);
  const before = look.point ?? middle;
  look.point = add(before, scale(normal, dot(subtract(middle, before), normal)));
  if (view.kind !== 'stack') look.slice = images.nearestTo(look.point) ?? look.slice ?? 0;
}

/** Draws the component anew after every picture and every change of the view. */
function useViewChanges(view: ImageView | null): void {
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!view) return;
    const unsubscribe = view.subscribe(drawAgain);
    drawAgain();
    return unsubscribe;
  }, [view]);
}

/** Follows the size of the element with the observer of the window that it stands in. */
function useResize(element: HTMLDivElement | null, view: ImageView | null): void {
  const page = element?.ownerDocument.defaultView;
  useEffect(() => {
    if (!element || !view || !page) return;
    const observer = new page.ResizeObserver(() => view.resize());
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, view, page]);
}
