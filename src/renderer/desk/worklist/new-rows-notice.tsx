import { useTranslation } from 'react-i18next';
import type { Reading } from '../../../contract/index.ts';
import { formatName } from '../../ui/format/index.ts';
import { examinationOf } from './row-values.ts';

interface NewRowsNoticeProps {
  rows: readonly Reading[];
  total: number;
  onShow: () => void;
}

/** A place of its own above the list: new readings announce themselves here, so that no row moves under the pointer. */
export function NewRowsNotice({ rows, total, onShow }: NewRowsNoticeProps) {
  const { t } = useTranslation('desk');
  const stat = rows.filter(({ priority }) => priority === 'stat');
  const first = stat[0] ?? rows[0];
  return (
    <div className="new-rows" data-active={first ? '' : undefined}>
      <output aria-live="polite">
        {first ? (
          <>
            <strong>{t('worklist.newRows', { count: rows.length })}</strong>
            {stat.length > 0 && (
              <span className="priority priority-stat">{t('worklist.newRowsStat', { count: stat.length })}</span>
            )}
            <span className="new-rows-first">
              {formatName(first.patient)}, {examinationOf(first)}
            </span>
          </>
        ) : (
          <span className="weak">{t('worklist.rows', { count: total })}</span>
        )}
      </output>
      {first && (
        <button type="button" className="link-button" onClick={onShow}>
          {t('worklist.showNew')}
        </button>
      )}
    </div>
  );
}
