import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reading } from '../../../contract/index.ts';
import { ClockIcon, LockIcon, PhoneIcon, StateChip, WarningIcon } from '../../ui/components/index.ts';
import {
  formatBodyPart,
  formatDate,
  formatDuration,
  formatInstant,
  formatName,
  formatTime,
} from '../../ui/format/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import { bodyPartOf, cachedPartOf, examinationOf, modalityOf, requesterOf } from './row-values.ts';
import type { ColumnKey } from './sorting.ts';
import { waitingOf } from './waiting.ts';

interface CellProps {
  reading: Reading;
  now: number;
}

function StateCell({ reading }: CellProps) {
  const { t } = useTranslation('desk');
  const { claim } = reading;
  return (
    <>
      <StateChip state={reading.state} />
      {claim && !claim.mine && (
        <span className="cell-mark" title={t('worklist.claimedBy', { name: claim.by })}>
          <LockIcon width={12} height={12} />
          <span className="visually-hidden">{t('worklist.claimedBy', { name: claim.by })}</span>
        </span>
      )}
    </>
  );
}

function PriorityCell({ reading }: CellProps) {
  const { t } = useTranslation();
  return <span className={`priority priority-${reading.priority}`}>{t(`priority.${reading.priority}`)}</span>;
}

function WaitingCell({ reading, now }: CellProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { waited, remaining, used } = waitingOf(reading, now);
  if (waited === null && remaining === null) return <span className="weak">–</span>;
  const isWorking = reading.state !== 'signed' && reading.state !== 'delivered';
  const isOverdue = remaining !== null && remaining < 0 && isWorking;
  const deadline =
    remaining === null
      ? ''
      : remaining < 0
        ? t('worklist.overdue', { time: formatDuration(remaining, language) })
        : t('worklist.dueIn', { time: formatDuration(remaining, language) });
  const waiting = waited === null ? '' : t('worklist.waited', { time: formatDuration(waited, language) });
  return (
    <span
      className={isOverdue ? 'waiting waiting-overdue' : 'waiting'}
      title={[waiting, deadline].filter(Boolean).join(', ')}
      style={{ '--used': used ?? 0 } as CSSProperties}
      data-bar={used !== null && isWorking ? '' : undefined}
    >
      {isOverdue && <ClockIcon width={12} height={12} />}
      {formatDuration(waited ?? remaining ?? 0, language)}
      <span className="visually-hidden">{deadline}</span>
    </span>
  );
}

function PatientCell({ reading: { patient, remarks, report } }: CellProps) {
  const { t } = useTranslation(['common', 'critical']);
  const language = useLanguage();
  const toTell = report?.criticalResults?.open ?? 0;
  return (
    <>
      <span className="patient-name" title={formatName(patient)}>
        {formatName(patient)}
      </span>
      <span className="patient-facts">
        {patient.birthDate ? formatDate(patient.birthDate, language) : '–'} {patient.sex ? t(`sex.${patient.sex}`) : ''}
      </span>
      {toTell > 0 && (
        <span
          className="cell-mark critical-open"
          title={t('critical:open', { count: toTell })}
          data-testid="row-critical"
        >
          <PhoneIcon width={13} height={13} />
          <span className="visually-hidden">{t('critical:open', { count: toTell })}</span>
        </span>
      )}
      {remarks.length > 0 && (
        <span
          className="cell-mark cell-warning"
          title={remarks.map(remark => failureLine(remark, language)).join('\n')}
        >
          <WarningIcon width={13} height={13} />
          <span className="visually-hidden">{remarks.map(remark => failureLine(remark, language)).join(' ')}</span>
        </span>
      )}
    </>
  );
}

function ImagesCell({ reading }: CellProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { cache, study } = reading;
  if (!study) {
    return (
      <span className="weak" title={t('worklist.noStudy')}>
        {t('worklist.noStudyShort')}
      </span>
    );
  }
  const total = cache.instancesTotal ?? study.instanceCount;
  const label =
    total > 0
      ? t('worklist.images', { done: cache.instancesDone, total })
      : t('worklist.imagesUnknown', { done: cache.instancesDone });
  const title = [label, t(`case.cache.${cache.state}`), cache.failure && failureLine(cache.failure, language)];
  return (
    <span className="images" data-cache={cache.state} title={title.filter(Boolean).join('. ')}>
      <span className="images-count">
        {cache.instancesDone > 0 && cache.state !== 'complete' ? `${cache.instancesDone}/${total}` : total || '–'}
      </span>
      <span className="images-bar" style={{ '--part': cachedPartOf(reading) ?? 0 } as CSSProperties} />
    </span>
  );
}

function ReportCell({ reading }: CellProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { report, state } = reading;
  if (!report?.signedAt) return null;
  if (state === 'refused') {
    return (
      <span className="report-refused" title={report.refusal ? failureLine(report.refusal, language) : undefined}>
        {t('worklist.refused')}
      </span>
    );
  }
  return (
    <>
      {formatTime(report.signedAt)}{' '}
      {state !== 'delivered' && <span className="report-pending">{t('worklist.notDelivered')}</span>}
    </>
  );
}

function BodyPartCell({ reading }: CellProps) {
  const language = useLanguage();
  const text = formatBodyPart(bodyPartOf(reading), language);
  return <span title={text}>{text}</span>;
}

/** A study that was brought in by hand says so, and from what, also where the column of sites has no room. */
function ExaminationCell({ reading }: CellProps) {
  const { t } = useTranslation('exchange');
  const language = useLanguage();
  const { site, imported } = reading;
  const text = examinationOf(reading);
  if (!imported) return <span title={text}>{text}</span>;
  const from = t('import.from', { source: imported.source, time: formatInstant(imported.at, language) });
  return (
    <span title={`${text}. ${from}`} data-imported="">
      <span className="report-pending">{site.name}</span> {text}
      <span className="visually-hidden">. {from}</span>
    </span>
  );
}

/** What each column draws for a reading. */
export const cells: Record<ColumnKey, (props: CellProps) => ReactNode> = {
  state: StateCell,
  priority: PriorityCell,
  waiting: WaitingCell,
  patient: PatientCell,
  examination: ExaminationCell,
  modality: ({ reading }) => modalityOf(reading),
  bodyPart: BodyPartCell,
  site: ({ reading }) => <span title={reading.site.name}>{reading.site.name}</span>,
  requester: ({ reading }) => <span title={requesterOf(reading)}>{requesterOf(reading)}</span>,
  priors: ({ reading }) => (reading.priors.length > 0 ? reading.priors.length : <span className="weak">0</span>),
  images: ImagesCell,
  report: ReportCell,
};
