import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type CriticalCategory,
  type CriticalDeadlines,
  type CriticalResult,
  criticalCategories,
  type Failure,
  type Outcome,
} from '../../../contract/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { formatDuration } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { CommunicationFields, communicationOf, newCommunication } from './communication-fields.tsx';

interface RecordFormProps {
  reportId: string;
  readingId: string;
  /** What a check found, to be recorded. */
  finding: string;
  requester: string;
  onRecorded: (results: CriticalResult[]) => void;
}

/** What was found, how soon it has to be told, and, where that has been done already, to whom. */
export function RecordForm({ reportId, readingId, finding, requester, onRecorded }: RecordFormProps) {
  const { t } = useTranslation('critical');
  const api = useApi();
  const id = useId();
  const [words, setWords] = useState(finding);
  const [category, setCategory] = useState<CriticalCategory>('minutes');
  const [isTold, setIsTold] = useState(false);
  const [told, setTold] = useState(() => newCommunication(requester));
  const deadlines = useDeadlines(readingId);
  const language = useLanguage();
  const [failure, setFailure] = useState<Failure | null>(null);
  const communication = communicationOf(told);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome: Outcome<CriticalResult[]> = await outcomeOf(
      api.criticalResults.record({
        reportId,
        category,
        finding: words,
        ...(isTold && communication ? { communication } : {}),
      }),
    );
    setFailure(outcome.ok ? null : outcome.failure);
    if (!outcome.ok) return;
    setWords('');
    setIsTold(false);
    setTold(newCommunication(requester));
    onRecorded(outcome.value);
  };

  return (
    <form className="critical-form" data-testid="critical-form" onSubmit={event => void submit(event)}>
      <label htmlFor={`${id}-finding`}>{t('finding')}</label>
      <input
        id={`${id}-finding`}
        data-testid="critical-finding"
        // biome-ignore lint/a11y/noAutofocus: the sheet was asked for by a key or a click, to write here.
        autoFocus
        value={words}
        maxLength={500}
        onChange={event => setWords(event.target.value)}
      />
      <fieldset className="critical-categories">
        <legend>{t('category')}</legend>
        {criticalCategories.map(each => (
          <label key={each}>
            <input
              type="radio"
              name={`${id}-category`}
              data-testid={`critical-${each}`}
              checked={category === each}
              onChange={() => setCategory(each)}
            />
            {t(`categories.${each}`)}
            {deadlines && ` (${formatDuration(deadlines[each] * 60_000, language)})`}
          </label>
        ))}
      </fieldset>
      <label className="critical-choice">
        <input
          type="checkbox"
          data-testid="critical-told"
          checked={isTold}
          onChange={event => setIsTold(event.target.checked)}
        />
        {t('told')}
      </label>
      {isTold && <CommunicationFields value={told} onChange={setTold} />}
      {failure && <FailureNotice failure={failure} />}
      <p className="critical-buttons">
        <Button
          kind="primary"
          type="submit"
          data-testid="critical-save"
          disabled={words.trim() === '' || (isTold && !communication)}
        >
          {t('save')}
        </Button>
      </p>
    </form>
  );
}

/** How long there is at the site of this reading; null until it is known. */
function useDeadlines(readingId: string): CriticalDeadlines | null {
  const api = useApi();
  const [deadlines, setDeadlines] = useState<CriticalDeadlines | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void outcomeOf(api.criticalResults.deadlines({ readingId })).then(outcome => {
      if (isCurrent) setDeadlines(outcome.ok ? outcome.value : null);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, readingId]);
  return deadlines;
}
