import type { Language, Reading, ReadingState } from '../../../contract/index.ts';
import { formatBodyPart, formatName } from '../../ui/format/index.ts';
import { bodyPartOf, cachedPartOf, examinationOf, modalityOf, requesterOf } from './row-values.ts';
import { waitingOf } from './waiting.ts';

export const columnKeys = [
  'state',
  'priority',
  'waiting',
  'patient',
  'examination',
  'modality',
  'bodyPart',
  'site',
  'requester',
  'priors',
  'images',
  'report',
] as const;
export type ColumnKey = (typeof columnKeys)[number];

/** By a column, or by urgency: what is still to be done first, STAT before the rest, then the nearest deadline. */
export interface Sorting {
  readonly by: ColumnKey | 'urgency';
  readonly descending: boolean;
}

export const byUrgency: Sorting = { by: 'urgency', descending: false };

/** A click on a header: ascending, then descending, then back to urgency. */
export function nextSorting(current: Sorting, column: ColumnKey): Sorting {
  if (current.by !== column) return { by: column, descending: false };
  return current.descending ? byUrgency : { by: column, descending: true };
}

const stateRank: Record<ReadingState, number> = {
  refused: 0,
  'in-progress': 1,
  draft: 2,
  'to-read': 3,
  signed: 4,
  delivered: 5,
};
const workRank: Record<ReadingState, number> = {
  'to-read': 0,
  'in-progress': 0,
  draft: 0,
  refused: 0,
  signed: 1,
  delivered: 2,
};
const priorityRank: Record<Reading['priority'], number> = { stat: 0, urgent: 1, routine: 2 };

const collator = new Intl.Collator('fr', { sensitivity: 'base', numeric: true });

type Key = string | number | null;

const keys: Record<ColumnKey, (reading: Reading, now: number, language: Language) => Key> = {
  state: reading => stateRank[reading.state],
  priority: reading => priorityRank[reading.priority],
  waiting: (reading, now) => {
    const { waited } = waitingOf(reading, now);
    return waited === null ? null : -waited;
  },
  patient: reading => formatName(reading.patient),
  examination: reading => examinationOf(reading) || null,
  modality: reading => modalityOf(reading) || null,
  bodyPart: (reading, _, language) => formatBodyPart(bodyPartOf(reading), language) || null,
  site: reading => reading.site.name,
  requester: reading => requesterOf(reading) || null,
  priors: reading => -reading.priors.length,
  images: reading => cachedPartOf(reading),
  report: reading => reading.report?.signedAt ?? null,
};

/** What is not known goes last, ascending and descending. */
function compareKeys(a: Key, b: Key, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  return descending ? -order : order;
}

/** What rows are compared by, worked out once a row and not once a comparison. */
interface Ranked {
  readonly reading: Reading;
  readonly key: Key;
  readonly remaining: Key;
  readonly waited: Key;
  readonly name: string;
}

function compareUrgency(a: Ranked, b: Ranked): number {
  return (
    workRank[a.reading.state] - workRank[b.reading.state] ||
    priorityRank[a.reading.priority] - priorityRank[b.reading.priority] ||
    compareKeys(a.remaining, b.remaining, false) ||
    compareKeys(a.waited, b.waited, false) ||
    collator.compare(a.name, b.name) ||
    (a.reading.id < b.reading.id ? -1 : a.reading.id > b.reading.id ? 1 : 0)
  );
}

/** A sorted copy, by the words as they are shown in this language. Equal values fall back to urgency, so the order is the same at every start. */
export function sortReadings(
  readings: readonly Reading[],
  sorting: Sorting,
  now: number,
  language: Language = 'fr',
): Reading[] {
  const { by, descending } = sorting;
  const ranked = readings.map(
    (reading): Ranked => ({
      reading,
      key: by === 'urgency' ? null : keys[by](reading, now, language),
      remaining: waitingOf(reading, now).remaining,
      waited: keys.waiting(reading, now, language),
      name: formatName(reading.patient),
    }),
  );
  return ranked
    .sort((a, b) => compareKeys(a.key, b.key, descending) || compareUrgency(a, b))
    .map(({ reading }) => reading);
}
