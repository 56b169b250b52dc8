import type { CacheState } from '../../../contract/index.ts';
import type { Database, SqlValue } from '../../database/index.ts';
import type { Holding, HoldingPage, HoldingQuery, HoldingSize } from '../study-cache.ts';
import { describeStudies, type StudyRow } from './search.ts';
import { queryOfText } from './search-words.ts';

interface HoldingRow extends StudyRow {
  readonly bytes: number | null;
  readonly frame_bytes: number | null;
  readonly last_used_at: number | null;
  readonly site: string | null;
  readonly state: string | null;
}

/**
 * A text that fits more studies than this is not counted further: the page itself takes a twentieth of the time in which
 * ten thousand are counted (of a million), and nobody reads on so far.
 */
const MOST_COUNTED = 1_000;

/** How each order is walked when nothing is searched; newest first is also the order of every search. */
const walks: Record<HoldingQuery['order'], { readonly from: string; readonly order: string }> = {
  newest: { from: 'study LEFT JOIN holding USING (study_uid)', order: 'study.newest DESC' },
  largest: { from: 'holding CROSS JOIN study USING (study_uid)', order: 'holding.bytes DESC' },
  'longest-unused': { from: 'holding CROSS JOIN study USING (study_uid)', order: 'holding.last_used_at' },
};
const found = 'study_text CROSS JOIN study ON study.newest = study_text.rowid LEFT JOIN holding USING (study_uid)';

/** One page of the studies in the cache. */
export function listHoldings(database: Database, query: HoldingQuery): HoldingPage {
  const words = queryOfText(query.text);
  const parameters: SqlValue[] = words === null ? [] : [words];
  const walk = walks[query.order];
  const from = words === null ? walk.from : found;
  const order = words !== null && query.order === 'newest' ? 'study_text.rowid DESC' : walk.order;
  const where = words === null ? '' : 'WHERE study_text MATCH ?';
  const rows = database
    .prepare<HoldingRow>(
      `SELECT study.study_uid, study.attributes AS study_attributes, holding.bytes, holding.frame_bytes, holding.last_used_at, holding.site,
         (SELECT state FROM cache_state WHERE study_uid = study.study_uid) AS state
       FROM ${from} ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
    )
    .all([...parameters, query.limit, query.offset]);
  const described = describeStudies(database, rows);
  return { ...countOf(database, words), studies: rows.map((row, index) => holding(row, described[index]!)) };
}

function countOf(database: Database, words: string | null): { total: number; more: boolean } {
  const sql =
    words === null
      ? 'SELECT count(*) AS total FROM study'
      : `SELECT count(*) AS total FROM (SELECT 1 FROM study_text WHERE study_text MATCH ? LIMIT ${MOST_COUNTED + 1})`;
  const { total } = database.prepare<{ total: number }>(sql).get(words === null ? [] : [words])!;
  const more = words !== null && total > MOST_COUNTED;
  return { total: more ? MOST_COUNTED : total, more };
}

function holding(row: HoldingRow, attributes: Holding['attributes']): Holding {
  return {
    studyUid: row.study_uid,
    attributes,
    bytes: row.bytes ?? 0,
    frameBytes: row.frame_bytes ?? 0,
    lastUsedAt: row.last_used_at ?? 0,
    site: row.site,
    state: row.state === null ? null : (JSON.parse(row.state) as CacheState),
  };
}

const sizeColumns = 'study_uid AS studyUid, bytes, frame_bytes AS frameBytes, last_used_at AS lastUsedAt';

/** The studies that take room, those that were not used for longest first. */
export function longestUnused(database: Database, limit: number): HoldingSize[] {
  return database
    .prepare<HoldingSize>(`SELECT ${sizeColumns} FROM holding WHERE bytes > 0 ORDER BY last_used_at LIMIT ?`)
    .all([limit]);
}

/** What these studies take; those that are not here are left out. */
export function sizesOf(database: Database, studyUids: readonly string[]): HoldingSize[] {
  return database
    .prepare<HoldingSize>(
      `SELECT ${sizeColumns} FROM holding WHERE bytes > 0 AND study_uid IN (SELECT value FROM json_each(?))`,
    )
    .all([JSON.stringify(studyUids)]);
}

/** What all studies take. */
export function totalSize(database: Database): { bytes: number; studies: number } {
  return database
    .prepare<{ bytes: number; studies: number }>(
      'SELECT coalesce(sum(bytes), 0) AS bytes, count(*) AS studies FROM holding WHERE bytes > 0',
    )
    .get()!;
}
