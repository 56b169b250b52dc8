import { useTranslation } from 'react-i18next';
import type { CheckRule, DismissalReason } from '../../../contract/index.ts';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { Button, WarningIcon } from '../../ui/components/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useOpenCritical } from '../critical/critical-context.ts';
import { checkName, checkSentence, reasonsFor } from './check-text.ts';

interface CheckListProps {
  findings: readonly CheckFinding[];
  blocking: readonly CheckRule[];
  onGoTo: (finding: CheckFinding) => void;
  onDismiss: (finding: CheckFinding, reason: DismissalReason) => void;
  /** The sheet on which the list stands gives way. */
  onLeave: () => void;
}

/** The open warnings before signing, each with its way to the words and its answers. */
export function CheckList({ findings, blocking, onGoTo, onDismiss, onLeave }: CheckListProps) {
  const { t } = useTranslation(['checks', 'critical']);
  const openCritical = useOpenCritical();
  const language = useLanguage();
  if (findings.length === 0) return null;
  return (
    <ul className="check-list" aria-label={t('label')} data-testid="check-list">
      {findings.map(finding => (
        <li key={`${finding.key} ${finding.place.block} ${finding.place.from}`} data-rule={finding.rule}>
          <WarningIcon />
          <p>
            <strong>{checkName(finding, t)}</strong> {checkSentence(finding, t, language)}
          </p>
          {finding.rule === 'critical-result' && (
            <Button
              kind="quiet"
              onClick={() => {
                onLeave();
                openCritical(finding.params.sentence ?? finding.params.stated);
              }}
            >
              {t('critical:recordIt')}
            </Button>
          )}
          <Button kind="quiet" onClick={() => onGoTo(finding)}>
            {t('goTo')}
          </Button>
          {blocking.includes(finding.rule) ? (
            <span className="check-blocks">{t('blocks')}</span>
          ) : (
            <select
              aria-label={t('dismiss')}
              value=""
              onChange={event => {
                const reason = reasonsFor(finding.rule).find(known => known === event.target.value);
                if (reason) onDismiss(finding, reason);
              }}
            >
              <option value="">{t('dismiss')}</option>
              {reasonsFor(finding.rule).map(reason => (
                <option key={reason} value={reason}>
                  {t(`reason.${reason}`)}
                </option>
              ))}
            </select>
          )}
        </li>
      ))}
    </ul>
  );
}
