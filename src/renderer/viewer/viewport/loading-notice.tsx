import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DisplaySet } from '../../../contract/index.ts';
import type { ImageSet, ViewKind, VolumeObstacle } from '../../cornerstone/index.ts';
import { Button } from '../../ui/components/index.ts';
import { useProgress } from './use-image-view.ts';

interface LoadingNoticeProps {
  images: ImageSet;
  slice: number;
  obstacle: VolumeObstacle | null;
  kind: ViewKind;
}

/** Stands where an image will be: how far its loading is, or why there is none, and what can be done. */
export function LoadingNotice({ images, slice, obstacle, kind }: LoadingNoticeProps) {
  const { t } = useTranslation('viewer');
  const progress = useProgress(images);
  const { loaded, failed, total, cancelled } = progress;
  const error = images.error(slice);
  const isVolume = kind !== 'stack';
  const impossible = obstacle !== null && obstacle !== 'not-whole';
  // What failed can be tried again; missing slices cannot.
  const mends = obstacle === 'missing-slices' && failed > 0;
  const broken = isVolume ? failed > 0 : images.state(slice) === 'failed' || (error !== null && loaded === 0);
  return (
    <div
      className="pane-notice"
      role={broken || impossible ? 'alert' : 'status'}
      data-testid="loading-notice"
      data-broken={broken && !isVolume ? '' : undefined}
    >
      {impossible ? (
        <p>{obstacleText(t, obstacle, images.displaySet)}</p>
      ) : (
        <p>
          {isVolume
            ? t('volumeLoading', { loaded, total })
            : t(broken ? 'sliceFailed' : 'sliceLoading', { slice: slice + 1, loaded, total })}
        </p>
      )}
      {mends && <Button onClick={() => images.retry()}>{t('retry')}</Button>}
      {!impossible && broken && (
        <>
          <p>
            {error && !isVolume
              ? t(`frameError.${error.reason}`, { status: error.status ?? '', detail: error.detail })
              : t('slicesFailed', { count: failed, list: failedSlices(images) })}
          </p>
          <Button onClick={() => images.retry()}>{t('retry')}</Button>
        </>
      )}
      {!impossible && !broken && !images.displaySet.complete && <p>{t('waitingForSync')}</p>}
      {!impossible && !broken && cancelled && <Button onClick={() => void images.load()}>{t('resume')}</Button>}
      {!impossible && !broken && !cancelled && isVolume && (
        <Button kind="quiet" onClick={() => images.cancel()}>
          {t('cancel')}
        </Button>
      )}
    </div>
  );
}

function obstacleText(
  t: TFunction<'viewer'>,
  obstacle: Exclude<VolumeObstacle, 'not-whole'>,
  { verdict }: DisplaySet,
): string {
  if (obstacle !== 'geometry' || verdict.kind !== 'stack-only') return t(`obstacle.${obstacle}`);
  return `${t('obstacle.geometry')} ${t(`geometryReason.${verdict.reason}`)}`;
}

const mostNamed = 6;

/** The numbers of the slices that failed, the first few of them. */
export function failedSlices(images: ImageSet): string {
  const numbers = images.imageIds.flatMap((_, index) => (images.state(index) === 'failed' ? [index + 1] : []));
  return numbers.slice(0, mostNamed).join(', ') + (numbers.length > mostNamed ? '…' : '');
}
