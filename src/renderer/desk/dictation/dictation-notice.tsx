import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/components/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import type { Dictation } from './use-dictation.ts';

/** What became of the last utterance when it is no text: the command that was obeyed, or why nothing was. */
export function DictationNoticeText({ dictation }: { dictation: Dictation }) {
  const { t } = useTranslation('dictation');
  const language = useLanguage();
  const { notice } = dictation;
  return (
    <output className="dictation-notice" aria-live="polite" data-testid="dictation-notice" data-kind={notice?.kind}>
      {notice?.kind === 'command' && (
        <>
          {t('command.said', { command: t(`command.${notice.command.kind}`) })}
          {notice.effect === 'nothing' && ` ${t('command.nothing')}`}
          {notice.effect === 'changed' && (
            <Button kind="quiet" data-testid="dictation-undo" onClick={dictation.undo}>
              {t('undo')}
            </Button>
          )}
        </>
      )}
      {notice?.kind === 'not-for-field' && t('notForField', { said: notice.said, label: notice.label })}
      {notice?.kind === 'no-words' && <span className="weak">{t('noWords')}</span>}
      {notice?.kind === 'unrecognised' && t('unrecognised')}
      {notice?.kind === 'remembered' && t('correction.remembered', { ...notice.correction })}
      {notice?.kind === 'not-remembered' && failureLine(notice.failure, language)}
    </output>
  );
}
