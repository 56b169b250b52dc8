import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/components/index.ts';

interface ReasonFormProps {
  purpose: 'correction' | 'withdrawal';
  onReason: (reason: string) => void;
  onCancel: () => void;
}

/** Why a signed report is corrected or withdrawn: it stands in the new version, and nothing begins without it. */
export function ReasonForm({ purpose, onReason, onCancel }: ReasonFormProps) {
  const { t } = useTranslation(['desk', 'common']);
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== '') onReason(reason.trim());
  };
  return (
    <form
      className="reason-form"
      data-testid="reason-form"
      onSubmit={submit}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <label>
        {t(`desk:amend.why.${purpose}`)}
        <input
          // biome-ignore lint/a11y/noAutofocus: the form was asked for by a key or a click, and this is its only field.
          autoFocus
          value={reason}
          maxLength={2000}
          onChange={event => setReason(event.target.value)}
        />
      </label>
      <Button kind="quiet" onClick={onCancel}>
        {t('common:cancel')}
      </Button>
      <Button
        type="submit"
        kind={purpose === 'withdrawal' ? 'danger' : 'primary'}
        data-testid="reason-confirm"
        disabled={reason.trim() === ''}
      >
        {t(`desk:amend.begin.${purpose}`)}
      </Button>
    </form>
  );
}
