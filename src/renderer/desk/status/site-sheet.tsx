import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, Failure, SiteState } from '../../../contract/index.ts';
import { Button, FailureNotice, RefreshIcon, Sheet } from '../../ui/components/index.ts';
import { formatInstant } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

interface SiteSheetProps {
  sites: readonly SiteState[];
  onClose: () => void;
}

/** Every site's PACS and RIS with their failures in full, and the inputs that could not be read. */
export function SiteSheet({ sites, onClose }: SiteSheetProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const api = useApi();
  const [failure, setFailure] = useState<Failure | null>(null);
  const refresh = async () => {
    const outcome = await outcomeOf(api.worklist.refresh());
    setFailure(outcome.ok ? null : outcome.failure);
  };
  return (
    <Sheet
      title={t('sites.title')}
      onClose={onClose}
      testId="site-sheet"
      footer={
        <Button icon={<RefreshIcon />} onClick={() => void refresh()}>
          {t('settings.refresh')}
        </Button>
      }
    >
      {failure && <FailureNotice failure={failure} />}
      {sites.map(site => (
        <section key={site.id} className="site-section">
          <h3>{site.name}</h3>
          <ConnectionLine label="RIS" connection={site.ris} />
          <ConnectionLine label="PACS" connection={site.pacs} />
          {site.rejected.length > 0 && (
            <>
              <h4>{t('sites.rejectedTitle')}</h4>
              <ul>
                {site.rejected.map(({ at, what, failure: reason }) => (
                  <li key={`${at} ${what}`} className="rejected">
                    <p>
                      <strong>{what}</strong> <span className="weak">{formatInstant(at, language)}</span>
                    </p>
                    <FailureNotice failure={reason} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      ))}
    </Sheet>
  );
}

function ConnectionLine({ label, connection }: { label: string; connection: Connection }) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { state, since, failure } = connection;
  return (
    <>
      <p className="connection" data-state={state}>
        <span className="connection-mark" aria-hidden="true" /> {label} {t(`sites.${state}`)}
        {since && <span className="weak">{t('sites.since', { time: formatInstant(since, language) })}</span>}
      </p>
      {failure && <FailureNotice failure={failure} />}
    </>
  );
}
