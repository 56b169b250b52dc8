import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type FoundPatient, type FoundPatients, goesBy, type Reading } from '../../../contract/index.ts';
import { WarningIcon } from '../../ui/components/index.ts';
import { formatDate, formatName } from '../../ui/format/index.ts';
import { failureText, useLanguage } from '../../ui/i18n/index.ts';

interface FoundPatientsListProps {
  found: FoundPatients;
  /** The case: its patient cannot be linked with himself, nor twice with the same record. */
  reading: Reading;
  chosen: FoundPatient | null;
  onChoose: (patient: FoundPatient) => void;
}

/** What a search found, by site; one of them may be chosen with mouse or arrows. */
export function FoundPatientsList({ found, reading, chosen, onChoose }: FoundPatientsListProps) {
  const { t } = useTranslation(['patients', 'common']);
  const language = useLanguage();
  const name = useId();
  const describe = ({ patient, siteName, studies, newest }: FoundPatient): string =>
    [
      siteName,
      patient.birthDate && formatDate(patient.birthDate, language),
      patient.sex && t(`common:sex.${patient.sex}`),
      [patient.patientId, patient.issuer].filter(Boolean).join(' / '),
      t('studies', { count: studies }),
      newest && t('newest', { date: formatDate(newest.slice(0, 10), language) }),
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <>
      {found.failures.map(({ site, siteName, failure }) => (
        <p key={site} className="joined-trouble" role="alert" data-testid="search-failed" data-site={site}>
          <WarningIcon width={13} height={13} /> {t('unasked', { site: siteName })} (
          {failureText(failure, language).cause || failureText(failure, language).headline})
        </p>
      ))}
      {found.patients.length === 0 && <p className="weak">{t('none')}</p>}
      {found.patients.length > 0 && (
        <fieldset className="found-patients">
          <legend className="weak">{t('found')}</legend>
          {found.patients.map(each => (
            <label
              key={JSON.stringify([each.site, each.patient])}
              className="found-patient"
              data-testid="found-patient"
              data-site={each.site}
              data-patient-id={each.patient.patientId}
            >
              <input
                type="radio"
                name={name}
                disabled={knownAs(reading, each) !== null}
                checked={chosen === each}
                onChange={() => onChoose(each)}
              />
              <span>
                <span className="patient-name">{formatName(each.patient) || each.patient.patientId}</span>{' '}
                <span className="weak">{describe(each)}</span>
                {knownAs(reading, each) !== null && <span> ({t(knownAs(reading, each) ?? 'joined')})</span>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {found.more && <p className="weak">{t('more')}</p>}
    </>
  );
}

/** Whether a record is the case's own patient, or is joined to him already. */
function knownAs({ site, patient, joined = [] }: Reading, found: FoundPatient): 'ofCase' | 'joined' | null {
  const { patientId } = found.patient;
  if (found.site === site.id && goesBy(patient, patientId)) return 'ofCase';
  const isJoined = joined.some(
    each => each.state !== 'refused' && each.site.id === found.site && goesBy(each.patient, patientId),
  );
  return isJoined ? 'joined' : null;
}
