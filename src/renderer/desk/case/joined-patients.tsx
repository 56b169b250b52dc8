import { useTranslation } from 'react-i18next';
import type { JoinedPatient } from '../../../contract/index.ts';
import { WarningIcon } from '../../ui/components/index.ts';
import { failureText, useLanguage } from '../../ui/i18n/index.ts';

/** Under which identifiers of other sites the patient is known, why, and whether those sites have answered. */
export function JoinedPatients({ joined }: { joined: readonly JoinedPatient[] }) {
  const { t } = useTranslation('desk');
  if (joined.length === 0) return null;
  return (
    <ul className="joined" aria-label={t('case.joined.title')} data-testid="joined-patients">
      {joined.map(each => (
        <li
          key={`${each.site.id} ${each.patient.patientId}`}
          data-testid="joined-patient"
          data-site={each.site.id}
          data-by={each.by}
          data-state={each.state}
        >
          <span>{each.site.name}</span> <span className="weak">{each.patient.patientId}</span>{' '}
          <span className="weak">{t(`case.joined.by.${each.by}`)}</span> <Standing joined={each} />
        </li>
      ))}
    </ul>
  );
}

function Standing({ joined: { state, studies, failure } }: { joined: JoinedPatient }) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const count = t('case.joined.studies', { count: studies });
  const cause = failure && failureText(failure, language).cause;
  switch (state) {
    case 'answered':
      return <span className="weak">{count}</span>;
    case 'asking':
      return <span className="weak">{t('case.joined.asking')}</span>;
    case 'unreachable':
    case 'refused':
      return (
        <span className="joined-trouble">
          <WarningIcon width={12} height={12} /> {t(`case.joined.${state}`)}
          {cause && ` (${cause})`}
          {state === 'unreachable' && studies > 0 && ` · ${count}`}
        </span>
      );
  }
}
