import { useTranslation } from 'react-i18next';
import type { Draft, Patient, Reading } from '../../../contract/index.ts';
import { identityChange } from '../../../report/text/index.ts';
import { Button, WarningIcon } from '../../ui/components/index.ts';
import { formatDate, formatName } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';

interface IdentityChangeBarProps {
  draft: Draft;
  reading: Reading;
  onConfirm: () => void;
}

/** The RIS corrected or merged the patient while the report is written: both identities, and one key to take the new one. */
export function IdentityChangeBar({ draft, reading, onConfirm }: IdentityChangeBarProps) {
  const { t } = useTranslation(['desk', 'common']);
  const language = useLanguage();
  const { patient: before } = draft.subject;
  const { patient: now } = reading;
  if (identityChange(before, now).length === 0) return null;
  const text = (patient: Patient) =>
    [
      formatName(patient),
      patient.birthDate && formatDate(patient.birthDate, language),
      patient.sex && t(`common:sex.${patient.sex}`),
      patient.patientId,
      patient.ins && `INS ${patient.ins.matricule} ${patient.ins.status}`,
    ]
      .filter(Boolean)
      .join(' ');
  return (
    <div className="amend-bar amend-bar-line" role="alert" data-testid="identity-change">
      <WarningIcon />
      <span>{t('desk:identityChange.changed', { before: text(before), now: text(now) })}</span>
      <Button kind="primary" data-testid="confirm-identity" onClick={onConfirm}>
        {t('desk:identityChange.confirm')}
      </Button>
    </div>
  );
}
