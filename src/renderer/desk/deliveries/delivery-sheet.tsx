import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, Failure, Reading } from '../../../contract/index.ts';
import { Button, FailureNotice, Sheet, WarningIcon } from '../../ui/components/index.ts';
import { formatInstant, formatName, formatTime } from '../../ui/format/index.ts';
import { failureText, useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { sortDeliveries } from './delivery-standing.ts';
import { deliveryIcons } from './delivery-state.tsx';
import './deliveries.css';

interface DeliverySheetProps {
  deliveries: readonly Delivery[];
  readings: readonly Reading[];
  onClose: () => void;
}

/** Every signed report and its way to the RIS: what, where, when, the RIS's own words, and sending again. */
export function DeliverySheet({ deliveries, readings, onClose }: DeliverySheetProps) {
  const { t } = useTranslation('desk');
  return (
    <Sheet title={t('delivery.title')} onClose={onClose} testId="delivery-sheet">
      {deliveries.length === 0 && <p className="weak">{t('delivery.none')}</p>}
      <ul className="deliveries">
        {sortDeliveries(deliveries).map(delivery => (
          <DeliveryItem
            key={delivery.id}
            delivery={delivery}
            reading={readings.find(
              ({ id, report }) => id === delivery.readingId || report?.reportId === delivery.reportId,
            )}
          />
        ))}
      </ul>
    </Sheet>
  );
}

function DeliveryItem({ delivery, reading }: { delivery: Delivery; reading: Reading | undefined }) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const api = useApi();
  const [failure, setFailure] = useState<Failure | null>(null);
  const DeliveryIcon = deliveryIcons[delivery.state];
  const canResend = delivery.state === 'refused' || delivery.state === 'retry' || delivery.state === 'unknown';
  const answer = delivery.state === 'confirmed' ? null : delivery.lastAnswer;

  const resend = async () => {
    const outcome = await outcomeOf(api.reports.resend({ deliveryId: delivery.id }));
    setFailure(outcome.ok ? null : outcome.failure);
  };

  return (
    <li className="delivery" data-testid="delivery" data-state={delivery.state} data-reading-id={delivery.readingId}>
      <div className="delivery-head">
        <span className="delivery-state" data-state={delivery.state}>
          <DeliveryIcon width={14} height={14} />
          {t(`delivery.state.${delivery.state}`)}
        </span>
        {canResend && (
          <Button data-testid="resend" onClick={() => void resend()}>
            {t('delivery.resend')}
          </Button>
        )}
      </div>
      <p className="delivery-what">
        {reading ? formatName(reading.patient) : delivery.readingId}
        {reading?.study && <span className="weak"> {reading.study.description}</span>}
      </p>
      <p className="weak">
        {reading?.site.name ?? delivery.site} · {t(`delivery.channel.${delivery.channel}`)}
        {delivery.channelId !== '' && delivery.channelId !== delivery.channel && ` (${delivery.channelId})`} ·{' '}
        {t('delivery.version', { version: delivery.version })} ·{' '}
        {delivery.orderNumber !== null && `${t('delivery.order', { number: delivery.orderNumber })} · `}
        {t('delivery.attempts', { count: delivery.attempts })}
        {delivery.confirmedAt &&
          ` · ${t('delivery.confirmedAt', { time: formatInstant(delivery.confirmedAt, language) })}`}
        {delivery.nextAttemptAt &&
          delivery.state === 'retry' &&
          ` · ${t('delivery.nextAttempt', { time: formatTime(delivery.nextAttemptAt) })}`}
      </p>
      <p className="weak">
        {t('delivery.signedAt', { time: formatInstant(delivery.createdAt, language) })}
        {delivery.lastAttemptAt &&
          ` · ${t('delivery.lastAttempt', { time: formatInstant(delivery.lastAttemptAt, language) })}`}
        {delivery.target !== '' && ` · ${t('delivery.target', { target: delivery.target })}`}
      </p>
      {delivery.possiblyDoubled && (
        <p className="delivery-doubled" data-testid="possibly-doubled">
          <WarningIcon width={14} height={14} /> {t('delivery.possiblyDoubled')}
        </p>
      )}
      <p className="weak delivery-reference">
        {t('delivery.reference')} {delivery.reference}
      </p>
      {answer && <Answer failure={answer} />}
      {failure && <FailureNotice failure={failure} />}
    </li>
  );
}

/** The last answer: the RIS's own words first, they are what an administrator looks for. */
function Answer({ failure }: { failure: Failure }) {
  const { sentence, details, words } = failureText(failure, useLanguage());
  return (
    <div className="delivery-answer" data-failure={failure.code}>
      {words && <p className="delivery-words">{words}</p>}
      <p>
        {sentence}
        {details && <span className="weak"> ({details})</span>}
      </p>
    </div>
  );
}
