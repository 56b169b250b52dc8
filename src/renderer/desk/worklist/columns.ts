import type { ColumnKey } from './sorting.ts';

export interface Column {
  readonly key: ColumnKey;
  /** CSS grid track. */
  readonly track: string;
  /** The column is left out while the list is narrower than this many pixels. */
  readonly from: number;
}

/** The columns in the order of reading; the ones a reader misses least go first when the list gets narrow. */
export const columns: readonly Column[] = [
  { key: 'state', track: '122px', from: 0 },
  { key: 'priority', track: '62px', from: 0 },
  { key: 'waiting', track: '80px', from: 0 },
  { key: 'patient', track: 'minmax(236px, 2fr)', from: 0 },
  { key: 'examination', track: 'minmax(120px, 1.3fr)', from: 0 },
  { key: 'modality', track: '46px', from: 0 },
  { key: 'bodyPart', track: '76px', from: 980 },
  { key: 'site', track: 'minmax(64px, 0.6fr)', from: 860 },
  { key: 'requester', track: 'minmax(80px, 0.7fr)', from: 1060 },
  { key: 'priors', track: '42px', from: 700 },
  { key: 'images', track: '68px', from: 0 },
  { key: 'report', track: '88px', from: 780 },
];

export function columnsFor(width: number): readonly Column[] {
  return columns.filter(column => width >= column.from);
}

export function gridTracks(shown: readonly Column[]): string {
  return shown.map(column => column.track).join(' ');
}
