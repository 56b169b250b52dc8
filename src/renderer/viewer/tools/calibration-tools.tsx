import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { shownCalibration } from '../measure/shown-calibration.ts';
import { useViewer } from '../viewer-context.ts';
import { ToolButton } from './tool-button.tsx';
import { MagnificationIcon, TakeBackIcon } from './tool-icons.tsx';

/** The controls for the image of the active pane; null where its millimetres are not the reader's to choose. */
export function useCalibrationTools() {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const { state, panes, dispatch } = useViewer();
  // Of the frame alone, which stays the same object however often it is drawn.
  const frame = useSyncExternalStore(panes.subscribe, () => {
    const active = panes.get(state.activePane);
    return active?.view.kind === 'stack' ? active.images.description(active.view.slice) : null;
  });
  const pane = panes.get(state.activePane);
  if (!pane) return null;
  const { images, view } = pane;
  const { calibration, magnification } = shownCalibration(view.kind, images, view.slice, state.choices);
  const isByUser = calibration.kind === 'user-calibrated';
  const isCorrected = calibration.kind === 'magnification-corrected';
  const count = (magnification === null ? 0 : 1) + (isByUser ? 1 : 0);
  if (!frame || count === 0) return null;
  const { id } = images.displaySet;
  const factor = magnification === null ? '' : formatNumber(magnification, 2, language);
  const content = (
    <>
      {magnification !== null && (
        <ToolButton
          name={isCorrected ? t('calibration.asStored') : t('calibration.magnify', { factor })}
          icon={<MagnificationIcon />}
          pressed={state.choices.magnified.includes(id)}
          testId="magnification-toggle"
          onClick={() => dispatch({ kind: 'magnify', displaySetId: id, on: !state.choices.magnified.includes(id) })}
        />
      )}
      {isByUser && (
        <ToolButton
          name={t('calibration.takeBack')}
          icon={<TakeBackIcon />}
          testId="calibration-take-back"
          onClick={() => dispatch({ kind: 'calibrate', sopInstanceUid: frame.sopInstanceUid, spacing: null })}
        />
      )}
    </>
  );
  return { count, content };
}
