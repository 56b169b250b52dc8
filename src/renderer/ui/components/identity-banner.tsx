import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Patient, Reading } from '../../../contract/index.ts';
import { ageOn, formatAge, formatDate, formatLocalDateTime, formatName, localDay } from '../format/index.ts';
import { useLanguage } from '../i18n/index.ts';
import { caseColour } from './case-colour.ts';
import { WarningIcon } from './icons.tsx';

interface IdentityBannerProps {
  reading: Reading | null;
  /** A second patient in sight: the banner turns loud and names them. */
  otherPatient?: Patient | null;
  children?: ReactNode;
  /** Another than the window's own banner, e.g. the one inside a sheet. */
  testId?: string;
}

/** Who is being read: the same strip, in the same colour, on the desk and in every viewer window. */
export function IdentityBanner(props: IdentityBannerProps) {
  const { reading, otherPatient = null, children, testId = 'identity-banner' } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  if (!reading) {
    return (
      <section className="identity-banner" aria-label={t('banner.label')} data-testid={testId} data-empty="">
        <span className="identity-weak">{t('banner.noCase')}</span>
        <span className="identity-end">{children}</span>
      </section>
    );
  }
  const { patient, study, orders } = reading;
  const day = study?.studyAt ?? localDay(Date.now());
  const age = patient.birthDate ? ageOn(patient.birthDate, day) : null;
  const accessions = accessionsOf(reading);
  const style = { '--case-colour': caseColour(`${patient.issuer ?? ''}|${patient.patientId}`) } as CSSProperties;
  return (
    <section
      className="identity-banner"
      aria-label={t('banner.label')}
      data-testid={testId}
      data-patient-id={patient.patientId}
      data-reading-id={reading.id}
      data-loud={otherPatient ? '' : undefined}
      style={style}
    >
      <strong className="identity-name">{formatName(patient)}</strong>
      <span>
        {patient.birthDate
          ? t(`banner.bornOn_${patient.sex ?? 'O'}`, { date: formatDate(patient.birthDate, language) })
          : t('banner.birthDateUnknown')}
        {age && ` (${formatAge(age, language)})`}
      </span>
      <span>{t(`sex.${patient.sex ?? 'unknown'}`)}</span>
      <span title={patient.issuer ?? undefined}>
        <span className="identity-weak">{t('banner.id')}</span> {patient.patientId}
      </span>
      {patient.ins && (
        <span
          data-testid="identity-ins"
          title={t('banner.insTraits', {
            family: patient.ins.birthFamilyName,
            given: patient.ins.birthGivenNames,
            date: patient.birthDate ? formatDate(patient.birthDate, language) : '?',
            sex: t(`sex.${patient.sex ?? 'unknown'}`),
            place: patient.ins.birthPlace ?? '?',
          })}
        >
          <span className="identity-weak">{t('banner.ins')}</span> {patient.ins.matricule} (
          {t(patient.ins.qualified ? 'banner.insQualified' : 'banner.insNotQualified')})
        </span>
      )}
      <span className="identity-study">
        {study?.description || orders[0]?.procedure.text}
        {study?.studyAt && <> · {formatLocalDateTime(study.studyAt, language)}</>}
      </span>
      <span>
        {accessions.length > 0 ? (
          <>
            <span className="identity-weak">{t('banner.accession')}</span> {accessions.join(', ')}
          </>
        ) : (
          <span className="identity-weak">{t('banner.noAccession')}</span>
        )}
      </span>
      {otherPatient && (
        <strong className="identity-alarm" role="alert">
          <WarningIcon />
          {t('banner.otherPatient', { name: formatName(otherPatient) })}
        </strong>
      )}
      <span className="identity-end">{children}</span>
    </section>
  );
}

/** The accession numbers of a reading, those of its orders first, each once. */
export function accessionsOf(reading: Pick<Reading, 'orders' | 'study'>): string[] {
  const all = [...reading.orders.map(order => order.accession), reading.study?.accession ?? null];
  return [...new Set(all.filter(accession => accession !== null && accession !== ''))] as string[];
}
