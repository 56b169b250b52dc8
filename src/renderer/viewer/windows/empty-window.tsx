import { useTranslation } from 'react-i18next';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import type { StudyView } from '../case/use-study.ts';
import { ProvisionalPane } from '../provisional/provisional-pane.tsx';
import { useProvisionalSeries } from '../provisional/use-provisional-series.ts';
import { useViewer } from '../viewer-context.ts';

/** What stands in a window without images: why there are none, and what happens next. */
export function EmptyWindow({ number, current, prior }: { number: 1 | 2; current: StudyView; prior: StudyView }) {
  const { t } = useTranslation('viewer');
  const { reading, state } = useViewer();
  const api = useApi();
  const study = number === 2 && reading.priors.length > 0 && state.priorShown ? prior : current;
  const { studyUid, cache, failure } = study;
  const isOwn = number === 1 || study === prior;
  const series = useProvisionalSeries(isOwn ? studyUid : null, null, `${cache?.state} ${cache?.instancesDone}`);
  if (studyUid === null) {
    return <div className="pane-notice">{reading.study ? t('nothingHung') : t('noStudy')}</div>;
  }
  if (series && !failure) return <ProvisionalPane number={number} series={series} />;
  return (
    <div className="pane-notice" role="status" data-testid="loading-notice">
      {failure ? (
        <FailureNotice failure={failure}>
          <Button onClick={() => void outcomeOf(api.studies.fetch({ studyUid }))}>{t('retry')}</Button>
        </FailureNotice>
      ) : (
        <p>
          {t(`syncLong.${cache?.state ?? 'none'}`, {
            done: cache?.instancesDone ?? 0,
            total: cache?.instancesTotal ?? '?',
          })}
        </p>
      )}
    </div>
  );
}
