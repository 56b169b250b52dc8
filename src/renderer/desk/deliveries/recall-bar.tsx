import { useEffect, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, Failure, Reading } from '../../../contract/index.ts';
import { Button, FailureNotice, RecalledIcon } from '../../ui/components/index.ts';
import { formatName } from '../../ui/format/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { type HeldReport, heldReports } from './held-reports.ts';

interface RecallBarProps {
  deliveries: readonly Delivery[];
  readings: readonly Reading[];
  /** The report of that reading is a draft again. */
  onRecalled: (readingId: string) => void;
}

/** The reports that were signed just now and have not left: how long they wait, and the way back. Alt+R takes the latest. */
export function RecallBar({ deliveries, readings, onRecalled }: RecallBarProps) {
  const { t } = useTranslation('desk');
  const api = useApi();
  const isWaiting = deliveries.some(({ heldUntil }) => heldUntil !== null);
  const now = useClock(isWaiting);
  const held = heldReports(deliveries, now);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [latest] = held;

  const readingOf = ({ reportId }: HeldReport) => readings.find(({ report }) => report?.reportId === reportId);
  const recall = async (report: HeldReport) => {
    const { reportId, version, readingId } = report;
    const id = readingOf(report)?.id ?? readingId;
    const outcome = await outcomeOf(api.reports.recall({ reportId, version }));
    setFailure(outcome.ok ? null : outcome.failure);
    if (outcome.ok) onRecalled(id);
  };

  // In the same step in which the bar is on screen: a recall that is pressed at once must not be lost.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.code !== 'KeyR' || !event.altKey || event.ctrlKey || event.metaKey || !latest) return;
      event.preventDefault();
      // The sheet of the signature has a bar of its own.
      event.stopImmediatePropagation();
      void recall(latest);
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  });

  if (held.length === 0 && !failure) return null;
  return (
    <section className="recall-bar" aria-label={t('recall.label')} data-testid="recall-bar">
      {held.map(report => {
        const reading = readingOf(report);
        return (
          <span key={report.reportId} className="recall-item" data-testid="held-report" data-version={report.version}>
            <RecalledIcon width={14} height={14} />
            <strong>{reading ? formatName(reading.patient) : report.readingId}</strong>
            <span className="recall-seconds">
              {t('recall.leaves', { count: Math.ceil((report.until - now) / 1000) })}
            </span>
            <Button data-testid="recall-report" title={t('recall.hint')} onClick={() => void recall(report)}>
              {t('recall.recall')} {report === latest && <kbd>Alt+R</kbd>}
            </Button>
          </span>
        );
      })}
      {failure && <FailureNotice failure={failure} />}
    </section>
  );
}

/** The time, told four times a second while somebody waits for it. */
function useClock(isWaiting: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isWaiting) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return now;
}
