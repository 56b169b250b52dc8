import { useTranslation } from 'react-i18next';
import type { DismissalReason } from '../../../contract/index.ts';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { Button, WarningIcon } from '../../ui/components/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useOpenCritical } from '../critical/critical-context.ts';
import { checkName, checkSentence, reasonsFor } from './check-text.ts';

interface CheckBarProps {
  findings: readonly CheckFinding[];
  active: CheckFinding | null;
  isBlocking: boolean;
  onUpdate: (() => void) | null;
  onNext: () => void;
  onDismiss: (finding: CheckFinding, reason: DismissalReason) => void;
}

/** Under the text: how many warnings are open, and what the chosen one saw, with its answers. */
export function CheckBar({ findings, active, isBlocking, onUpdate, onNext, onDismiss }: CheckBarProps) {
  const { t } = useTranslation(['checks', 'critical']);
  const openCritical = useOpenCritical();
  const language = useLanguage();
  if (findings.length === 0 && !active) return null;
  return (
    <section className="check-bar" aria-label={t('label')} data-testid="check-bar" data-count={findings.length}>
      <Button kind="quiet" icon={<WarningIcon width={14} height={14} />} title={t('nextHint')} onClick={onNext}>
        {t('count', { count: findings.length })} <kbd>F8</kbd>
      </Button>
      {active && (
        <>
          <p className="check-sentence" aria-live="polite" data-testid="check-sentence">
            <strong>{checkName(active, t)}</strong> {checkSentence(active, t, language)}
          </p>
          {onUpdate && (
            <Button kind="quiet" data-testid="check-update" onClick={onUpdate}>
              {t('update')}
            </Button>
          )}
          {active.rule === 'critical-result' && (
            <Button
              kind="quiet"
              data-testid="check-record-critical"
              title={t('critical:recordHint')}
              onClick={() => openCritical(active.params.sentence ?? active.params.stated)}
            >
              {t('critical:recordIt')} <kbd>F10</kbd>
            </Button>
          )}
          {isBlocking ? (
            <span className="check-blocks">{t('blocks')}</span>
          ) : (
            reasonsFor(active.rule).map((reason, index) => (
              <Button
                key={reason}
                kind="quiet"
                data-testid={`dismiss-${reason}`}
                title={t('dismissHint', { key: `Alt+${index + 1}` })}
                onClick={() => onDismiss(active, reason)}
              >
                {t(`reason.${reason}`)} <kbd>Alt {index + 1}</kbd>
              </Button>
            ))
          )}
        </>
      )}
    </section>
  );
}
