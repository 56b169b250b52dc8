import type { Database, SqlValue } from '../../database/index.ts';
import type { DicomJson, QidoQuery } from '../study-cache.ts';
import { instanceTags, nameKey, pick } from './header-attributes.ts';

export type QidoLevel = 'studies' | 'series' | 'instances';

/** Most results of one answer that is not bound to a study; a caller pages on with `offset`. */
export const MOST_RESULTS = 1000;

interface Row {
  study_uid: string;
  study_attributes: string;
  series_uid?: string;
  series_attributes?: string;
  header?: string;
  transfer_syntax_uid?: string;
}

const newestFirst = 'study.study_date DESC, study.study_time DESC, study.study_uid';
const sources: Record<QidoLevel, { select: string; order: string }> = {
  studies: {
    select: 'SELECT study_uid, study.attributes AS study_attributes FROM study',
    order: newestFirst,
  },
  series: {
    select: `SELECT study_uid, study.attributes AS study_attributes, series_uid, series.attributes AS series_attributes
      FROM series JOIN study USING (study_uid)`,
    order: `${newestFirst}, series.series_number, series.series_uid`,
  },
  instances: {
    select: `SELECT study_uid, study.attributes AS study_attributes, series_uid, series.attributes AS series_attributes,
        instance.header, instance.transfer_syntax_uid
      FROM instance JOIN series USING (study_uid, series_uid) JOIN study USING (study_uid)`,
    order: `${newestFirst}, series.series_number, series.series_uid, instance.instance_number, instance.sop_uid`,
  },
};

/** Answers a query on one level (PS3.18 section 10.6), newest study first, with the attributes that the index has. */
export function searchIndex(database: Database, level: QidoLevel, query: QidoQuery): DicomJson[] {
  const conditions: string[] = [];
  const parameters: SqlValue[] = [];
  const where = (condition: string, ...values: SqlValue[]) => {
    conditions.push(condition);
    parameters.push(...values);
  };
  const given = (value: string | undefined): value is string => value !== undefined && value !== '';
  const uidList = (column: string, value: string | undefined) => {
    if (!given(value)) return;
    const uids = value.split(/[\\,]/);
    where(`${column} IN (${uids.map(() => '?').join(', ')})`, ...uids);
  };
  uidList('study.study_uid', query.studyUid);
  if (level === 'studies' && given(query.seriesUid)) {
    where('EXISTS (SELECT 1 FROM series s WHERE s.study_uid = study.study_uid AND s.series_uid = ?)', query.seriesUid);
  } else {
    uidList('series.series_uid', query.seriesUid);
  }
  if (level === 'instances') uidList('instance.sop_uid', query.sopInstanceUid);
  if (given(query.patientId)) where('study.patient_id GLOB ?', glob(query.patientId));
  if (given(query.accession)) where('study.accession GLOB ?', glob(query.accession));
  if (given(query.patientName)) where('study.patient_name_key GLOB ?', glob(nameKey(query.patientName)));
  if (given(query.modality)) {
    // On study level this is Modalities in Study (0008,0061).
    if (level === 'studies') {
      where(
        'EXISTS (SELECT 1 FROM series s WHERE s.study_uid = study.study_uid AND s.modality GLOB ?)',
        glob(query.modality),
      );
    } else where('series.modality GLOB ?', glob(query.modality));
  }
  if (given(query.studyDate)) {
    const { from, to } = dateRange(query.studyDate);
    if (from !== '') where('study.study_date >= ?', from);
    if (to !== '') where("study.study_date <= ? AND study.study_date <> ''", to);
  }
  const { select, order } = sources[level];
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const most = given(query.studyUid) ? Number.MAX_SAFE_INTEGER : MOST_RESULTS;
  const rows = database
    .prepare<Row>(`${select} ${filter} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all([...parameters, Math.min(query.limit ?? most, most), query.offset ?? 0]);
  return described(database, rows);
}

/** DICOM wildcards are those of GLOB, save that `[` has no meaning in DICOM (PS3.4 C.2.2.2.4). */
function glob(pattern: string): string {
  return pattern.trim().replaceAll('[', '[[]');
}

/** `YYYYMMDD`, `from-to`, `from-` or `-to` (PS3.4 C.2.2.2.5). */
function dateRange(value: string): { from: string; to: string } {
  const [from = '', to] = value.split('-');
  return { from, to: to ?? from };
}

/** The rows as data sets; what is counted or shared by many rows is made once for each study and series. */
function described(database: Database, rows: readonly Row[]): DicomJson[] {
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
  const studyOf = remembered((row: Row): DicomJson => {
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
  const seriesOf = remembered((row: Row): DicomJson => {
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

function instanceOf({ header, transfer_syntax_uid: syntax }: Row): DicomJson {
  if (header === undefined) return {};
  return {
    ...pick(JSON.parse(header) as DicomJson, instanceTags),
    '00083002': { vr: 'UI', Value: [syntax] },
  };
}
