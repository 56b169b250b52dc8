import { useTranslation } from 'react-i18next';
import type { Connection, Delivery, OpenCriticalResult, Session, SiteState, Storage } from '../../../contract/index.ts';
import { ImagesIcon, LockIcon, RefusedIcon, SendIcon, WarningIcon } from '../../ui/components/index.ts';
import { formatBytes } from '../../ui/format/index.ts';
import { failureLine, failureText, useLanguage } from '../../ui/i18n/index.ts';
import { useOpenCritical } from '../critical/critical-context.ts';
import { isOverdue } from '../critical/critical-item.tsx';
import { openDeliveries } from '../deliveries/delivery-standing.ts';
import { budgetPicture } from '../studies/budget-parts.ts';
import { useNow } from '../worklist/use-now.ts';
import './status.css';

interface StatusBarProps {
  sites: readonly SiteState[];
  deliveries: readonly Delivery[];
  critical: readonly OpenCriticalResult[];
  session: Session;
  storage: Storage | undefined;
  onStudies: () => void;
  onSites: () => void;
  onDeliveries: () => void;
}

/** Always in sight: whether the sites answer, in words; reports not yet delivered; what this program is not. */
export function StatusBar({
  sites,
  deliveries,
  critical,
  session,
  storage,
  onStudies,
  onSites,
  onDeliveries,
}: StatusBarProps) {
  const { t } = useTranslation(['desk', 'common']);
  const { pending, refused } = openDeliveries(deliveries);
  return (
    <footer className="status-bar" data-testid="status-bar">
      <button type="button" className="status-sites" aria-label={t('desk:sites.title')} onClick={onSites}>
        {sites
          .toSorted((a, b) => Number(isDown(b)) - Number(isDown(a)))
          .map(site => (
            <SiteStatus key={site.id} site={site} />
          ))}
      </button>
      {critical.length > 0 && <CriticalStatus critical={critical} />}
      <button type="button" className="status-item" data-testid="open-deliveries" onClick={onDeliveries}>
        {refused > 0 && (
          <span className="status-refused">
            <RefusedIcon width={13} height={13} /> {t('desk:delivery.refusedCount', { count: refused })}
          </span>
        )}
        {pending > 0 && (
          <span className="status-pending">
            <SendIcon width={13} height={13} /> {t('desk:delivery.pending', { count: pending })}
          </span>
        )}
        {refused === 0 && pending === 0 && t('desk:delivery.open')}
      </button>
      {storage && <StorageStatus storage={storage} onStudies={onStudies} />}
      {session.keyProtection === 'file' && (
        <span className="status-item status-pending" title={t('desk:notice.keyFile')} data-testid="key-notice">
          <LockIcon width={13} height={13} /> {t('desk:notice.keyFileShort')}
        </span>
      )}
      <span className="status-item status-end weak">{t('common:notForDiagnosis')}</span>
      <span className="status-item weak">Vigie {session.version}</span>
    </footer>
  );
}

/** What somebody must still be told of stays in sight until it is closed, whatever is read meanwhile. */
function CriticalStatus({ critical }: { critical: readonly OpenCriticalResult[] }) {
  const { t } = useTranslation('critical');
  const open = useOpenCritical();
  const now = useNow(30_000);
  const overdue = critical.filter(result => isOverdue(result, now)).length;
  return (
    <button
      type="button"
      className="status-item critical-open"
      data-testid="open-critical"
      data-count={critical.length}
      data-overdue={overdue}
      onClick={() => open()}
    >
      <WarningIcon width={13} height={13} /> {t('open', { count: critical.length })}
      {overdue > 0 && ` · ${t('overdue')}`}
    </button>
  );
}

const isDown = ({ pacs, ris }: SiteState) => pacs.state === 'down' || ris.state === 'down';

/** A site of which something is down gives its place to what is down; the sheet behind the bar tells all. */
function SiteStatus({ site }: { site: SiteState }) {
  const { t } = useTranslation('desk');
  const told = (connection: Connection) => !isDown(site) || connection.state === 'down';
  return (
    <span className="site" data-testid="site-state" data-site={site.id} data-down={isDown(site) ? '' : undefined}>
      <span className="site-name">{site.name}</span>
      {told(site.ris) && <ConnectionWord label="RIS" connection={site.ris} />}
      {told(site.pacs) && <ConnectionWord label="PACS" connection={site.pacs} />}
      {site.rejected.length > 0 && (
        <span className="status-pending">
          <WarningIcon width={13} height={13} /> {t('sites.rejected', { count: site.rejected.length })}
        </span>
      )}
    </span>
  );
}

function ConnectionWord({ label, connection }: { label: string; connection: Connection }) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { state, failure } = connection;
  if (state === 'down' && failure) {
    const { headline, cause } = failureText(failure, language);
    return (
      <span className="connection" data-state={state} data-peer={label} title={failureLine(failure, language)}>
        <WarningIcon width={13} height={13} />
        <span>{cause ? `${headline} (${cause})` : headline}</span>
      </span>
    );
  }
  return (
    <span className="connection" data-state={state} data-peer={label}>
      <span className="connection-mark" aria-hidden="true" /> {label} {t(`sites.${state}`)}
    </span>
  );
}

/** How full the disk budget is; behind it the studies that are here. */
function StorageStatus({ storage, onStudies }: { storage: Storage; onStudies: () => void }) {
  const { t } = useTranslation('storage');
  const language = useLanguage();
  const filling = {
    used: formatBytes(budgetPicture(storage).usedBytes, language),
    budget: formatBytes(storage.budgetBytes, language),
  };
  return (
    <button
      type="button"
      className="status-item"
      data-testid="open-studies"
      aria-label={t('open', filling)}
      title={t('open', filling)}
      onClick={onStudies}
    >
      {storage.notice ? <WarningIcon width={13} height={13} /> : <ImagesIcon width={13} height={13} />}{' '}
      {t('openShort', filling)}
    </button>
  );
}
