import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { isSameImage } from '../../../contract/index.ts';
import { suvOfSeries } from '../../../dicom/suv/suv-of-series.ts';
import { windowOfVoi } from '../../../dicom/voi/voi.ts';
import type { CanvasPoint, FrameDescription, ImageView } from '../../cornerstone/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import type { PaneContent } from '../hanging/hanging.ts';
import { usePanePointer } from '../interaction/use-pane-pointer.ts';
import type { OpenPanes } from '../linking/open-panes.ts';
import { CalibrationForm } from '../measure/calibration-form.tsx';
import { MeasurementLayer } from '../measure/measurement-layer.tsx';
import { PointerValue } from '../measure/pointer-value.tsx';
import { shownCalibration } from '../measure/shown-calibration.ts';
import { useDraft } from '../measure/use-draft.ts';
import { ProvisionalBar } from '../provisional/provisional-bar.tsx';
import { ProvisionalPicture } from '../provisional/provisional-picture.tsx';
import { useProvisional } from '../provisional/use-provisional.ts';
import { lookOf, useViewer } from '../viewer-context.ts';
import { Badges } from './badges.tsx';
import { FailedSlices } from './failed-slices.tsx';
import { HatchLayer } from './hatch-layer.tsx';
import { LoadingNotice } from './loading-notice.tsx';
import { type EdgeLetters, edgeLetters, oppositeLetters } from './orientation-letters.ts';
import { Overlay } from './overlay.tsx';
import { windowKey } from './overlay-text.ts';
import { ReferenceLines } from './reference-lines.tsx';
import { SliceBar } from './slice-bar.tsx';
import { useImageView, useProgress } from './use-image-view.ts';
import { useOpenPane } from './use-open-pane.ts';

interface PaneProps {
  content: PaneContent;
  window: 1 | 2;
  /** How long before the current study the prior was made, in words; empty for the current one. */
  interval: string;
}

/** One viewport with everything that is written on it. */
export function Pane({ content, window, interval }: PaneProps) {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const viewer = useViewer();
  const { displaySet, kind, role } = content;
  const id = `${window}:${content.id}`;
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const images = kind === 'stack' ? viewer.images.of(displaySet) : viewer.images.volumeOf(displaySet);
  const look = lookOf(viewer.looks, displaySet.id);
  const progress = useProgress(images);
  const { view, obstacle } = useImageView(`${id}:${displaySet.id}`, element, images, content, look);
  const { place, order, scroll } = useProvisional(id, view, images, content, look);
  useOpenPane(id, viewer.panes, view, images, content, window, look, scroll);
  const link = useSyncExternalStore(viewer.link.subscribe, () => viewer.link.state);
  const draft = useDraft(view, images, element);
  usePanePointer(element, {
    view,
    tool: viewer.state.tool,
    isProvisional: place !== null,
    count: order?.length ?? view?.sliceCount ?? 0,
    scroll,
    activate: () => viewer.dispatch({ kind: 'activate', pane: id }),
    setVoi: next => viewer.setVoi(displaySet.id, next),
    locate: at => locate(viewer.panes, id, at),
    ...draft.handlers,
    doubleClick: () => {
      if (!draft.handlers.endByDoubleClick()) viewer.dispatch({ kind: 'one-up', pane: id });
    },
  });

  const active = viewer.state.activePane === id;
  const slice = view ? view.slice : 0;
  const frame = images.description(kind === 'stack' ? slice : 0);
  const isKeyImage = (index: number) => {
    const of = images.frame(index);
    return of !== null && viewer.keyImages.selection.images.some(each => isSameImage(each, of));
  };
  const shown = shownCalibration(kind, images, kind === 'stack' ? slice : 0, viewer.state.choices);
  const suv = suvOfSeries(images, kind === 'stack' ? slice : 0, viewer.state.choices.suv);
  const painted = place === null && (view?.painted ?? false);
  const letters = painted && view ? lettersOfView(view, frame) : null;
  return (
    <section
      className="pane"
      data-role={role}
      data-active={active ? '' : undefined}
      aria-label={t('pane', { role: t(`role.${role}`), kind: t(`kind.${kind}`), series: displaySet.description })}
    >
      <div
        ref={setElement}
        className="pane-image"
        data-hidden={painted ? undefined : ''}
        data-testid="viewport"
        data-study-uid={displaySet.studyUid}
        data-series-uid={displaySet.seriesUid}
        data-display-set={displaySet.id}
        data-role={role}
        data-kind={kind}
        data-window={window}
        data-slice={slice + 1}
        data-slice-count={view?.sliceCount ?? displaySet.frames.length}
        data-rendered={painted ? 'true' : undefined}
        data-provisional={place ? '' : undefined}
        data-wl={view && kind !== 'volume3d' ? windowKey(windowOfVoi(view.voi)) : undefined}
        data-voi={view && kind !== 'volume3d' ? view.voi.kind : undefined}
        data-inverted={view?.inverted ? '' : undefined}
      />
      {view && frame && painted && (
        <>
          {kind !== 'stack' && kind !== 'volume3d' && <HatchLayer view={view} images={images} />}
          <Overlay
            view={view}
            frame={frame}
            displaySet={displaySet}
            interval={interval}
            language={language}
            letters={letters}
            shown={shown}
            suv={suv}
            pointer={<PointerValue element={element} view={view} images={images} />}
          />
          <ReferenceLines view={view} images={images} />
          <MeasurementLayer view={view} images={images} displaySetId={displaySet.id} draft={draft.drawn} />
          {draft.knownLine && (
            <CalibrationForm images={images} line={draft.knownLine} onClose={() => draft.setKnownLine(null)} />
          )}
        </>
      )}
      {!place && (
        <Badges
          displaySet={displaySet}
          frame={frame}
          kind={kind}
          slice={slice}
          link={role === 'prior' ? link : 'off'}
          page={element?.ownerDocument.defaultView ?? null}
          shown={shown}
          suv={suv}
          letter={letters?.bottom ?? ''}
          graphics={view?.kind === 'stack' ? view.graphics : null}
        />
      )}
      {kind !== 'stack' && painted && <FailedSlices images={images} />}
      {kind === 'stack' && painted && isKeyImage(slice) && (
        <p className="key-image-mark" data-testid="key-image-mark">
          ★ {t('keyImages.mark')}
        </p>
      )}
      {place && order && (
        <ProvisionalPicture
          place={place}
          order={order}
          here={progress.total}
          window={
            view && images.state(slice) === 'loaded' && frame?.samplesPerPixel === 1 ? windowOfVoi(view.voi) : null
          }
          inverted={view?.inverted ?? false}
        />
      )}
      {kind === 'stack' && !order && (
        <SliceBar images={images} slice={slice} progress={progress} isKeyImage={isKeyImage} />
      )}
      {order && (
        <ProvisionalBar
          order={order}
          displaySet={images.displaySet}
          at={place?.sopInstanceUid ?? images.frame(slice)?.sopInstanceUid ?? ''}
        />
      )}
      {!painted && !place && <LoadingNotice images={images} slice={slice} obstacle={obstacle} kind={kind} />}
    </section>
  );
}

/** Brings the other viewports of the same frame of reference to a place of this one. */
function locate(panes: OpenPanes, id: string, at: CanvasPoint): void {
  const source = panes.get(id);
  const reference = source?.images.description(0)?.frameOfReferenceUid;
  if (!source || !reference || !source.view.axes) return;
  const point = source.view.toPatient(at);
  for (const other of panes.values()) {
    if (other !== source && other.images.description(0)?.frameOfReferenceUid === reference) other.view.showPoint(point);
  }
}

/** From the directions of the screen in the patient, or from what a projection says of itself. */
function lettersOfView(view: ImageView, frame: FrameDescription | null): EdgeLetters | null {
  if (view.axes) return edgeLetters(view.axes);
  return frame?.patientOrientation ? oppositeLetters(frame.patientOrientation) : null;
}
