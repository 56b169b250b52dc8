import { useTranslation } from 'react-i18next';
import { placeOfPrior, type Reading } from '../../../contract/index.ts';
import { formatDate } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { intervalBetween } from './interval.ts';
import { JoinedPatients } from './joined-patients.tsx';

interface PriorListProps {
  reading: Reading;
  onShow: (studyUid: string) => void;
}

/** The studies to compare with, newest first, with their distance in time. */
export function PriorList({ reading, onShow }: PriorListProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const priors = reading.priors.toSorted((a, b) => (b.studyAt ?? '').localeCompare(a.studyAt ?? ''));

  const agoText = (studyAt: string | null): string => {
    const interval = studyAt && reading.study?.studyAt ? intervalBetween(studyAt, reading.study.studyAt) : null;
    if (!interval) return '';
    if (interval.unit === 'days' && interval.count === 0) return t('case.sameDay');
    const keys = { years: 'case.agoYears', months: 'case.agoMonths', days: 'case.agoDays' } as const;
    return t(keys[interval.unit], { count: interval.count });
  };

  return (
    <>
      <h3>{t('case.priors')}</h3>
      {priors.length === 0 && <p className="weak">{t('case.noPriors')}</p>}
      <ul className="priors">
        {priors.map(prior => (
          <li key={prior.studyUid}>
            <button
              type="button"
              className="prior"
              data-testid="prior"
              data-study-uid={prior.studyUid}
              title={t('case.showPrior')}
              onClick={() => onShow(prior.studyUid)}
            >
              <span className="weak">{prior.studyAt ? formatDate(prior.studyAt, language) : '–'}</span>
              <span>{prior.modalities.join('/')}</span>
              <span className="prior-what">{prior.description}</span>
              {placeOfPrior(reading, prior) !== null && (
                <span className="prior-place" data-testid="prior-place">
                  {placeOfPrior(reading, prior)}
                </span>
              )}
              <span className="weak">{agoText(prior.studyAt)}</span>
            </button>
          </li>
        ))}
      </ul>
      <JoinedPatients reading={reading} />
    </>
  );
}
