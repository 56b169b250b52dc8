import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CriticalResult, Failure, OpenCriticalResult, Reading } from '../../../contract/index.ts';
import { FailureNotice, Sheet } from '../../ui/components/index.ts';
import { formatName } from '../../ui/format/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { requesterOf } from '../worklist/row-values.ts';
import { useNow } from '../worklist/use-now.ts';
import { CriticalItem } from './critical-item.tsx';
import { RecordForm } from './record-form.tsx';
import './critical.css';

interface CriticalSheetProps {
  /** The open case, or none. */
  reading: Reading | null;
  open: readonly OpenCriticalResult[];
  /** What a check found, to be recorded. */
  finding: string;
  onClose: () => void;
}

/** Critical results of the open case, and all others that somebody must still be told of, whatever case is open. */
export function CriticalSheet({ reading, open, finding, onClose }: CriticalSheetProps) {
  const { t } = useTranslation('critical');
  const now = useNow(30_000);
  const [reportId, setReportId] = useState<string | null>(null);
  const others = open.filter(result => result.reportId !== reportId);
  return (
    <Sheet title={t('title')} onClose={onClose} testId="critical-sheet">
      {reading && <OfCase key={reading.id} reading={reading} finding={finding} now={now} onReport={setReportId} />}
      <section className="critical-part" aria-label={t('elsewhere')}>
        <h3>{t('elsewhere')}</h3>
        {others.length === 0 ? (
          <p className="weak">{t('noneOpen')}</p>
        ) : (
          <ul className="critical-list">
            {others.map(result => (
              <CriticalItem
                key={result.id}
                result={result}
                requester={result.requester ?? ''}
                now={now}
                onChanged={() => {}}
              >
                <p className="critical-whose">
                  {formatName(result.patient)}
                  <span className="weak">
                    {' '}
                    {[result.examination, ...result.accessions].filter(Boolean).join(' · ')}
                  </span>
                </p>
              </CriticalItem>
            ))}
          </ul>
        )}
      </section>
    </Sheet>
  );
}

interface OfCaseProps {
  reading: Reading;
  finding: string;
  now: number;
  onReport: (reportId: string) => void;
}

function OfCase({ reading, finding, now, onReport }: OfCaseProps) {
  const { t } = useTranslation('critical');
  const api = useApi();
  const [reportId, setReportId] = useState<string | null>(null);
  const [results, setResults] = useState<readonly CriticalResult[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const requester = requesterOf(reading);
  const phone = reading.orders.find(order => order.requesterPhone)?.requesterPhone;

  useEffect(() => {
    let isCurrent = true;
    const load = async () => {
      const view = await outcomeOf(api.reports.open({ readingId: reading.id }));
      const id = view.ok ? (view.value.draft?.reportId ?? view.value.sealed.at(-1)?.reportId ?? null) : null;
      const known = id === null ? null : await outcomeOf(api.criticalResults.of({ reportId: id }));
      if (!isCurrent) return;
      if (!view.ok) setFailure(view.failure);
      else if (known && !known.ok) setFailure(known.failure);
      else if (known && id !== null) {
        setReportId(id);
        onReport(id);
        setResults(known.value);
      }
    };
    void load();
    return () => {
      isCurrent = false;
    };
  }, [api, reading.id, onReport]);

  return (
    <section className="critical-part" aria-label={t('ofCase')}>
      <h3>{t('ofCase')}</h3>
      <p className="critical-whose">
        {formatName(reading.patient)}
        <span className="weak"> {[requester, phone].filter(Boolean).join(' · ')}</span>
      </p>
      {failure && <FailureNotice failure={failure} />}
      {results.length > 0 ? (
        <ul className="critical-list">
          {results.map(result => (
            <CriticalItem key={result.id} result={result} requester={requester} now={now} onChanged={setResults} />
          ))}
        </ul>
      ) : (
        reportId !== null && <p className="weak">{t('noneOfCase')}</p>
      )}
      {reading.report?.signedAt && results.length > 0 && <p className="weak">{t('afterSignature')}</p>}
      {reportId !== null && (
        <RecordForm
          key={reportId}
          reportId={reportId}
          readingId={reading.id}
          finding={finding}
          requester={requester}
          onRecorded={setResults}
        />
      )}
    </section>
  );
}
