import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Draft, goesBy, type Order, type Reading } from '../../../contract/index.ts';
import { Button, CloseIcon } from '../../ui/components/index.ts';

interface OrdersBarProps {
  draft: Draft;
  reading: Reading;
  readings: readonly Reading[];
  onAdd: (readingId: string) => void;
  onRemove: (orderKey: string) => void;
}

/** The further orders that the report is for, and those of the same patient that it could be for. F3 goes there. */
export function OrdersBar({ draft, reading, readings, onAdd, onRemove }: OrdersBarProps) {
  const { t } = useTranslation('desk');
  const bar = useRef<HTMLElement>(null);
  const added = (draft.subject.orderNumbers ?? []).filter(order => order.added);
  const offered = readings.filter(other => isOffered(other, reading));

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const first = bar.current?.querySelector('button');
      if (event.key !== 'F3' || event.altKey || event.ctrlKey || !first) return;
      event.preventDefault();
      first.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  if (added.length === 0 && offered.length === 0) return null;
  return (
    <section ref={bar} className="orders-bar" aria-label={t('orders.label')} data-testid="orders-bar">
      {added.length > 0 && <span className="weak">{t('orders.also')}</span>}
      {added.map(({ key, description = '', accession, placerNumber }) => {
        const order = nameOf(description, accession ?? placerNumber);
        return (
          <span key={key} className="orders-added" data-testid="added-order">
            {order}
            <Button
              kind="quiet"
              data-testid="remove-order"
              aria-label={t('orders.remove', { order })}
              title={t('orders.remove', { order })}
              icon={<CloseIcon width={12} height={12} />}
              onClick={() => onRemove(key)}
            />
          </span>
        );
      })}
      {offered.length > 0 && (
        <span className="weak">
          {t('orders.others')} <kbd>{t('orders.hint')}</kbd>
        </span>
      )}
      {offered.map(({ id, orders }) => {
        const order = orders.map(orderName).join(' + ');
        return (
          <Button
            key={id}
            data-testid="add-order"
            data-reading-id={id}
            aria-label={t('orders.add', { order })}
            title={t('orders.add', { order })}
            onClick={() => onAdd(id)}
          >
            + {order}
          </Button>
        );
      })}
    </section>
  );
}

/** An order of the same patient and site that nobody reads or has reported. */
function isOffered(other: Reading, { id, site, patient }: Reading): boolean {
  return (
    other.id !== id &&
    other.site.id === site.id &&
    other.orders.length > 0 &&
    (goesBy(other.patient, patient.patientId) || goesBy(patient, other.patient.patientId)) &&
    other.report === null &&
    other.claim === null
  );
}

function orderName({ procedure, accession, placerNumber }: Order): string {
  return nameOf(procedure.text, accession ?? placerNumber);
}

function nameOf(description: string, number: string | null): string {
  return [description, number === null ? '' : `(${number})`].filter(part => part !== '').join(' ');
}
