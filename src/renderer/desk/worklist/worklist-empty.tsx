import { useTranslation } from 'react-i18next';
import type { SiteState } from '../../../contract/index.ts';
import { Button } from '../../ui/components/index.ts';

interface WorklistEmptyProps {
  isWaiting: boolean;
  isFiltered: boolean;
  sites: readonly SiteState[];
  onClear: () => void;
}

/** Why the list is empty and what to do next. */
export function WorklistEmpty({ isWaiting, isFiltered, sites, onClear }: WorklistEmptyProps) {
  const { t } = useTranslation('desk');
  if (isFiltered && !isWaiting) {
    return (
      <div className="worklist-empty">
        <p>{t('worklist.emptyFiltered')}</p>
        <Button onClick={onClear}>{t('worklist.clearFilters')}</Button>
      </div>
    );
  }
  const isConnecting =
    isWaiting || sites.some(({ ris, pacs }) => [ris, pacs].some(({ state }) => state === 'connecting'));
  const isDown = sites.some(({ ris, pacs }) => ris.state === 'down' || pacs.state === 'down');
  const reason = isDown ? 'emptyDown' : isConnecting ? 'emptyWaiting' : 'empty';
  return (
    <div className="worklist-empty">
      <p>{t(`worklist.${reason}`)}</p>
    </div>
  );
}
