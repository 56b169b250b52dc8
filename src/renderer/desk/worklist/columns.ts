import type { ColumnKey } from './sorting.ts';

export interface Column {
  readonly key: ColumnKey;
  /** CSS grid track. */
  readonly track: string;
  /** The column is left out while the list is narrower than this many pixels. */
  readonly from: number;
}

/**
 * The columns in the order of reading. The name gets what long names need and the examination the rest; the others
 * are as wide as their longest usual text. What a reader misses least goes first when the list gets narrow.
 */
export const columns: readonly Column[] = [
  { key: 'state', track: '126px', from: 0 },
  { key: 'priority', track: '66px', from: 0 },
  { key: 'waiting', track: '76px', from: 720 },
  { key: 'patient', track: 'minmax(220px, 324px)', from: 0 },
  { key: 'examination', track: 'minmax(110px, 1fr)', from: 0 },
  { key: 'modality', track: '50px', from: 0 },
  { key: 'bodyPart', track: '112px', from: 1040 },
  { key: 'site', track: 'minmax(92px, 0.4fr)', from: 860 },
  { key: 'requester', track: 'minmax(130px, 0.5fr)', from: 1260 },
  { key: 'priors', track: '42px', from: 780 },
  { key: 'images', track: '76px', from: 760 },
  { key: 'report', track: '116px', from: 1140 },
];

/** The columns that fit. One site needs no column: its name stands in the status bar. */
export function columnsFor(width: number, siteCount: number): readonly Column[] {
  return columns.filter(({ key, from }) => width >= from && (key !== 'site' || siteCount > 1));
}

export function gridTracks(shown: readonly Column[]): string {
  return shown.map(column => column.track).join(' ');
}
