import { useTranslation } from 'react-i18next';
import { provisionalPath } from '../../../contract/index.ts';
import { WarningIcon } from '../../ui/components/index.ts';
import type { ProvisionalPlace } from './provisional-places.ts';
import { usePicture } from './use-picture.ts';

interface ProvisionalPictureProps {
  place: ProvisionalPlace;
  /** The images of the series in the order in which they are scrolled. */
  order: readonly string[];
  /** How many of them are here. */
  here: number;
  /** What the server shall map greys with; its own choice where null. */
  window: { readonly center: number; readonly width: number } | null;
  inverted: boolean;
}

/**
 * Stands in a pane for an image that is still on its way: a picture that the PACS made, with words on it that say so. It
 * is no image of the viewer: nothing is measured on it, no value is read from it, no volume is made of it.
 */
export function ProvisionalPicture({ place, order, here, window, inverted }: ProvisionalPictureProps) {
  const { t } = useTranslation('viewer');
  const { sopInstanceUid } = place;
  const picture = usePicture({ path: provisionalPath(place, sopInstanceUid, window), sopInstanceUid });
  const came = picture === 'refused' ? null : picture;
  const number = (uid: string) => order.indexOf(uid) + 1;
  const asked = t('provisional.place', { place: number(sopInstanceUid), total: order.length });
  const arrived = t('provisional.here', { here, total: order.length });
  if (picture === 'refused') {
    return (
      <div className="pane-notice" role="status" data-testid="loading-notice">
        <p>{asked}</p>
        <p>{arrived}</p>
      </div>
    );
  }
  return (
    <div
      className="provisional"
      role="status"
      data-testid="provisional-picture"
      data-instance={sopInstanceUid}
      data-shown={came?.sopInstanceUid}
    >
      <p className="provisional-title">
        <WarningIcon /> <strong>{t('provisional.title')}</strong> {t('provisional.what')}
      </p>
      <div className="provisional-image">
        {came && <img src={came.url} alt={t('provisional.title')} data-inverted={inverted ? '' : undefined} />}
      </div>
      <p className="provisional-foot">
        <span>
          {came && came.sopInstanceUid !== sopInstanceUid ? `${number(came.sopInstanceUid)} → ` : ''}
          {asked}
        </span>
        <span>{arrived}</span>
        <span>{window === null ? t('provisional.serverWindow') : t('provisional.givenWindow', { ...window })}</span>
        <span>{t('provisional.unverified')}</span>
      </p>
    </div>
  );
}
