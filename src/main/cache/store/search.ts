import type { Database, SqlValue } from '../../database/index.ts';
import type { DicomJson, QidoQuery } from '../study-cache.ts';
import { instanceTags, nameKey, pick } from './header-attributes.ts';
import { placeOfDay } from './index-search-schema.ts';
import { queryOfPattern } from './search-words.ts';

export type QidoLevel = 'studies' | 'series' | 'instances';

/** Most results of one answer that is not bound to a study; a caller pages on with `offset`. */
export const MOST_RESULTS = 1000;

/** A row of a search: a study, and on the lower levels its series and instance. */
export interface StudyRow {
  study_uid: string;
  study_attributes: string;
  series_uid?: string;
  series_attributes?: string;
  header?: string;
  transfer_syntax_uid?: string;
}

const sources: Record<QidoLevel, { columns: string; from: string; order: string }> = {
  studies: {
    columns: 'study.study_uid, study.attributes AS study_attributes',
    from: 'study',
    order: 'study.newest DESC',
  },
  series: {
    columns: 'study_uid, study.attributes AS study_attributes, series_uid, series.attributes AS series_attributes',
    from: 'series JOIN study USING (study_uid)',
    order: 'study.newest DESC, series.series_number, series.series_uid',
  },
  instances: {
    columns: `study_uid, study.attributes AS study_attributes, series_uid, series.attributes AS series_attributes,
      instance.header, instance.transfer_syntax_uid`,
    from: 'instance JOIN series USING (study_uid, series_uid) JOIN study USING (study_uid)',
    order: 'study.newest DESC, series.series_number, series.series_uid, instance.instance_number, instance.sop_uid',
  },
};

/**
 * Answers a query on one level (PS3.18 section 10.6), newest study first, with the attributes that the index has. A search
 * of studies walks one index in that very order and stops at the last wanted match, however many there are.
 */
export function searchIndex(database: Database, level: QidoLevel, query: QidoQuery): DicomJson[] {
  const search = new Search(level);
  search.uidList('study.study_uid', query.studyUid);
  if (level === 'studies' && given(query.seriesUid)) {
    search.where(
      'EXISTS (SELECT 1 FROM series s WHERE s.study_uid = study.study_uid AND s.series_uid = ?)',
      query.seriesUid,
    );
  } else {
    search.uidList('series.series_uid', query.seriesUid);
  }
  if (level === 'instances') search.uidList('instance.sop_uid', query.sopInstanceUid);
  if (given(query.patientId)) search.text('study.patient_id', 'patient_id', query.patientId.trim());
  if (given(query.accession)) search.text('study.accession', 'accession', query.accession.trim());
  if (given(query.patientName)) search.text('study.patient_name_key', 'name', nameKey(query.patientName));
  if (given(query.modality)) search.modality(query.modality.trim());
  if (given(query.studyDate)) search.dates(query.studyDate);
  const most = given(query.studyUid) ? Number.MAX_SAFE_INTEGER : MOST_RESULTS;
  return describeStudies(database, search.rows(database, Math.min(query.limit ?? most, most), query.offset ?? 0));
}

const given = (value: string | undefined): value is string => value !== undefined && value !== '';

/** A statement that grows condition by condition. */
class Search {
  readonly #level: QidoLevel;
  readonly #conditions: string[] = [];
  readonly #parameters: SqlValue[] = [];
  /** What a search of studies walks instead of `study`; only one thing can be walked in order. */
  #walked: { from: string; order: string } | null = null;

  constructor(level: QidoLevel) {
    this.#level = level;
  }

  where(condition: string, ...values: readonly SqlValue[]): void {
    this.#conditions.push(condition);
    this.#parameters.push(...values);
  }

  uidList(column: string, value: string | undefined): void {
    if (!given(value)) return;
    const uids = value.split(/[\\,]/);
    this.where(`${column} IN (${uids.map(() => '?').join(', ')})`, ...uids);
  }

  /** An attribute that may have wildcards. */
  text(column: string, word: 'name' | 'patient_id' | 'accession', pattern: string): void {
    if (!/[*?]/.test(pattern) && word !== 'name') {
      this.where(`${column} = ?`, pattern);
      return;
    }
    const words = queryOfPattern(word, pattern);
    if (words !== null && this.#walk('study_text', 'study.newest = study_text.rowid', 'study_text.rowid')) {
      this.where('study_text MATCH ?', words);
    }
    this.where(`${column} GLOB ?`, glob(pattern));
  }

  /** On study level this is Modalities in Study (0008,0061). */
  modality(pattern: string): void {
    if (this.#level !== 'studies') {
      this.where('series.modality GLOB ?', glob(pattern));
    } else if (
      !/[*?]/.test(pattern) &&
      this.#walk('study_modality', 'study.newest = study_modality.newest', 'study_modality.newest')
    ) {
      this.where('study_modality.modality = ?', pattern);
    } else {
      this.where(
        'EXISTS (SELECT 1 FROM series s WHERE s.study_uid = study.study_uid AND s.modality GLOB ?)',
        glob(pattern),
      );
    }
  }

  dates(value: string): void {
    const { from, to } = dateRange(value);
    const place = this.#walked?.order.replace(' DESC', '') ?? 'study.newest';
    if (from !== '') {
      this.where('study.study_date >= ?', from);
      const first = placeOfDay(from);
      if (first !== null) this.where(`${place} >= ?`, first);
    }
    if (to !== '') {
      this.where("study.study_date <= ? AND study.study_date <> ''", to);
      const last = placeOfDay(to, 1);
      if (last !== null) this.where(`${place} < ?`, last);
    }
  }

  #walk(table: string, on: string, place: string): boolean {
    if (this.#level !== 'studies' || this.#walked !== null) return false;
    // CROSS JOIN is SQLite's way to say which table is walked (sqlite.org/optoverview.html).
    this.#walked = { from: `${table} CROSS JOIN study ON ${on}`, order: `${place} DESC` };
    return true;
  }

  rows(database: Database, limit: number, offset: number): StudyRow[] {
    const { columns, from, order } = { ...sources[this.#level], ...this.#walked };
    const filter = this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`;
    return database
      .prepare<StudyRow>(`SELECT ${columns} FROM ${from} ${filter} ORDER BY ${order} LIMIT ? OFFSET ?`)
      .all([...this.#parameters, limit, offset]);
  }
}

/** DICOM wildcards are those of GLOB, save that `[` has no meaning in DICOM (PS3.4 C.2.2.2.4). */
function glob(pattern: string): string {
  return pattern.replaceAll('[', '[[]');
}

/** `YYYYMMDD`, `from-to`, `from-` or `-to` (PS3.4 C.2.2.2.5). */
function dateRange(value: string): { from: string; to: string } {
  const [from = '', to] = value.split('-');
  return { from, to: to ?? from };
}

/** The rows as data sets; what is counted or shared by many rows is made once for each study and series. */
export function describeStudies(database: Database, rows: readonly StudyRow[]): DicomJson[] {
  const modalities = database.prepare<{ modality: string }>(
    "SELECT DISTINCT modality FROM series WHERE study_uid = ? AND modality <> '' ORDER BY modality",
  );
  const counted = database.prepare<{ series: number; instances: number }>(
    `SELECT (SELECT count(*) FROM series WHERE study_uid = @studyUid) AS series,
       (SELECT count(*) FROM instance WHERE study_uid = @studyUid) AS instances`,
  );
  const countedInSeries = database.prepare<{ instances: number }>(
    'SELECT count(*) AS instances FROM instance WHERE study_uid = ? AND series_uid = ?',
  );
  const studyOf = remembered((row: StudyRow): DicomJson => {
    const counts = counted.get({ studyUid: row.study_uid });
    return {
      ...(JSON.parse(row.study_attributes) as DicomJson),
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00080056': { vr: 'CS', Value: ['ONLINE'] },
      '00080061': { vr: 'CS', Value: modalities.all([row.study_uid]).map(({ modality }) => modality) },
      '00201206': { vr: 'IS', Value: [counts?.series ?? 0] },
      '00201208': { vr: 'IS', Value: [counts?.instances ?? 0] },
    };
  });
  const seriesOf = remembered((row: StudyRow): DicomJson => {
    const { study_uid: studyUid, series_uid: seriesUid = '', series_attributes: attributes } = row;
    if (attributes === undefined) return {};
    return {
      ...(JSON.parse(attributes) as DicomJson),
      '00201209': { vr: 'IS', Value: [countedInSeries.get([studyUid, seriesUid])?.instances ?? 0] },
    };
  });
  return rows.map(row => ({
    ...studyOf(row.study_uid, row),
    ...seriesOf(`${row.study_uid}/${row.series_uid ?? ''}`, row),
    ...instanceOf(row),
  }));
}

function remembered<Given, Made>(make: (given: Given) => Made): (name: string, given: Given) => Made {
  const made = new Map<string, Made>();
  return (name, given) => {
    const present = made.get(name) ?? make(given);
    made.set(name, present);
    return present;
  };
}

function instanceOf({ header, transfer_syntax_uid: syntax }: StudyRow): DicomJson {
  if (header === undefined) return {};
  return {
    ...pick(JSON.parse(header) as DicomJson, instanceTags),
    '00083002': { vr: 'UI', Value: [syntax] },
  };
}
