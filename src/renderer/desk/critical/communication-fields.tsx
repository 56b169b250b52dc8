import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Communication, type CriticalMeans, criticalMeans } from '../../../contract/index.ts';
import { formatDate } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';

/**
 * A communication as it is being typed; day and time of this clock, `YYYY-MM-DD` and `HH:MM`. Chromium's own field for
 * times follows the language of the system, in which eight in the evening may be written as eight.
 */
export interface TypedCommunication {
  readonly recipient: string;
  readonly role: string;
  readonly means: CriticalMeans;
  readonly day: string;
  readonly time: string;
  readonly readBack: boolean;
}

/** Told now, to whom was told before, else to `recipient`. */
export function newCommunication(recipient: string, before?: Communication): TypedCommunication {
  const [day = '', time = ''] = localMinute(new Date()).split('T');
  const { role, means } = before ?? { role: '', means: 'phone' as const };
  return { recipient: before?.recipient ?? recipient, role, means, day, time, readBack: false };
}

/** Null while it does not say who was told when. */
export function communicationOf({
  day,
  time,
  recipient,
  role,
  means,
  readBack,
}: TypedCommunication): Communication | null {
  const at = new Date(`${day}T${time}`);
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(time) && !Number.isNaN(at.getTime());
  if (recipient.trim() === '' || !isTime) return null;
  return { recipient: recipient.trim(), role: role.trim(), means, readBack, at: at.toISOString() };
}

/** `2026-11-24T08:05` on this clock. */
function localMinute(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Today and the six days before. */
function lastDays(): string[] {
  return Array.from({ length: 7 }, (_, ago) => localMinute(new Date(Date.now() - ago * 86_400_000)).slice(0, 10));
}

interface CommunicationFieldsProps {
  value: TypedCommunication;
  onChange: (value: TypedCommunication) => void;
}

/** Who was told, when, how, and whether it was read back. */
export function CommunicationFields({ value, onChange }: CommunicationFieldsProps) {
  const { t } = useTranslation('critical');
  const language = useLanguage();
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
      <span className="critical-time">
        <input
          id={`${id}-at`}
          data-testid="critical-at"
          value={value.time}
          placeholder="HH:MM"
          inputMode="numeric"
          maxLength={5}
          required
          aria-invalid={!/^([01]\d|2[0-3]):[0-5]\d$/.test(value.time)}
          onChange={event => onChange({ ...value, time: event.target.value })}
        />
        <select
          aria-label={t('day')}
          data-testid="critical-day"
          value={value.day}
          onChange={event => onChange({ ...value, day: event.target.value })}
        >
          {lastDays().map(day => (
            <option key={day} value={day}>
              {formatDate(day, language)}
            </option>
          ))}
        </select>
      </span>
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
