import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Verification } from '../../../contract/index.ts';
import { Button, CheckIcon, CloseIcon, WarningIcon } from '../../ui/components/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import { useApi } from '../../ui/transport/index.ts';

interface VerificationListProps {
  verifications: readonly Verification[];
  /** How a study is called here. */
  nameOf: (studyUid: string) => string;
}

/** Verifications under way and what the last ones found, newest first. */
export function VerificationList({ verifications, nameOf }: VerificationListProps) {
  const { t } = useTranslation('storage');
  const api = useApi();
  if (verifications.length === 0) return null;
  return (
    <section className="verifications" aria-label={t('verification.title')}>
      <h3>{t('verification.title')}</h3>
      <ul aria-live="polite">
        {verifications.toReversed().map(verification => {
          const { studyUid, state, instancesDone, instancesTotal } = verification;
          const isUnderWay = state === 'running' || state === 'waiting';
          const part = instancesTotal === 0 ? 0 : instancesDone / instancesTotal;
          return (
            <li key={studyUid} data-testid="verification" data-state={state} data-study-uid={studyUid}>
              {state === 'whole' && <CheckIcon width={14} height={14} />}
              {(state === 'damaged' || state === 'failed') && <WarningIcon width={14} height={14} />}
              <strong>{nameOf(studyUid)}</strong>
              <Finding verification={verification} />
              {isUnderWay && (
                <>
                  <span className="cache-bar" style={{ '--part': part } as CSSProperties} />
                  <Button
                    kind="quiet"
                    icon={<CloseIcon width={14} height={14} />}
                    aria-label={t('verification.stop')}
                    title={t('verification.stop')}
                    onClick={() => void api.studyManager.cancelVerification({ studyUid }).catch(() => {})}
                  />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Finding({ verification }: { verification: Verification }) {
  const { t } = useTranslation('storage');
  const language = useLanguage();
  const { state, instancesDone: done, instancesTotal: total, damaged, missing, refetching, failure } = verification;
  switch (state) {
    case 'waiting':
      return <span className="weak">{t('verification.waiting')}</span>;
    case 'running':
      return <span>{t('verification.running', { done, total })}</span>;
    case 'whole':
      return <span>{t('verification.whole', { count: total })}</span>;
    case 'damaged':
      return (
        <span>
          {t('verification.damaged', { damaged, missing })},{' '}
          {t(refetching ? 'verification.refetching' : 'verification.notRefetched')}
        </span>
      );
    case 'cancelled':
      return <span className="weak">{t('verification.cancelled', { done, total })}</span>;
    case 'failed':
      return <span>{failure ? failureLine(failure, language) : t('verification.failed')}</span>;
  }
}
