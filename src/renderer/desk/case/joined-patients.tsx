import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, JoinedPatient, Outcome, Reading } from '../../../contract/index.ts';
import { Button, FailureNotice, WarningIcon } from '../../ui/components/index.ts';
import { formatInstant, formatName } from '../../ui/format/index.ts';
import { failureText, useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { LinkSheet } from '../patients/link-sheet.tsx';

/**
 * Under which identifiers of other sites the patient is known, why, and whether those sites have answered; links are made
 * and removed here.
 */
export function JoinedPatients({ reading }: { reading: Reading }) {
  const { t } = useTranslation(['desk', 'patients']);
  const [isLinking, setLinking] = useState(false);
  const joined = reading.joined ?? [];
  return (
    <>
      {joined.length > 0 && (
        <ul className="joined" aria-label={t('desk:case.joined.title')}>
          {joined.map(each => (
            <Joined key={`${each.site.id} ${each.patient.patientId}`} readingId={reading.id} joined={each} />
          ))}
        </ul>
      )}
      <Button kind="quiet" className="link-open" data-testid="open-link" onClick={() => setLinking(true)}>
        {t('patients:open')}
      </Button>
      {isLinking && <LinkSheet reading={reading} onClose={() => setLinking(false)} />}
    </>
  );
}

function Joined({ readingId, joined }: { readingId: string; joined: JoinedPatient }) {
  const { t } = useTranslation(['desk', 'patients', 'common']);
  const language = useLanguage();
  const api = useApi();
  const [isAsked, setAsked] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { site, patient, by, link, state } = joined;
  const named = [formatName(patient), patient.patientId, site.name].filter(Boolean).join(' · ');

  const remove = async (linkId: string) => {
    const outcome: Outcome<object> = await outcomeOf(api.patients.unlink({ readingId, linkId }));
    setFailure(outcome.ok ? null : outcome.failure);
    setAsked(false);
  };
  return (
    <li data-testid="joined-patient" data-site={site.id} data-by={by} data-state={state}>
      <span title={named}>{site.name}</span> <span className="weak">{patient.patientId}</span>{' '}
      <span
        className="weak"
        title={link && t('patients:linkedBy', { name: link.by, date: formatInstant(link.at, language) })}
      >
        {t(`desk:case.joined.by.${by}`)}
      </span>{' '}
      <Standing joined={joined} />
      {link && !isAsked && (
        <Button kind="quiet" data-testid="unlink" onClick={() => setAsked(true)}>
          {t('patients:remove')}
        </Button>
      )}
      {link && isAsked && (
        <span role="alertdialog" aria-label={t('patients:remove')} className="joined-question">
          {t('patients:removeQuestion', { patient: named })}{' '}
          <Button kind="danger" autoFocus data-testid="confirm-unlink" onClick={() => void remove(link.id)}>
            {t('patients:removeConfirm')}
          </Button>
          <Button onClick={() => setAsked(false)}>{t('common:cancel')}</Button>
        </span>
      )}
      {failure && <FailureNotice failure={failure} />}
    </li>
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
