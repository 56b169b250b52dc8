// biome-ignore-all lint/a11y/useSemanticElements: a virtual list of thousands of rows cannot be a table element.
import { useTranslation } from 'react-i18next';
import { type Column, gridTracks } from './columns.ts';
import { nextSorting, type Sorting } from './sorting.ts';

interface WorklistHeaderProps {
  columns: readonly Column[];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
  /** Of the rows, which a scroll bar narrows. */
  width: number;
}

/** Column titles; each sorts by its column, the other way, and back to urgency. */
export function WorklistHeader({ columns, sorting, onSort, width }: WorklistHeaderProps) {
  const { t } = useTranslation('desk');
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={1}
      className="worklist-header"
      style={{ gridTemplateColumns: gridTracks(columns), width }}
    >
      {columns.map(({ key }) => {
        const isSorted = sorting.by === key;
        return (
          <div
            key={key}
            role="columnheader"
            tabIndex={-1}
            aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
            className={`cell cell-${key}`}
          >
            <button
              type="button"
              className="column-title"
              title={t(`worklist.columnLong.${key}`)}
              onClick={() => onSort(nextSorting(sorting, key))}
            >
              {t(`worklist.column.${key}`)}
              {isSorted && <span aria-hidden="true">{sorting.descending ? '▾' : '▴'}</span>}
            </button>
          </div>
        );
      })}
    </div>
  );
}
