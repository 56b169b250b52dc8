import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CriticalResult, Failure, Outcome } from '../../../contract/index.ts';
import { Button, CheckIcon, ClockIcon, CloseIcon, FailureNotice, SendIcon } from '../../ui/components/index.ts';
import { formatDuration, formatInstant } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { CommunicationFields, communicationOf, newCommunication } from './communication-fields.tsx';

interface CriticalItemProps {
  result: CriticalResult;
  /** Who asked for the examination: most often the one to tell. */
  requester: string;
  /** In ms since the epoch. */
  now: number;
  onChanged: (results: CriticalResult[]) => void;
  /** Whose it is, where that is not plain. */
  children?: ReactNode;
}

const icons = { open: ClockIcon, told: SendIcon, closed: CheckIcon, retracted: CloseIcon } as const;

export function isOverdue({ state, dueAt }: Pick<CriticalResult, 'state' | 'dueAt'>, now: number): boolean {
  return (state === 'open' || state === 'told') && Date.parse(dueAt) < now;
}

/** One critical result: what it is, who was told, and what is still to be done. */
export function CriticalItem({ result, requester, now, onChanged, children }: CriticalItemProps) {
  const { t } = useTranslation(['critical', 'common']);
  const language = useLanguage();
  const api = useApi();
  const [asking, setAsking] = useState<'communicate' | 'retract' | null>(null);
  const [told, setTold] = useState(() => newCommunication(requester, result.communications.at(-1)));
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const communication = communicationOf(told);
  const remaining = Date.parse(result.dueAt) - now;
  const isOpen = result.state === 'open' || result.state === 'told';
  const StateIcon = icons[result.state];

  const submit = async (event: FormEvent, request: Promise<Outcome<CriticalResult[]>>) => {
    event.preventDefault();
    const outcome = await outcomeOf(request);
    setFailure(outcome.ok ? null : outcome.failure);
    if (!outcome.ok) return;
    setAsking(null);
    onChanged(outcome.value);
  };

  return (
    <li className="critical-item" data-testid="critical-item" data-state={result.state}>
      <div className="critical-head">
        <span
          className="critical-state"
          data-state={result.state}
          data-overdue={isOverdue(result, now) ? '' : undefined}
        >
          <StateIcon width={14} height={14} /> {t(`critical:state.${result.state}`)}
        </span>
        {isOpen && (
          <span className="weak">
            {remaining < 0
              ? t('critical:overdueSince', { time: formatDuration(remaining, language) })
              : t('critical:dueIn', { time: formatDuration(remaining, language) })}
          </span>
        )}
        <span className="critical-actions">
          {result.state !== 'retracted' && (
            <>
              <Button
                kind={isOpen ? 'primary' : 'quiet'}
                data-testid="critical-communicate"
                aria-expanded={asking === 'communicate'}
                onClick={() => {
                  setTold(newCommunication(requester, result.communications.at(-1)));
                  setAsking(asking === 'communicate' ? null : 'communicate');
                }}
              >
                {t('critical:communicate')}
              </Button>
              <Button
                kind="quiet"
                data-testid="critical-retract"
                aria-expanded={asking === 'retract'}
                onClick={() => setAsking(asking === 'retract' ? null : 'retract')}
              >
                {t('critical:retract')}
              </Button>
            </>
          )}
        </span>
      </div>
      {children}
      <p className="critical-finding">{result.finding}</p>
      <p className="weak">
        {t(`critical:categories.${result.category}`)} ·{' '}
        {t('critical:recordedAt', { date: formatInstant(result.recordedAt, language) })}
      </p>
      {result.communications.length > 0 && (
        <ul className="critical-told">
          {result.communications.map(each => (
            <li key={`${each.at} ${each.recipient}`}>
              {t('critical:communication', {
                date: formatInstant(each.at, language),
                recipient: each.role === '' ? each.recipient : `${each.recipient} (${each.role})`,
                means: t(`critical:meansOf.${each.means}`),
                by: each.by,
              })}
              {' · '}
              {t(each.readBack ? 'critical:wasReadBack' : 'critical:notReadBack')}
            </li>
          ))}
        </ul>
      )}
      {result.retraction !== undefined && <p className="weak">{result.retraction}</p>}
      {failure && <FailureNotice failure={failure} />}
      {asking === 'communicate' && (
        <form
          className="critical-form"
          onSubmit={event =>
            communication
              ? void submit(event, api.criticalResults.communicate({ id: result.id, communication }))
              : event.preventDefault()
          }
        >
          <CommunicationFields value={told} onChange={setTold} />
          <p className="critical-buttons">
            <Button kind="primary" type="submit" data-testid="critical-save-communication" disabled={!communication}>
              {t('critical:saveCommunication')}
            </Button>
            <Button kind="quiet" onClick={() => setAsking(null)}>
              {t('common:cancel')}
            </Button>
          </p>
        </form>
      )}
      {asking === 'retract' && (
        <form
          className="critical-form"
          onSubmit={event => void submit(event, api.criticalResults.retract({ id: result.id, reason }))}
        >
          <label>
            {t('critical:retractWhy')}
            <input
              // biome-ignore lint/a11y/noAutofocus: the form was asked for by a key or a click, and this is its only field.
              autoFocus
              value={reason}
              maxLength={500}
              data-testid="critical-reason"
              onChange={event => setReason(event.target.value)}
            />
          </label>
          <p className="critical-buttons">
            <Button kind="danger" type="submit" data-testid="critical-save-retraction" disabled={reason.trim() === ''}>
              {t('critical:saveRetraction')}
            </Button>
            <Button kind="quiet" onClick={() => setAsking(null)}>
              {t('common:cancel')}
            </Button>
          </p>
        </form>
      )}
    </li>
  );
}
