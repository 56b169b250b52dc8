import { useTranslation } from 'react-i18next';
import type { FoundPatient, Patient, Reading } from '../../../contract/index.ts';
import { WarningIcon } from '../../ui/components/index.ts';
import { formatDate, formatName } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { differingTraits, type PersonTrait, unstatedTraits } from './compare-patients.ts';

const rows = ['site', 'name', 'birthDate', 'sex', 'patientId', 'issuer', 'ins'] as const;
type Row = (typeof rows)[number];

/** The patient of the case and the other one, trait by trait; what differs is marked, and said in words. */
export function IdentitiesSideBySide({ reading, other }: { reading: Reading; other: FoundPatient }) {
  const { t } = useTranslation(['patients', 'common']);
  const language = useLanguage();
  const differing = differingTraits(reading.patient, other.patient);
  const unstated = unstatedTraits(reading.patient, other.patient);
  const named = (traits: readonly PersonTrait[]) => traits.map(trait => t(`trait.${trait}`)).join(', ');

  const textOf = (row: Row, site: string, { ins, ...patient }: Patient): string => {
    const texts: Record<Row, string> = {
      site,
      name: formatName(patient),
      birthDate: patient.birthDate ? formatDate(patient.birthDate, language) : '',
      sex: patient.sex ? t(`common:sex.${patient.sex}`) : '',
      patientId: patient.patientId,
      issuer: patient.issuer ?? '',
      ins: ins ? t(ins.qualified ? 'insQualified' : 'insUnqualified', { matricule: ins.matricule }) : '',
    };
    return texts[row] || '–';
  };
  return (
    <div>
      <table className="identity-table" data-testid="patient-comparison" data-differs={differing.join(' ')}>
        <caption className="visually-hidden">{t('comparison')}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('ofCase')}</th>
            <th scope="col">{t('other')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row}>
              <th scope="row">{t(`trait.${row}`)}</th>
              <td>{textOf(row, reading.site.name, reading.patient)}</td>
              <td data-differs={differing.includes(row as PersonTrait) ? '' : undefined}>
                {textOf(row, other.siteName, other.patient)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {/* No green mark: that they agree proves nothing. */}
      {differing.length === 0 && unstated.length === 0 && <p className="weak">{t('agrees')}</p>}
      {differing.length > 0 && (
        <p className="identity-differs" role="alert">
          <WarningIcon width={14} height={14} /> {t('differs', { traits: named(differing) })}
        </p>
      )}
      {unstated.length > 0 && (
        <p className="identity-differs" role="alert">
          <WarningIcon width={14} height={14} /> {t('unstated', { traits: named(unstated) })}
        </p>
      )}
    </div>
  );
}
