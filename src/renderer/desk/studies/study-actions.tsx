import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CachedStudy, Failure } from '../../../contract/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { formatName } from '../../ui/format/index.ts';
import type { StudyCommands } from './use-study-commands.ts';

interface StudyActionsProps {
  study: CachedStudy | null;
  commands: StudyCommands;
}

/** What can be done with the chosen study, and the question before it is removed. */
export function StudyActions({ study, commands }: StudyActionsProps) {
  const { t } = useTranslation('storage');
  const confirm = useRef<HTMLButtonElement>(null);
  const { asked, failure } = commands;
  useFocusOn(confirm, asked !== null);
  if (study === null) return <p className="study-actions weak">{t('action.none')}</p>;
  if (asked !== null) {
    const named = `${formatName(asked.study.patient) || asked.study.patient.patientId} ${asked.study.description}`;
    return (
      <div className="study-actions" role="alertdialog" aria-label={t('action.evict')}>
        <span className="study-question">
          {t(asked.site === null ? 'action.evictUnknownSite' : 'action.evictQuestion', { study: named })}
        </span>
        <Button ref={confirm} kind="danger" data-testid="confirm-evict" onClick={commands.evict}>
          {t('action.confirm')}
        </Button>
        <Button onClick={commands.keep}>{t('action.cancel')}</Button>
      </div>
    );
  }
  const isFetching = study.keptBecause.includes('fetching');
  const isPinned = study.keptBecause.includes('pinned');
  return (
    <>
      <div className="study-actions">
        <Button data-testid="pin-study" aria-pressed={isPinned} onClick={commands.pin}>
          {t(isPinned ? 'action.unpin' : 'action.pin')} <kbd>P</kbd>
        </Button>
        <Button data-testid="verify-study" onClick={commands.verify}>
          {t('action.verify')} <kbd>V</kbd>
        </Button>
        <Button data-testid="refetch-study" onClick={commands.refetch}>
          {t(isFetching ? 'action.cancelRefetch' : 'action.refetch')} <kbd>R</kbd>
        </Button>
        <Button data-testid="evict-study" disabled={study.keptBecause.length > 0} onClick={commands.askToEvict}>
          {t('action.evict')} <kbd>⌫</kbd>
        </Button>
        {isFetching && (
          <span className="weak" data-testid="refetch-progress">
            {study.cache.instancesDone}/{study.cache.instancesTotal ?? '?'}
          </span>
        )}
      </div>
      <ActionFailure failure={failure} />
    </>
  );
}

function ActionFailure({ failure }: { failure: Failure | null }) {
  return failure && <FailureNotice failure={failure} />;
}

function useFocusOn(element: RefObject<HTMLElement | null>, wanted: boolean): void {
  useEffect(() => {
    if (wanted) element.current?.focus();
  }, [element, wanted]);
}
