// biome-ignore-all lint/a11y/useSemanticElements: a virtual list of thousands of rows cannot be a table element.
import { type CSSProperties, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reading } from '../../../contract/index.ts';
import { accessionsOf } from '../../ui/components/index.ts';
import { formatName } from '../../ui/format/index.ts';
import { type Column, gridTracks } from './columns.ts';
import { examinationOf } from './row-values.ts';
import { cells } from './worklist-cells.tsx';

interface WorklistRowProps {
  reading: Reading;
  /** Position in the list, from 0. */
  index: number;
  top: number;
  columns: readonly Column[];
  isSelected: boolean;
  isOpen: boolean;
  isNew: boolean;
  /** Rounded to the minute, so that a row is drawn again only when its waiting time changes. */
  now: number;
  onSelect: (readingId: string) => void;
  onOpen: (readingId: string) => void;
}

export const rowId = (readingId: string) => `reading-${readingId}`;

/** One reading as a row of the grid. A click selects, a double click opens. */
export const WorklistRow = memo(function WorklistRow(props: WorklistRowProps) {
  const { reading, index, top, columns, isSelected, isOpen, isNew, now, onSelect, onOpen } = props;
  const { t } = useTranslation();
  const style: CSSProperties = { transform: `translateY(${top}px)`, gridTemplateColumns: gridTracks(columns) };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys for its active row.
    <div
      id={rowId(reading.id)}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-current={isOpen ? 'true' : undefined}
      aria-label={[
        t(`priority.${reading.priority}`),
        formatName(reading.patient),
        examinationOf(reading),
        t(`state.${reading.state}`),
      ].join(', ')}
      className="worklist-row"
      data-testid="worklist-row"
      data-reading-id={reading.id}
      data-accession={accessionsOf(reading).join(' ')}
      data-patient-id={reading.patient.patientId}
      data-state={reading.state}
      data-priority={reading.priority}
      data-study-uid={reading.study?.studyUid ?? ''}
      data-cache={reading.cache.state}
      data-new={isNew ? '' : undefined}
      style={style}
      onClick={() => onSelect(reading.id)}
      onDoubleClick={() => onOpen(reading.id)}
    >
      {columns.map(({ key }) => {
        const Cell = cells[key];
        return (
          <div key={key} role="gridcell" tabIndex={-1} className={`cell cell-${key}`}>
            <Cell reading={reading} now={now} />
          </div>
        );
      })}
    </div>
  );
});
