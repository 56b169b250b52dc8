import { useTranslation } from 'react-i18next';
import { CheckIcon, WarningIcon } from '../../ui/components/index.ts';
import { formatDate, formatName } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import type { IdentityComparison, StatedIdentity, Trait } from './identity-comparison.ts';

const traits: readonly Trait[] = ['name', 'birthDate', 'sex', 'patientId', 'accession'];

/** The identity as order, images and report state it, side by side. */
export function IdentityTable({ comparison }: { comparison: IdentityComparison }) {
  const { t } = useTranslation(['desk', 'common']);
  const language = useLanguage();
  const { stated, differing } = comparison;

  const textOf = ({ patient, accessions }: StatedIdentity, trait: Trait): string => {
    const texts: Record<Trait, string> = {
      name: formatName(patient),
      birthDate: patient.birthDate ? formatDate(patient.birthDate, language) : '–',
      sex: patient.sex ? t(`common:sex.${patient.sex}`) : '–',
      patientId: patient.patientId || '–',
      accession: accessions.join(', ') || '–',
    };
    return texts[trait];
  };

  return (
    <div>
      <table className="identity-table" data-testid="identity-table" data-agrees={differing.length === 0}>
        <thead>
          <tr>
            <td />
            {traits.map(trait => (
              <th key={trait} scope="col">
                {t(`desk:sign.trait.${trait}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stated.map(identity => (
            <tr key={identity.source}>
              <th scope="row">{t(`desk:sign.source.${identity.source}`)}</th>
              {traits.map(trait => (
                <td key={trait} data-differs={differing.includes(trait) ? '' : undefined}>
                  {textOf(identity, trait)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {differing.length === 0 ? (
        <p className="identity-agrees">
          <CheckIcon width={14} height={14} /> {t('desk:sign.agrees')}
        </p>
      ) : (
        <p className="identity-differs" role="alert">
          <WarningIcon width={14} height={14} />{' '}
          {t('desk:sign.differs', { traits: differing.map(trait => t(`desk:sign.trait.${trait}`)).join(', ') })}
        </p>
      )}
    </div>
  );
}
