import { useTranslation } from 'react-i18next';
import type { Failure, Startup } from '../../contract/index.ts';
import { FailureNotice } from '../ui/components/index.ts';

interface StartupScreenProps {
  startup: Startup | undefined;
  /** What went wrong so far: a start that cannot go on says why. */
  notices: readonly Failure[];
}

/** What the program is doing before the desk can be used. */
export function StartupScreen({ startup, notices }: StartupScreenProps) {
  const { t } = useTranslation(['desk', 'common']);
  return (
    <main className="startup" data-testid="startup" data-stage={startup?.stage ?? 'connecting-application'}>
      <h1>{t('common:application')}</h1>
      <p role="status">{startup ? t(`desk:startup.${startup.stage}`) : t('common:connection.connecting')}</p>
      {startup && startup.total > 0 && (
        <>
          <progress value={startup.done} max={startup.total} aria-label={t(`desk:startup.${startup.stage}`)} />
          <p className="weak">{t('desk:startup.progress', { done: startup.done, total: startup.total })}</p>
        </>
      )}
      {notices.map(notice => (
        <FailureNotice key={JSON.stringify(notice)} failure={notice} />
      ))}
      <p className="weak">{t('common:notForDiagnosis')}</p>
    </main>
  );
}
