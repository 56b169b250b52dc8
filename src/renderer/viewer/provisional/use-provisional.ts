import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { ImageSet, ImageView } from '../../cornerstone/index.ts';
import type { PaneContent } from '../hanging/hanging.ts';
import { type Look, useViewer } from '../viewer-context.ts';
import { imageFrom, listedOrder } from './listed-order.ts';
import type { ProvisionalPlace } from './provisional-places.ts';
import { useProvisionalSeries } from './use-provisional-series.ts';

/** What a pane has to know of images that are not here yet. */
export interface Provisional {
  /** The image that is asked for and not here; null while the pane shows images that are. */
  readonly place: ProvisionalPlace | null;
  /** All images of the series as they are scrolled; null where none is shown provisionally. */
  readonly order: readonly string[] | null;
  /** Scrolls by so many images, through those that are not here as well; infinite for the first and last. */
  scroll(by: number): void;
}

/** Lets a stack that still comes over a thin line be scrolled as a whole, and brings in each image when it is here. */
export function useProvisional(
  id: string,
  view: ImageView | null,
  images: ImageSet,
  { kind, displaySet: { id: displaySetId }, start }: PaneContent,
  look: Look,
): Provisional {
  const { provisional: places, displaySets } = useViewer();
  const { studyUid, seriesUid, frames, complete } = images.displaySet;
  const isComing = kind === 'stack' && !complete;
  const series = useProvisionalSeries(isComing ? studyUid : null, seriesUid, frames.length);
  const place = useSyncExternalStore(places.subscribe, () => places.of(id));

  const order = useMemo(() => {
    if (!series) return null;
    const others = displaySets.filter(set => set.seriesUid === seriesUid && set.id !== displaySetId);
    const elsewhere = new Set(others.flatMap(set => set.frames.map(({ sopInstanceUid }) => sopInstanceUid)));
    return listedOrder(
      series.sopInstanceUids,
      frames.map(({ sopInstanceUid }) => sopInstanceUid),
      elsewhere,
    );
  }, [series, frames, displaySets, seriesUid, displaySetId]);

  /** The image that the view showed when the place was taken: another one means that somebody moved the view. */
  const anchor = useRef<string | null>(null);
  const uidAt = (slice: number) => images.frame(slice)?.sopInstanceUid ?? null;
  const show = (sopInstanceUid: string) => {
    if (!view) return;
    const slice = frames.findIndex(frame => frame.sopInstanceUid === sopInstanceUid);
    anchor.current = view.painted ? uidAt(view.slice) : null;
    places.set(id, slice >= 0 ? null : { studyUid, seriesUid, sopInstanceUid });
    if (slice >= 0) view.showSlice(slice);
  };
  const scroll = (by: number) => {
    if (!view) return;
    const at = places.of(id)?.sopInstanceUid ?? uidAt(view.slice);
    const next = order && at ? imageFrom(order, at, by) : null;
    if (next !== null) show(next);
    else if (Number.isFinite(by)) view.showSlice(view.slice + by);
    else view.showSlice(by < 0 ? 0 : view.sliceCount - 1);
  };
  const latest = useRef(scroll);
  latest.current = scroll;

  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current || !view) return;
    const left = places.remembered(seriesUid);
    if (order === null && !frames.some(({ sopInstanceUid }) => sopInstanceUid === left)) return;
    hasBegun.current = true;
    places.forget(seriesUid);
    const middle = look.slice === undefined ? order?.[Math.floor(start * order.length)] : null;
    const begin = left ?? middle;
    if (begin) show(begin);
  });

  useEffect(() => {
    if (!view || place === null) return;
    const wanted = place.sopInstanceUid;
    const slice = frames.findIndex(frame => frame.sopInstanceUid === wanted);
    const shown = view.painted ? uidAt(view.slice) : null;
    const isMoved = shown !== null && anchor.current !== null && shown !== anchor.current && shown !== wanted;
    anchor.current ??= shown;
    // A series may become whole at once: then nothing is listed any more, and the image is here.
    const isOver = slice >= 0 ? images.state(slice) === 'failed' : !order?.includes(wanted);
    if (isMoved || isOver || shown === wanted) places.set(id, null);
    else if (slice >= 0 && view.slice !== slice) view.showSlice(slice);
  });

  useEffect(() => () => places.leave(id), [places, id]);
  return { place, order, scroll: useCallback((by: number) => latest.current(by), []) };
}
