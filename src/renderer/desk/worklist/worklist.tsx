// biome-ignore-all lint/a11y/useSemanticElements: a virtual list of thousands of rows cannot be a table element.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reading, SiteState } from '../../../contract/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { columnsFor } from './columns.ts';
import { type Filter, filterReadings, isFiltered, noFilter } from './filtering.ts';
import { NewRowsNotice } from './new-rows-notice.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { moveSelection } from './row-order.ts';
import { byUrgency, type Sorting, sortReadings } from './sorting.ts';
import { useNow } from './use-now.ts';
import { useRowOrder } from './use-row-order.ts';
import { useTypeAnywhere } from './use-type-anywhere.ts';
import { useWidth } from './use-width.ts';
import { WorklistEmpty } from './worklist-empty.tsx';
import { WorklistHeader } from './worklist-header.tsx';
import { rowId, WorklistRow } from './worklist-row.tsx';
import { WorklistToolbar } from './worklist-toolbar.tsx';
import './worklist.css';

const rowHeight = 28;
const minute = 60_000;

interface WorklistProps {
  /** Undefined until the first answer of the main side. */
  readings: readonly Reading[] | undefined;
  sites: readonly SiteState[];
  openReadingId: string | null;
  onOpen: (readingId: string) => void;
  /** The rows as shown, told whenever they change: "next case" follows them. */
  onRows: (rows: readonly Reading[]) => void;
}

/** All readings as one grid that is worked with the keyboard: arrows choose, Enter opens, Space previews. */
export function Worklist({ readings, sites, openReadingId, onOpen, onRows }: WorklistProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const now = Math.floor(useNow(20_000) / minute) * minute;
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [sorting, setSorting] = useState<Sorting>(byUrgency);
  const [selected, setSelected] = useState<string | null>(null);
  const [isPreviewing, setIsPreviewing] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  // Rows are drawn again only when what they are given is another: new columns at each step of scrolling would draw all.
  const shownColumns = useMemo(() => columnsFor(width, sites.length), [width, sites.length]);
  const opener = useRef(onOpen);
  opener.current = onOpen;
  const openRow = useCallback((readingId: string) => opener.current(readingId), []);
  useTypeAnywhere(search);

  const byId = useMemo(() => new Map((readings ?? []).map(reading => [reading.id, reading])), [readings]);
  // Sorted before it is filtered: a letter more in the search does not sort ten thousand rows again.
  const sorted = useMemo(
    () => sortReadings(readings ?? [], sorting, now, language),
    [readings, sorting, now, language],
  );
  const wanted = useMemo(() => filterReadings(sorted, filter).map(({ id }) => id), [sorted, filter]);
  const knownIds = useMemo(() => new Set(byId.keys()), [byId]);
  const order = useRowOrder(wanted, knownIds, JSON.stringify([filter, sorting]));
  const orderedIds = order.ids.join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `orderedIds` is the order itself, told by its content.
  const rows = useMemo(
    () => order.ids.map(id => byId.get(id)).filter(reading => reading !== undefined),
    [orderedIds, byId],
  );
  const freshIds = useFreshIds(readings);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: index => rows[index]?.id ?? index,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the rows change, not when the callback does.
  useEffect(() => onRows(rows), [rows]);

  const select = (readingId: string | null) => {
    setSelected(readingId);
    const index = readingId === null ? -1 : order.ids.indexOf(readingId);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
  };

  /** The keys stay with the grid: a row that is scrolled or filtered away would take the focus with it. */
  const onRowClick = useCallback((readingId: string) => {
    setSelected(readingId);
    grid.current?.focus({ preventScroll: true });
  }, []);

  const stepOf = (key: string): number | null => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    if (key === 'ArrowDown') return 1;
    if (key === 'ArrowUp') return -1;
    if (key === 'PageDown') return page;
    if (key === 'PageUp') return -page;
    if (key === 'Home') return -rows.length;
    return key === 'End' ? rows.length : null;
  };

  const onGridKey = (event: KeyboardEvent<HTMLDivElement>) => {
    order.touch();
    const step = stepOf(event.key);
    if (step !== null) {
      event.preventDefault();
      select(moveSelection(order.ids, selected, step));
    } else if (event.key === 'Enter' && selected !== null) {
      event.preventDefault();
      onOpen(selected);
    } else if (event.key === ' ') {
      event.preventDefault();
      if (selected === null) select(order.ids[0] ?? null);
      setIsPreviewing(shown => !shown);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (isPreviewing) setIsPreviewing(false);
      else setFilter({ ...filter, search: '' });
    }
  };

  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      const target = selected !== null && order.ids.includes(selected) ? selected : (order.ids[0] ?? null);
      select(target);
      grid.current?.focus();
      if (event.key === 'Enter' && target !== null) {
        onOpen(target);
        // The search has found its one case; "next" goes on in the list as it was before.
        setFilter({ ...filter, search: '' });
      }
    } else if (event.key === 'Escape') {
      event.preventDefault();
      setFilter({ ...filter, search: '' });
      grid.current?.focus();
    }
  };

  const previewed = selected === null ? undefined : byId.get(selected);
  const waitingRows = order.waiting.map(id => byId.get(id)).filter(reading => reading !== undefined);
  return (
    <section className="worklist" aria-label={t('worklist.title')} data-testid="worklist">
      <WorklistToolbar
        readings={readings ?? []}
        filter={filter}
        onFilter={setFilter}
        searchRef={search}
        onSearchKey={onSearchKey}
        notice={<NewRowsNotice rows={waitingRows} total={rows.length} onShow={order.release} />}
      />
      <div
        ref={grid}
        role="grid"
        tabIndex={0}
        aria-label={t('worklist.title')}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={selected !== null && order.ids.includes(selected) ? rowId(selected) : undefined}
        className="worklist-grid"
        onKeyDown={onGridKey}
        onPointerMove={order.touch}
        onFocus={() => {
          if (selected === null || !order.ids.includes(selected)) setSelected(order.ids[0] ?? null);
        }}
      >
        <WorklistHeader columns={shownColumns} sorting={sorting} onSort={setSorting} width={width} />
        <div ref={scroller} className="worklist-scroller" role="presentation">
          <div role="rowgroup" tabIndex={-1} style={{ height: virtualizer.getTotalSize() }} className="worklist-rows">
            {virtualizer.getVirtualItems().map(item => {
              const reading = rows[item.index];
              return reading ? (
                <WorklistRow
                  key={reading.id}
                  reading={reading}
                  index={item.index}
                  top={item.start}
                  columns={shownColumns}
                  isSelected={reading.id === selected}
                  isOpen={reading.id === openReadingId}
                  isNew={freshIds.has(reading.id)}
                  now={now}
                  onSelect={onRowClick}
                  onOpen={openRow}
                />
              ) : null;
            })}
          </div>
          {rows.length === 0 && (
            <WorklistEmpty
              isWaiting={readings === undefined}
              isFiltered={isFiltered(filter)}
              sites={sites}
              onClear={() => setFilter(noFilter)}
            />
          )}
        </div>
      </div>
      {isPreviewing && previewed && (
        <PreviewPanel reading={previewed} onOpen={() => onOpen(previewed.id)} onClose={() => setIsPreviewing(false)} />
      )}
    </section>
  );
}

/** Readings that came after the first list of this page: they carry a mark until they are opened. */
function useFreshIds(readings: readonly Reading[] | undefined): ReadonlySet<string> {
  const first = useRef<Set<string> | null>(null);
  if (readings && readings.length > 0) first.current ??= new Set(readings.map(({ id }) => id));
  return useMemo(
    () =>
      new Set(
        (readings ?? []).filter(({ id, state }) => state === 'to-read' && !first.current?.has(id)).map(({ id }) => id),
      ),
    [readings],
  );
}
