import type { Database, SqlValue } from '../../database/index.ts';
import type { DicomJson, QidoQuery } from '../study-cache.ts';
import { instanceTags, nameKey, pick } from './header-attributes.ts';

export type QidoLevel = 'studies' | 'series' | 'instances';

/** Most results of one answer; a caller pages on with `offset`. */
export const MOST_RESULTS = 1000;

interface StudyRow {
  study_attributes: string;
  modalities: string;
  series_count: number;
  study_instance_count: number;
}
interface SeriesRow extends StudyRow {
  series_attributes: string;
  series_instance_count: number;
}
interface InstanceRow extends SeriesRow {
  header: string;
  transfer_syntax_uid: string;
}

const studyColumns = `study.attributes AS study_attributes,
  (SELECT group_concat(modality, '\\') FROM (SELECT DISTINCT modality FROM series s WHERE s.study_uid = study.study_uid
     AND modality <> '' ORDER BY modality)) AS modalities,
  (SELECT count(*) FROM series s WHERE s.study_uid = study.study_uid) AS series_count,
  (SELECT count(*) FROM instance i WHERE i.study_uid = study.study_uid) AS study_instance_count`;
const seriesColumns = `${studyColumns}, series.attributes AS series_attributes,
  (SELECT count(*) FROM instance i WHERE i.study_uid = series.study_uid AND i.series_uid = series.series_uid)
     AS series_instance_count`;

const newestFirst = 'study.study_date DESC, study.study_time DESC, study.study_uid';
const sources: Record<QidoLevel, { select: string; order: string }> = {
  studies: { select: `SELECT ${studyColumns} FROM study`, order: newestFirst },
  series: {
    select: `SELECT ${seriesColumns} FROM series JOIN study USING (study_uid)`,
    order: `${newestFirst}, series.series_number, series.series_uid`,
  },
  instances: {
    select: `SELECT ${seriesColumns}, instance.header, instance.transfer_syntax_uid
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
  const rows = database
    .prepare<InstanceRow>(`${select} ${filter} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all([...parameters, Math.min(query.limit ?? MOST_RESULTS, MOST_RESULTS), query.offset ?? 0]);
  return rows.map(row => attributesOf(level, row));
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

function attributesOf(level: QidoLevel, row: InstanceRow): DicomJson {
  const study: DicomJson = {
    ...(JSON.parse(row.study_attributes) as DicomJson),
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00080056': { vr: 'CS', Value: ['ONLINE'] },
    '00080061': { vr: 'CS', Value: (row.modalities ?? '').split('\\').filter(modality => modality !== '') },
    '00201206': { vr: 'IS', Value: [row.series_count] },
    '00201208': { vr: 'IS', Value: [row.study_instance_count] },
  };
  if (level === 'studies') return study;
  const series: DicomJson = {
    ...study,
    ...(JSON.parse(row.series_attributes) as DicomJson),
    '00201209': { vr: 'IS', Value: [row.series_instance_count] },
  };
  if (level === 'series') return series;
  return {
    ...series,
    ...pick(JSON.parse(row.header) as DicomJson, instanceTags),
    '00083002': { vr: 'UI', Value: [row.transfer_syntax_uid] },
  };
}
