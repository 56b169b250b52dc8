// biome-ignore-all lint/a11y/useSemanticElements: a virtual list of thousands of rows cannot be a table element.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CachedStudy, CachedStudyQuery } from '../../../contract/index.ts';
import { FailureNotice } from '../../ui/components/index.ts';
import { StudyRow, studyColumns, studyRowId } from './study-row.tsx';
import { type StudyPages, studyAt, useStudyPages } from './use-study-pages.ts';

const rowHeight = 28;
/** Chromium draws no element higher than this. */
const mostRows = Math.floor(33_000_000 / rowHeight);

interface StudyListProps {
  search: Pick<CachedStudyQuery, 'text' | 'order'>;
  revision: number;
  /** The study of the active row, told whenever it or what is known of it changes. */
  onSelected: (study: CachedStudy | null) => void;
  onCount: (count: Pick<StudyPages, 'total' | 'more' | 'isKnown'>) => void;
  /** A key that is not for moving. True when it did something. */
  onCommand: (key: string) => boolean;
}

/** The studies in the cache as a grid that is worked with the keyboard; only rows in sight are read and drawn. */
export function StudyList({ search, revision, onSelected, onCount, onCommand }: StudyListProps) {
  const { t } = useTranslation('storage');
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState(0);
  const [rows, setRows] = useState({ first: 0, last: 0 });
  const list = useStudyPages(search, rows, revision);
  const count = Math.min(list.total, mostRows);
  const active = Math.min(selected, count - 1);
  const study = studyAt(list, active) ?? null;

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => setRows({ first, last }), [first, last]);

  // In the same step: a key that follows at once is meant for the row that is marked, not for the one before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the study changes, not when the callback does.
  useLayoutEffect(() => onSelected(study), [study]);
  const { total, more, isKnown } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the count changes, not when the callback does.
  useEffect(() => onCount({ total, more, isKnown }), [total, more, isKnown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at its first row.
  useEffect(() => {
    setSelected(0);
    virtualizer.scrollToOffset(0);
  }, [search.text, search.order]);

  const onSelect = useCallback((index: number) => {
    setSelected(index);
    grid.current?.focus({ preventScroll: true });
  }, []);

  const targetOf = (key: string): number | null => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const targets: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    return targets[key] ?? null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetOf(event.key);
    if (target !== null) {
      event.preventDefault();
      const index = Math.max(0, Math.min(count - 1, target));
      setSelected(index);
      virtualizer.scrollToIndex(index, { align: 'auto' });
    } else if (onCommand(event.key)) {
      event.preventDefault();
    }
  };

  return (
    <div
      ref={grid}
      role="grid"
      tabIndex={0}
      aria-label={t('title')}
      aria-rowcount={count + 1}
      aria-activedescendant={study ? studyRowId(study.study.studyUid) : undefined}
      className="study-grid"
      data-testid="study-grid"
      data-count={list.total}
      onKeyDown={onKeyDown}
    >
      <div role="row" tabIndex={-1} aria-rowindex={1} className="study-header">
        {studyColumns.map(column => (
          <div key={column} role="columnheader" tabIndex={-1} className={`cell cell-${column}`}>
            {t(`column.${column}`)}
          </div>
        ))}
      </div>
      <div ref={scroller} className="worklist-scroller" role="presentation">
        <div role="rowgroup" tabIndex={-1} style={{ height: virtualizer.getTotalSize() }} className="worklist-rows">
          {items.map(item => (
            <StudyRow
              key={item.index}
              study={studyAt(list, item.index)}
              index={item.index}
              top={item.start}
              isSelected={item.index === active}
              onSelect={onSelect}
            />
          ))}
        </div>
        {list.failure && <FailureNotice failure={list.failure} />}
        {list.isKnown && !list.failure && count === 0 && <p className="study-nothing weak">{t('nothing')}</p>}
      </div>
    </div>
  );
}
