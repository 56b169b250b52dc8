import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type ProvisionalSeries, provisionalStart } from '../../../contract/index.ts';
import { restingWheel, turnWheel } from '../interaction/wheel.ts';
import { useViewer } from '../viewer-context.ts';
import { imageFrom } from './listed-order.ts';
import { ProvisionalPicture } from './provisional-picture.tsx';

/** What a window shows of a study of which no image is here yet: pictures of its largest series, from the middle on. */
export function ProvisionalPane({ number, series }: { number: 1 | 2; series: ProvisionalSeries }) {
  const { provisional } = useViewer();
  const id = `${number}:empty`;
  const place = useSyncExternalStore(provisional.subscribe, () => provisional.of(id));
  const root = useRef<HTMLElement>(null);
  const { studyUid, seriesUid, sopInstanceUids: order } = series;

  useEffect(() => {
    const show = (sopInstanceUid: string | null | undefined) => {
      if (sopInstanceUid) provisional.set(id, { studyUid, seriesUid, sopInstanceUid });
    };
    const scroll = (by: number) => show(imageFrom(order, provisional.of(id)?.sopInstanceUid ?? '', by));
    show(order[provisionalStart(series)]);
    const end = provisional.takeScrolling(id, scroll);
    let wheel = restingWheel;
    const element = root.current;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const turned = turnWheel(wheel, event.deltaY || event.deltaX, event.timeStamp, order.length);
      wheel = turned.state;
      if (turned.slices !== 0) scroll(turned.slices * (event.shiftKey ? 5 : 1));
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => {
      element?.removeEventListener('wheel', turn);
      end();
      provisional.leave(id);
    };
  }, [provisional, id, studyUid, seriesUid, order, series]);

  return (
    <section ref={root} className="pane" data-role="current">
      {place && <ProvisionalPicture place={place} order={order} here={0} window={null} inverted={false} />}
    </section>
  );
}
