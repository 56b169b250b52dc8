import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DisplaySet, Language } from '../../../contract/index.ts';
import type { SuvScale } from '../../../dicom/suv/suv-scale.ts';
import type { FrameDescription, ImageView } from '../../cornerstone/index.ts';
import type { ShownCalibration } from '../measure/shown-calibration.ts';
import type { EdgeLetters } from './orientation-letters.ts';
import { type OverlayWords, overlayText } from './overlay-text.ts';
import { scaleBar } from './scale-bar.ts';

interface OverlayProps {
  view: ImageView;
  frame: FrameDescription;
  displaySet: DisplaySet;
  interval: string;
  language: Language;
  letters: EdgeLetters | null;
  shown: ShownCalibration;
  suv: SuvScale | null;
  /** What stands above the lower left corner: the value under the pointer. */
  pointer: ReactNode;
}

/** The text of the four corners, orientation letters and the scale bar. It never takes the pointer. */
export function Overlay({ view, frame, displaySet, interval, language, letters, shown, suv, pointer }: OverlayProps) {
  const { t } = useTranslation('viewer');
  const text = overlayText(
    {
      kind: view.kind,
      displaySet,
      frame,
      slice: view.slice + 1,
      sliceCount: view.sliceCount,
      voi: view.voi,
      scale: suv?.ok ? suv : null,
      zoom: view.pixelsPerMm * frame.spacing.column,
      slab: view.slab,
      rendering: view.rendering && t(`rendering.${view.rendering}`),
    },
    t('overlay', { returnObjects: true }) as unknown as OverlayWords,
    language,
  );
  return (
    <div className="overlay" data-testid="overlay">
      <Corner at="top-left" lines={text.topLeft} />
      <Corner at="top-right" lines={interval === '' ? text.topRight : [...text.topRight, interval]} />
      <Corner at="bottom-left" lines={text.bottomLeft}>
        {pointer}
      </Corner>
      <Corner at="bottom-right" lines={text.bottomRight} />
      {letters &&
        (['top', 'right', 'left'] as const).map(edge => (
          <span key={edge} className={`overlay-letter overlay-letter-${edge}`} data-testid={`orientation-${edge}`}>
            {letters[edge]}
          </span>
        ))}
      {shown.calibration.kind !== 'uncalibrated' && view.kind !== 'volume3d' && (
        <ScaleBar view={view} ratio={shown.ratio} />
      )}
    </div>
  );
}

function Corner({ at, lines, children }: { at: string; lines: readonly string[]; children?: ReactNode }) {
  return (
    <div className={`overlay-corner overlay-${at}`} data-testid={`overlay-${at}`}>
      {children}
      {lines.map(line => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function ScaleBar({ view, ratio }: { view: ImageView; ratio: number }) {
  const bar = scaleBar(view.pixelsPerMm / ratio, view.height);
  if (!bar) return null;
  const label = bar.mm >= 10 ? `${bar.mm / 10}\u202fcm` : `${bar.mm}\u202fmm`;
  return (
    <div className="scale-bar" style={{ height: bar.pixels }} data-testid="scale-bar" data-mm={bar.mm}>
      <span>{label}</span>
    </div>
  );
}
