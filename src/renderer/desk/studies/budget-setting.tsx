import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, Storage } from '../../../contract/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { formatBytes } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { budgetPicture } from './budget-parts.ts';

const gigabyte = 1e9;

/** How much the cache may take: said, and changed in gigabytes or left to the program. */
export function BudgetSetting({ storage }: { storage: Storage }) {
  const { t } = useTranslation('storage');
  const language = useLanguage();
  const api = useApi();
  const [isChanging, setIsChanging] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const bytesOf = (bytes: number) => formatBytes(bytes, language);

  const set = async (bytes: number | null) => {
    const outcome = await outcomeOf(api.studyManager.setBudget({ bytes }));
    setFailure(outcome.ok ? null : outcome.failure);
    if (outcome.ok) setIsChanging(false);
  };
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const gigabytes = Number(new FormData(event.currentTarget).get('gigabytes'));
    if (gigabytes >= 1) void set(Math.round(gigabytes * gigabyte));
  };

  return (
    <>
      <div className="budget-setting">
        <strong data-testid="budget-summary">
          {t('budget.summary', {
            used: bytesOf(budgetPicture(storage).usedBytes),
            budget: bytesOf(storage.budgetBytes),
          })}
        </strong>
        <span className="weak">
          {t(storage.automatic ? 'budget.automatic' : 'budget.fixed')} ·{' '}
          {t('budget.volumeFree', { bytes: bytesOf(storage.volumeFreeBytes) })}
        </span>
        {isChanging ? (
          <form className="budget-form" onSubmit={apply}>
            <input
              name="gigabytes"
              type="number"
              min={1}
              max={1_000_000}
              step={1}
              required
              // biome-ignore lint/a11y/noAutofocus: the button that was pressed has become this field.
              autoFocus
              className="choice"
              aria-label={t('budget.inGigabytes')}
              defaultValue={Math.max(1, Math.round(storage.budgetBytes / gigabyte))}
            />
            <Button type="submit" kind="primary">
              {t('budget.apply')}
            </Button>
            <Button onClick={() => void set(null)}>{t('budget.makeAutomatic')}</Button>
            <Button kind="quiet" onClick={() => setIsChanging(false)}>
              {t('action.cancel')}
            </Button>
          </form>
        ) : (
          <Button kind="quiet" data-testid="change-budget" onClick={() => setIsChanging(true)}>
            {t('budget.change')}
          </Button>
        )}
      </div>
      {failure && <FailureNotice failure={failure} />}
    </>
  );
}
