import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft, Failure } from '../../../contract/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

interface DraftConflictProps {
  draft: Draft;
  failure: Failure;
  onKeepMine: (revision: number, savedAt: string) => void;
  onTakeOther: () => void;
}

/** Another window or program saved a newer revision: the reader says which text goes on. */
export function DraftConflict({ draft, failure, onKeepMine, onTakeOther }: DraftConflictProps) {
  const { t } = useTranslation('desk');
  const api = useApi();
  const [problem, setProblem] = useState<Failure | null>(null);

  const keepMine = async () => {
    const view = await outcomeOf(api.reports.open({ readingId: draft.subject.readingId }));
    if (!view.ok) setProblem(view.failure);
    else if (view.value.draft?.reportId === draft.reportId) {
      onKeepMine(view.value.draft.revision, view.value.draft.savedAt);
    } else onTakeOther();
  };

  return (
    <FailureNotice failure={problem ?? failure}>
      {failure.code === 'draft-outdated' && <Button onClick={() => void keepMine()}>{t('report.keepMine')}</Button>}
      <Button onClick={onTakeOther}>{t('report.takeOther')}</Button>
    </FailureNotice>
  );
}
