import { useTranslation } from 'react-i18next';
import { CheckIcon, WarningIcon } from '../../ui/components/index.ts';
import { formatTime } from '../../ui/format/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import type { DraftState } from './draft-saver.ts';

/** Whether the text on screen is safe. */
export function DraftStateText({ state }: { state: DraftState }) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const isFailed = state.kind === 'failed' || state.kind === 'conflict';
  return (
    <output
      className="draft-state"
      data-testid="draft-state"
      data-state={state.kind}
      title={isFailed ? failureLine(state.failure, language) : undefined}
    >
      {state.kind === 'saved' && <CheckIcon width={14} height={14} />}
      {isFailed && <WarningIcon width={14} height={14} />}
      {state.kind === 'saved'
        ? t('report.draft.saved', { time: formatTime(state.at) })
        : t(`report.draft.${state.kind}`)}
    </output>
  );
}
