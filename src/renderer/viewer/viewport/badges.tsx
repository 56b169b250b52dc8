import { useTranslation } from 'react-i18next';
import type { DisplaySet } from '../../../contract/index.ts';
import type { SuvScale } from '../../../dicom/suv/suv-scale.ts';
import type { FrameDescription, Graphics, ViewKind } from '../../cornerstone/index.ts';
import { LinkIcon } from '../../ui/components/index.ts';
import { formatNumber, formatUnit } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import type { LinkState } from '../linking/linked-scrolling.ts';
import type { ShownCalibration } from '../measure/shown-calibration.ts';
import { geometryBadges } from './geometry-badges.ts';

interface BadgesProps {
  displaySet: DisplaySet;
  frame: FrameDescription | null;
  kind: ViewKind;
  /** From 0. */
  slice: number;
  /** Whether it scrolls together with the current study. */
  link: LinkState;
  page: Window | null;
  shown: ShownCalibration;
  /** Of PET, how its values become uptakes, or why they do not. */
  suv: SuvScale | null;
  /** The orientation letter of the lower edge, above the badges. */
  letter: string;
  /** Which graphics of the image are drawn; null where there can be none. */
  graphics: Graphics | null;
}

/** What limits the trust in what is seen, always on screen: geometry, loss, missing images, reduction, scaling. */
export function Badges({ displaySet, frame, kind, slice, link, page, shown, suv, letter, graphics }: BadgesProps) {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const badges = geometryBadges({ displaySet, kind, slice }, t, language);
  if (frame?.lossy) {
    const { ratio } = frame.lossy;
    const text = ratio ? t('lossyRatio', { ratio: formatNumber(ratio, 0, language) }) : t('lossy');
    badges.push({ key: 'lossy', text, tone: 'warning' });
  }
  if (!displaySet.complete) badges.push({ key: 'incomplete', text: t('incomplete'), tone: 'warning' });
  const { calibration } = shown;
  if (calibration.kind === 'uncalibrated' && frame && !frame.isRegional) {
    badges.push({ key: 'uncalibrated', text: t('uncalibrated'), tone: 'warning' });
  }
  if (calibration.kind === 'detector-plane') {
    badges.push({ key: 'detector', text: t('detectorPlane'), tone: 'plain' });
  }
  if (calibration.kind === 'magnification-corrected') {
    const factor = formatNumber(shown.magnification ?? 1, 2, language);
    badges.push({ key: 'magnified', text: t('calibration.magnified', { factor }), tone: 'warning' });
  }
  if (calibration.kind === 'user-calibrated') {
    badges.push({ key: 'user-calibrated', text: t('calibration.byUser'), tone: 'warning' });
  }
  if (suv?.ok) badges.push({ key: 'suv', text: formatUnit(suv.unit, language), tone: 'plain' });
  else if (suv) {
    const { tag, reason } = suv;
    const names = t('suv.attribute', { returnObjects: true }) as Readonly<Record<string, string>>;
    const attribute = `${names[tag] ?? ''} ${tag}`.trim();
    badges.push({ key: 'suv', text: t(`suv.refused.${reason}`, { attribute }), tone: 'warning' });
  }
  if (link === 'position' || link === 'offset') {
    badges.push({ key: 'link', text: t(`linkBadge.${link}`), tone: 'plain' });
  }
  if (graphics && frame) {
    if (frame.graphics.shutter && !graphics.shutter) {
      badges.push({ key: 'shutter', text: t('shutterOpen'), tone: 'warning' });
    }
    if (frame.graphics.overlays && !graphics.overlays) {
      badges.push({ key: 'overlays', text: t('overlaysHidden'), tone: 'warning' });
    }
  }
  if (kind === 'volume3d') badges.push({ key: 'reduced', text: t('reducedVolume'), tone: 'warning' });
  if (page && page.devicePixelRatio !== window.devicePixelRatio) {
    badges.push({ key: 'scaled', text: t('screenScaled'), tone: 'warning' });
  }
  return (
    <div className="pane-foot">
      <span className="overlay-letter" data-testid="orientation-bottom">
        {letter}
      </span>
      <ul className="badges" aria-label={t('fidelity')}>
        {badges.map(badge => (
          <li key={badge.key} className="badge" data-tone={badge.tone} data-badge={badge.key}>
            {badge.key === 'link' && <LinkIcon width={11} height={11} />}
            {badge.text}
          </li>
        ))}
      </ul>
    </div>
  );
}
