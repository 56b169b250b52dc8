import { useTranslation } from 'react-i18next';
import type { ImageSet } from '../../cornerstone/index.ts';
import { Button } from '../../ui/components/index.ts';
import { failedSlices } from './loading-notice.tsx';
import { useProgress } from './use-image-view.ts';

/** Says on a plane of a volume which slices are hatched because they did not come, and tries them again. */
export function FailedSlices({ images }: { images: ImageSet }) {
  const { t } = useTranslation('viewer');
  const { failed } = useProgress(images);
  if (failed === 0) return null;
  return (
    <div className="failed-slices" role="alert" data-testid="failed-slices">
      <span>{t('failedHatched', { count: failed, list: failedSlices(images) })}</span>
      <Button onClick={() => images.retry()}>{t('retry')}</Button>
    </div>
  );
}
