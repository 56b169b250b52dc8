import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Communication, type CriticalMeans, criticalMeans } from '../../../contract/index.ts';

/** A communication as it is being typed: the time is that of this clock, to the minute. */
export interface TypedCommunication {
  readonly recipient: string;
  readonly role: string;
  readonly means: CriticalMeans;
  readonly at: string;
  readonly readBack: boolean;
}

export function newCommunication(recipient: string, now: Date): TypedCommunication {
  return { recipient, role: '', means: 'phone', at: localMinute(now), readBack: false };
}

/** Null while it does not say who was told when. */
export function communicationOf({ at, recipient, ...typed }: TypedCommunication): Communication | null {
  const time = new Date(at);
  if (recipient.trim() === '' || Number.isNaN(time.getTime())) return null;
  return { ...typed, recipient: recipient.trim(), role: typed.role.trim(), at: time.toISOString() };
}

/** `2026-11-24T08:05` on this clock, as the field for times takes it. */
function localMinute(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

interface CommunicationFieldsProps {
  value: TypedCommunication;
  onChange: (value: TypedCommunication) => void;
}

/** Who was told, when, how, and whether it was read back. */
export function CommunicationFields({ value, onChange }: CommunicationFieldsProps) {
  const { t } = useTranslation('critical');
  const id = useId();
  return (
    <div className="critical-fields" data-testid="communication-fields">
      <label htmlFor={`${id}-recipient`}>{t('recipient')}</label>
      <input
        id={`${id}-recipient`}
        data-testid="critical-recipient"
        value={value.recipient}
        maxLength={256}
        required
        onChange={event => onChange({ ...value, recipient: event.target.value })}
      />
      <label htmlFor={`${id}-role`}>{t('role')}</label>
      <input
        id={`${id}-role`}
        data-testid="critical-role"
        value={value.role}
        maxLength={128}
        onChange={event => onChange({ ...value, role: event.target.value })}
      />
      <label htmlFor={`${id}-means`}>{t('means')}</label>
      <select
        id={`${id}-means`}
        data-testid="critical-means"
        value={value.means}
        onChange={event => {
          const means = criticalMeans.find(each => each === event.target.value);
          if (means) onChange({ ...value, means });
        }}
      >
        {criticalMeans.map(each => (
          <option key={each} value={each}>
            {t(`meansOf.${each}`)}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-at`}>{t('at')}</label>
      <input
        id={`${id}-at`}
        data-testid="critical-at"
        type="datetime-local"
        value={value.at}
        required
        onChange={event => onChange({ ...value, at: event.target.value })}
      />
      <label className="critical-choice">
        <input
          type="checkbox"
          data-testid="critical-read-back"
          checked={value.readBack}
          onChange={event => onChange({ ...value, readBack: event.target.checked })}
        />
        {t('readBack')}
      </label>
      {!value.readBack && <p className="weak critical-choice">{t('readBackHint')}</p>}
    </div>
  );
}
