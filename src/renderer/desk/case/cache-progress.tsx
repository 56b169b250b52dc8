import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reading } from '../../../contract/index.ts';
import { Button } from '../../ui/components/index.ts';
import { formatBytes } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useStream } from '../../ui/transport/index.ts';
import { cachedPartOf } from '../worklist/row-values.ts';

interface CacheProgressProps {
  reading: Reading;
  onCancel: () => void;
  onFetch: () => void;
}

/** How much of the open study is here, live, and stopping or resuming its fetch. */
export function CacheProgress({ reading, onCancel, onFetch }: CacheProgressProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const studyUid = reading.study?.studyUid ?? '';
  const live = useStream((api, options) => api.studies.watchCache({ studyUid }, options), studyUid);
  const cache = live ?? reading.cache;
  const total = cache.instancesTotal ?? reading.study?.instanceCount ?? 0;
  const isRunning = cache.state === 'queued' || cache.state === 'syncing';
  // A study that waits after a failure is tried again by itself; who knows that the PACS is back need not wait.
  const isWaiting = cache.state === 'queued' && cache.failure !== null;
  const canFetch = isWaiting || cache.state === 'failed' || cache.state === 'cancelled' || cache.state === 'incomplete';
  const part = cachedPartOf({ ...reading, cache }) ?? 0;
  return (
    <div className="cache-progress" data-testid="cache-progress" data-state={cache.state}>
      <span>
        <span className="weak">{t('case.images')}</span> {cache.instancesDone}/{total || '?'}{' '}
        <span className="weak">
          {t(`case.cache.${cache.state}`)}
          {cache.bytesDone > 0 && `, ${formatBytes(cache.bytesDone, language)}`}
        </span>
      </span>
      {isRunning && (
        <Button kind="quiet" onClick={onCancel}>
          {t('case.cancelFetch')}
        </Button>
      )}
      {canFetch && (
        <Button kind="quiet" onClick={onFetch}>
          {t('case.fetchAgain')}
        </Button>
      )}
      <span className="cache-bar" style={{ '--part': part } as CSSProperties} />
    </div>
  );
}
