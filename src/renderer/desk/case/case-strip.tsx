import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery, Failure, Reading } from '../../../contract/index.ts';
import {
  Button,
  FailureNotice,
  ImagesIcon,
  LockIcon,
  PhoneIcon,
  StateChip,
  WarningIcon,
} from '../../ui/components/index.ts';
import { formatInstant } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { useOpenCritical } from '../critical/critical-context.ts';
import { DeliveryState } from '../deliveries/delivery-state.tsx';
import { examinationOf, requesterOf } from '../worklist/row-values.ts';
import { CacheProgress } from './cache-progress.tsx';
import { PriorList } from './prior-list.tsx';
import './case.css';

interface CaseStripProps {
  reading: Reading;
  deliveries: readonly Delivery[];
  onOpenViewer: () => void;
  onPark: () => void;
  onDeliveries: () => void;
}

/** What was asked, by whom, what there is to compare with, and how far images and report have got. */
export function CaseStrip({ reading, deliveries, onOpenViewer, onPark, onDeliveries }: CaseStripProps) {
  const { t } = useTranslation(['desk', 'critical']);
  const language = useLanguage();
  const api = useApi();
  const openCritical = useOpenCritical();
  const toTell = reading.report?.criticalResults?.open ?? 0;
  const [failure, setFailure] = useState<Failure | null>(null);
  const { orders, study, claim } = reading;
  const arrival = useArrival(study !== null);
  const orderedAt = orders.find(order => order.orderedAt !== null)?.orderedAt;
  const phone = orders.find(order => order.requesterPhone)?.requesterPhone;
  const indications = [...new Set(orders.map(({ indication }) => indication).filter(text => text !== null))];

  const isSigned = reading.report?.signedAt != null;

  const run = async (call: ReturnType<typeof api.studies.fetch>) => {
    const outcome = await outcomeOf(call);
    setFailure(outcome.ok ? null : outcome.failure);
  };

  return (
    <section className="case-strip" aria-label={t('case.label')} data-testid="case-strip">
      <div className="case-actions">
        {!isSigned && <StateChip state={reading.state} />}
        <DeliveryState reading={reading} deliveries={deliveries} onOpen={onDeliveries} />
        {claim && (
          <span className="weak claim" title={claim.mine ? t(`case.claim.${claim.scope}`) : undefined}>
            <LockIcon width={13} height={13} />
            <span>{claim.mine ? t(`case.claim.${claim.scope}`) : t('worklist.claimedBy', { name: claim.by })}</span>
          </span>
        )}
        <span className="case-buttons">
          <Button
            kind={arrival.isNews ? 'primary' : 'plain'}
            icon={<ImagesIcon />}
            data-testid="open-viewer"
            disabled={study === null}
            onClick={() => {
              arrival.seen();
              onOpenViewer();
            }}
          >
            {t('case.openViewer')}
          </Button>
          <Button
            kind="quiet"
            className={toTell > 0 ? 'critical-open' : undefined}
            icon={toTell > 0 ? <WarningIcon width={13} height={13} /> : undefined}
            data-testid="record-critical"
            data-open={toTell}
            title={t('critical:recordHint')}
            onClick={() => openCritical()}
          >
            {toTell > 0 ? t('critical:openShort', { count: toTell }) : t('critical:record')} <kbd>F10</kbd>
          </Button>
          <Button kind="quiet" data-testid="park-case" title={t('case.parkHint')} onClick={onPark}>
            {t('case.park')}
          </Button>
        </span>
      </div>
      <output className="images-arrived" data-testid="images-arrived">
        {arrival.isNews && t('case.imagesArrived')}
      </output>
      <div className="case-facts">
        <div>
          <h3>{t('case.order')}</h3>
          <p className="case-examination">{examinationOf(reading)}</p>
          <p className="weak">
            {requesterOf(reading) && t('case.orderedBy', { name: requesterOf(reading) })}{' '}
            {orderedAt && t('case.orderedAt', { date: formatInstant(orderedAt, language) })}
            {phone && <RequesterPhone number={phone} />}
          </p>
          <h3>{t('case.question')}</h3>
          {indications.length > 0 ? (
            indications.map(text => (
              <p key={text} className="plain-text case-question">
                {text}
              </p>
            ))
          ) : (
            <p className="weak">{t('preview.noQuestion')}</p>
          )}
        </div>
        <div>
          <PriorList
            reading={reading}
            onShow={studyUid => {
              void run(api.studies.fetch({ studyUid }));
              void run(api.viewer.command({ kind: 'show-prior', studyUid }));
            }}
          />
          {study ? (
            <CacheProgress
              reading={reading}
              onCancel={() => void run(api.studies.cancel({ studyUid: study.studyUid }))}
              onFetch={() => void run(api.studies.fetch({ studyUid: study.studyUid }))}
            />
          ) : (
            <p className="weak">{t('worklist.noStudy')}</p>
          )}
        </div>
      </div>
      {reading.remarks.map(remark => (
        <FailureNotice key={JSON.stringify(remark)} failure={remark} />
      ))}
      {reading.cache.failure && <FailureNotice failure={reading.cache.failure} />}
      {failure && <FailureNotice failure={failure} />}
    </section>
  );
}

/** Who is called when a result cannot wait. */
function RequesterPhone({ number }: { number: string }) {
  const { t } = useTranslation('desk');
  return (
    <span className="requester-phone" data-testid="requester-phone">
      <PhoneIcon width={12} height={12} />
      <span className="visually-hidden">{t('case.phone')}</span> {number}
    </span>
  );
}

/** A case opened before its images were known: their arrival is news until the reader opens them. */
function useArrival(isHere: boolean): { isNews: boolean; seen(): void } {
  const wasHere = useRef(isHere);
  const [isSeen, setSeen] = useState(false);
  return { isNews: isHere && !wasHere.current && !isSeen, seen: () => setSeen(true) };
}
