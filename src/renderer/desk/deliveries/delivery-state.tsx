import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, Reading } from '../../../contract/index.ts';
import {
  DeliveredIcon,
  RecalledIcon,
  RefusedIcon,
  SendIcon,
  SignedIcon,
  WarningIcon,
} from '../../ui/components/index.ts';
import { formatTime } from '../../ui/format/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import { type DeliveryStateKind, deliveriesOf, worstDelivery } from './delivery-standing.ts';

export const deliveryIcons: Record<DeliveryStateKind, ComponentType<{ width?: number; height?: number }>> = {
  queued: SignedIcon,
  sending: SendIcon,
  retry: SendIcon,
  unknown: WarningIcon,
  confirmed: DeliveredIcon,
  refused: RefusedIcon,
  recalled: RecalledIcon,
};

interface DeliveryStateProps {
  reading: Reading;
  deliveries: readonly Delivery[];
  onOpen: () => void;
}

/** Where the open case's report stands on its way to the RIS; in sight until it is delivered. */
export function DeliveryState({ reading, deliveries, onOpen }: DeliveryStateProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const delivery = worstDelivery(deliveriesOf(deliveries, reading));
  const isSigned = reading.report?.signedAt != null;
  const state = delivery?.state ?? (isSigned ? 'queued' : null);
  if (state === null) {
    return (
      <span className="delivery-state" data-testid="delivery-state" data-state="none">
        {t('delivery.notSigned')}
      </span>
    );
  }
  const DeliveryIcon = deliveryIcons[state];
  const answer = delivery?.lastAnswer && state !== 'confirmed' ? delivery.lastAnswer : null;
  return (
    <button
      type="button"
      className="delivery-state"
      data-testid="delivery-state"
      data-state={state}
      title={answer ? failureLine(answer, language) : undefined}
      onClick={onOpen}
    >
      <DeliveryIcon width={14} height={14} />
      {t(`delivery.state.${state}`)}
      {state === 'retry' && delivery?.nextAttemptAt && (
        <span className="weak">{t('delivery.nextAttempt', { time: formatTime(delivery.nextAttemptAt) })}</span>
      )}
    </button>
  );
}
