import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CacheState, Failure } from '../../../contract/index.ts';
import { Button, WarningIcon } from '../../ui/components/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

interface SyncStatusProps {
  label: string;
  studyUid: string | null;
  cache: CacheState | null;
}

/** How much of a study is in the cache while that is not all of it, and what can be done about it. */
export function SyncStatus({ label, studyUid, cache }: SyncStatusProps) {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const api = useApi();
  const [refusal, setRefusal] = useState<Failure | null>(null);
  if (!studyUid || !cache || cache.state === 'complete') return null;
  const ask = async (what: 'fetch' | 'cancel') => {
    const outcome = await outcomeOf(api.studies[what]({ studyUid }));
    setRefusal(outcome.ok ? null : outcome.failure);
  };
  const count =
    cache.instancesTotal === null ? `${cache.instancesDone}` : `${cache.instancesDone}/${cache.instancesTotal}`;
  const running = cache.state === 'syncing' || cache.state === 'queued';
  const failure = refusal ?? (cache.state === 'failed' || cache.state === 'incomplete' ? cache.failure : null);
  return (
    <span
      className="sync-status"
      data-testid="sync-status"
      data-state={cache.state}
      role={failure ? 'alert' : 'status'}
    >
      {failure && <WarningIcon />}
      <span title={failure ? failureLine(failure, language) : undefined}>
        {label} {t(`sync.${cache.state}`)} {count}
        {failure && <> · {failureLine(failure, language)}</>}
      </span>
      {running ? (
        <Button kind="quiet" onClick={() => void ask('cancel')}>
          {t('cancel')}
        </Button>
      ) : (
        <Button kind="quiet" onClick={() => void ask('fetch')}>
          {t(cache.state === 'none' ? 'fetch' : 'retry')}
        </Button>
      )}
    </span>
  );
}
