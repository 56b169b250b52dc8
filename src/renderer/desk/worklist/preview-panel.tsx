import { useTranslation } from 'react-i18next';
import { placeOfPrior, type Reading } from '../../../contract/index.ts';
import { Button, CloseIcon, FailureNotice } from '../../ui/components/index.ts';
import { formatInstant, formatLocalDateTime, formatName } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { accessionOf, examinationOf, requesterOf } from './row-values.ts';

interface PreviewPanelProps {
  reading: Reading;
  onOpen: () => void;
  onClose: () => void;
}

/** What a reader wants to know before opening: the question, the order, the priors, what needs an eye. */
export function PreviewPanel({ reading, onOpen, onClose }: PreviewPanelProps) {
  const { t } = useTranslation(['desk', 'common']);
  const language = useLanguage();
  const indications = reading.orders.map(({ indication }) => indication).filter(Boolean);
  const orderedAt = reading.orders.find(order => order.orderedAt !== null)?.orderedAt;
  return (
    <section className="preview" aria-label={t('desk:preview.title')} data-testid="worklist-preview">
      <header>
        <h2>
          {formatName(reading.patient)} <span className="weak">{examinationOf(reading)}</span>
        </h2>
        <Button onClick={onOpen}>{t('desk:preview.open')}</Button>
        <Button kind="quiet" aria-label={t('common:close')} icon={<CloseIcon />} onClick={onClose} />
      </header>
      <div className="preview-body">
        <div>
          <h3>{t('desk:preview.question')}</h3>
          {indications.length > 0 ? (
            indications.map(text => (
              <p key={text} className="plain-text">
                {text}
              </p>
            ))
          ) : (
            <p className="weak">{t('desk:preview.noQuestion')}</p>
          )}
          <p className="weak">
            {requesterOf(reading)}
            {orderedAt && ` · ${formatInstant(orderedAt, language)}`}
            {accessionOf(reading) && ` · ${t('common:banner.accession')} ${accessionOf(reading)}`}
          </p>
          <p className="weak">{t(`desk:preview.match.${reading.match}`)}</p>
        </div>
        <div>
          <h3>{t('desk:case.priors')}</h3>
          {reading.priors.length === 0 && <p className="weak">{t('desk:case.noPriors')}</p>}
          <ul>
            {reading.priors.slice(0, 6).map(prior => (
              <li key={prior.studyUid}>
                <span className="weak">{prior.studyAt ? formatLocalDateTime(prior.studyAt, language) : '–'}</span>{' '}
                {prior.description}{' '}
                <span className="weak">
                  {[prior.modalities.join('/'), placeOfPrior(reading, prior)].filter(Boolean).join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        </div>
      </div>
      {reading.remarks.map(remark => (
        <FailureNotice key={JSON.stringify(remark)} failure={remark} />
      ))}
    </section>
  );
}
