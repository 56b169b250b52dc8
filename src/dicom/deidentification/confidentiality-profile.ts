import type { Tag } from '../dataset/data-set.ts';
import { confidentialityProfileTable } from './confidentiality-profile-table.ts';
import type { DeidentificationOptions } from './options.ts';

/**
 * What is to be done with an attribute, in the letters of PS3.15 E.1.1. The Basic Profile leaves a choice in some rows
 * (`X/Z/D`), by the attribute's type in the object; then the most that the object may require is kept: a dummy value
 * rather than none, none rather than no attribute.
 */
export type Action =
  /** A dummy value. */
  | 'D'
  /** Zero length. */
  | 'Z'
  | 'X'
  /** Kept. */
  | 'K'
  /** Cleaned: a descriptor of unknown words, a date moved. */
  | 'C'
  /** A new UID in place of the old one. */
  | 'U';

export interface ProfileRow {
  readonly name: string;
  /** As Table E.1-1 writes it, e.g. `X/Z/U*`. */
  readonly basic: string;
  readonly options: Readonly<
    Partial<Record<'uids' | 'patient' | 'dates' | 'modifiedDates' | 'descriptors', 'K' | 'C'>>
  >;
}

/** Row of PS3.15 Table E.1-1; undefined for an attribute that the profile does not name. */
export function profileRow(tag: Tag): ProfileRow | undefined {
  cached ??= readTable();
  return cached.get(tag);
}

/** What the chosen options make of a row. */
export function actionOf(row: ProfileRow, options: DeidentificationOptions): Action {
  const { uids, patient, dates, modifiedDates, descriptors } = row.options;
  if (options.uids === 'keep' && uids) return uids;
  if (options.dates === 'keep' && dates) return dates;
  if (options.dates === 'shift' && modifiedDates) return modifiedDates;
  // What the characteristics option only lets be cleaned is free text (allergies, medical history).
  if (options.patientCharacteristics && patient === 'K') return 'K';
  if (options.descriptors === 'clean' && descriptors) return 'C';
  return basicAction(row.basic);
}

/** The Basic Profile's action where no option speaks; of several the one that keeps most of the object's structure. */
export function basicAction(basic: string): Action {
  if (basic.includes('U')) return 'U';
  if (basic.includes('D')) return 'D';
  return basic.includes('Z') ? 'Z' : 'X';
}

let cached: Map<Tag, ProfileRow> | undefined;

function readTable(): Map<Tag, ProfileRow> {
  const rows = new Map<Tag, ProfileRow>();
  for (const [actions, text] of Object.entries(confidentialityProfileTable)) {
    const [basic = 'X', ...columns] = actions.split(' ');
    const options = Object.fromEntries(columns.map(column => column.split(':'))) as ProfileRow['options'];
    for (const entry of text.split(';')) {
      const [tag = '', ...name] = entry.trim().split(/\s+/);
      if (tag !== '') rows.set(Number.parseInt(tag, 16), { name: name.join(' '), basic, options });
    }
  }
  return rows;
}
