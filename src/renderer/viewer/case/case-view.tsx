import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { ImageName, Reading } from '../../../contract/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { chosenPrior } from '../hanging/choose.ts';
import { useKeyImages } from '../key-images/use-key-images.ts';
import { LinkedScrolling } from '../linking/linked-scrolling.ts';
import { OpenPanes } from '../linking/open-panes.ts';
import { useMeasureAgain } from '../measure/use-measure-again.ts';
import { useNotedMeasurements } from '../measure/use-noted-measurements.ts';
import { ProvisionalPlaces } from '../provisional/provisional-places.ts';
import { useViewerActions } from '../use-viewer-actions.ts';
import { type Look, type Toast, ViewerContext } from '../viewer-context.ts';
import { initialState, reduceViewer } from '../viewer-state.ts';
import type { ChildWindow } from '../windows/use-child-window.ts';
import { ViewerWindow } from '../windows/viewer-window.tsx';
import { CaseImages } from './case-images.ts';
import { type NumberedCommand, showImage, useCommand } from './use-commands.ts';
import { useHanging } from './use-hanging.ts';
import { type StudyView, useStudy } from './use-study.ts';
import { useViewedPlaces } from './use-viewed-places.ts';

interface CaseViewProps {
  reading: Reading;
  epoch: number;
  child: ChildWindow;
  /** What the desk asked last. */
  command: NumberedCommand | null;
}

/** Everything of one case, in all windows. Another case is another component: nothing of this one outlives it. */
export function CaseView(props: CaseViewProps) {
  const [images, setImages] = useState<CaseImages | null>(null);
  useEffect(() => {
    const made = new CaseImages();
    setImages(made);
    return () => made.close();
  }, []);
  return images && <OpenCase {...props} images={images} />;
}

const toastTime = 4000;

function OpenCase({ reading, epoch, child, command, images }: CaseViewProps & { images: CaseImages }) {
  const [chosen, dispatch] = useReducer(reduceViewer, initialState);
  useNotedMeasurements(epoch, chosen.measurements);
  const [toast, setToast] = useState<Toast | null>(null);
  const [panes] = useState(() => new OpenPanes());
  const [link] = useState(() => new LinkedScrolling(panes));
  useEffect(() => link.start(), [link]);
  const [provisional] = useState(() => new ProvisionalPlaces());
  useViewedPlaces(panes, provisional);
  const looks = useRef(new Map<string, Look>()).current;
  const summary = chosenPrior(reading.study, reading.priors, chosen.askedPrior);
  const current = useStudy(reading.study?.studyUid ?? null);
  const prior = useStudy(chosen.priorShown ? (summary?.studyUid ?? null) : null);
  useFetchOnce(prior);
  const displaySets = useMemo(() => [...current.displaySets, ...prior.displaySets], [current, prior]);
  useEffect(() => images.update(displaySets), [images, displaySets]);

  useMeasureAgain(chosen, dispatch, images);

  const isTwo = child.container !== null;
  const hanging = useHanging(chosen, isTwo ? 2 : 1, current.displaySets, prior.displaySets);
  const paneIds = useMemo(
    () => hanging.windows.flatMap(({ window, panes: hung }) => hung.map(pane => `${window}:${pane.id}`)),
    [hanging],
  );
  const activePane = paneIds.includes(chosen.activePane) ? chosen.activePane : (paneIds[0] ?? '');
  const oneUp = chosen.oneUp !== null && paneIds.includes(chosen.oneUp) ? chosen.oneUp : null;
  const state = useMemo(() => ({ ...chosen, activePane, oneUp }), [chosen, activePane, oneUp]);

  const { t } = useTranslation('viewer');
  const words = useMemo(
    () => ({ noPreset: t('noPreset'), noOwnVoi: t('noOwnVoi'), noGraphics: t('noImageGraphics') }),
    [t],
  );
  const say = useCallback((next: Toast) => setToast(next), []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), toastTime);
    return () => clearTimeout(timer);
  }, [toast]);

  const keyImages = useKeyImages(epoch, provisional, say);
  const series = useMemo(() => ({ current: current.displaySets, prior: prior.displaySets }), [current, prior]);
  const { run, setVoi } = useViewerActions({
    epoch,
    state,
    dispatch,
    panes,
    link,
    looks,
    provisional,
    keyImages,
    paneIds,
    series,
    say,
    words,
  });
  const targets = { state, dispatch, panes, looks, series };
  useCommand(command, targets);
  const latestTargets = useRef(targets);
  latestTargets.current = targets;
  const show = useCallback((image: ImageName) => void showImage(image, latestTargets.current), []);

  const value = useMemo(
    () => ({
      reading,
      state,
      dispatch,
      images,
      panes,
      link,
      looks,
      provisional,
      displaySets,
      keyImages,
      showImage: show,
      toast,
      say,
      run,
      setVoi,
    }),
    [reading, state, images, panes, link, looks, provisional, displaySets, keyImages, show, toast, say, run, setVoi],
  );
  const shared = { hanging, current, prior, priorSummary: summary, child };
  return (
    <ViewerContext value={value}>
      <ViewerWindow number={1} {...shared} />
      {child.container && createPortal(<ViewerWindow number={2} {...shared} />, child.container)}
    </ViewerContext>
  );
}

/** A prior that is hung but not in the cache is fetched, once. */
function useFetchOnce(study: StudyView): void {
  const api = useApi();
  const asked = useRef(new Set<string>()).current;
  const { studyUid, cache } = study;
  const isMissing = cache?.state === 'none';
  useEffect(() => {
    if (!studyUid || !isMissing || asked.has(studyUid)) return;
    asked.add(studyUid);
    void outcomeOf(api.studies.fetch({ studyUid }));
  }, [api, asked, studyUid, isMissing]);
}
