/**
 * SQL of the index's search. A study's `newest` is its place in time: (seconds since 1900 << 19) + a running number for
 * studies of the same second, so that a greater number is a newer study. The words of a study stand in a full-text index
 * under that number, since only a search that is ordered by rowid can stop at the first matches: sorting all that begin
 * with two letters by their date takes half a second with a million studies.
 *
 * Studies without a date, or with one that is none, are the oldest of all. What JavaScript can count exactly is never
 * exceeded: the year 2172 ends below 2^52.
 */
const secondsAt1900 = 2_208_988_800;
const sameSecondBits = 19;

/** SQL of the first place for a study of this date and time; null where the date is none. */
function dated(row: string): string {
  const date = `${row}.study_date`;
  const time = `(${row}.study_time || '000000')`;
  const day = `substr(${date}, 1, 4) || '-' || substr(${date}, 5, 2) || '-' || substr(${date}, 7, 2)`;
  const clock = `substr(${time}, 1, 2) || ':' || substr(${time}, 3, 2) || ':' || substr(${time}, 5, 2)`;
  const seconds = `coalesce(unixepoch(${day} || ' ' || ${clock}), unixepoch(${day}))`;
  return `CASE WHEN ${date} BETWEEN '19000101' AND '21711231' THEN (${seconds} + ${secondsAt1900}) << ${sameSecondBits} END`;
}
const undated = '-(1 << 52)';

const at = (row: string, tag: string, part = '') =>
  `coalesce(json_extract(${row}.attributes, '$."${tag}".Value[0]${part}'), '')`;
const words = (row: string) => `
  ${row}.patient_name_key || ' ' || ${['Alphabetic', 'Ideographic', 'Phonetic'].map(group => at(row, '00100010', `.${group}`)).join(` || ' ' || `)},
  ${row}.patient_id, ${row}.accession, ${at(row, '00081030')}`;

export const searchSchemaSql = `
  ALTER TABLE study ADD COLUMN newest INTEGER;
  CREATE UNIQUE INDEX study_by_newest ON study (newest);
  DROP INDEX study_by_date;
  DROP INDEX study_by_name;
  CREATE INDEX study_by_patient_newest ON study (patient_id, newest);
  DROP INDEX study_by_patient;

  CREATE VIRTUAL TABLE study_text USING fts5 (
    name, patient_id, accession, description, content = '', columnsize = 0, prefix = '2 3 4 5 6',
    tokenize = 'unicode61 remove_diacritics 2');
  -- What is removed leaves no word behind, also not until the next merge.
  INSERT INTO study_text (study_text, rank) VALUES ('secure-delete', 1);

  CREATE TABLE study_modality (
    modality TEXT NOT NULL,
    newest INTEGER NOT NULL,
    PRIMARY KEY (modality, newest)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX study_modality_by_study ON study_modality (newest);

  WITH first AS (SELECT study_uid, coalesce(${dated('study')}, ${undated}) AS place FROM study),
    ranked AS (SELECT study_uid, place + row_number() OVER (PARTITION BY place ORDER BY study_uid) - 1 AS newest FROM first)
    UPDATE study SET newest = ranked.newest FROM ranked WHERE ranked.study_uid = study.study_uid;
  INSERT INTO study_text (rowid, name, patient_id, accession, description)
    SELECT study.newest, ${words('study')} FROM study;
  INSERT INTO study_modality (modality, newest)
    SELECT DISTINCT series.modality, study.newest FROM series JOIN study USING (study_uid) WHERE series.modality <> '';

  CREATE TRIGGER study_added AFTER INSERT ON study BEGIN
    UPDATE study SET newest = (
      SELECT coalesce(
        (SELECT max(newest) + 1 FROM study WHERE newest >= place AND newest < place_end), place)
      FROM (SELECT coalesce(${dated('new')}, ${undated}) AS place,
        coalesce(${dated('new')} + (1 << ${sameSecondBits}), 0) AS place_end)
    ) WHERE study_uid = new.study_uid;
    INSERT INTO study_text (rowid, name, patient_id, accession, description)
      SELECT study.newest, ${words('study')} FROM study WHERE study_uid = new.study_uid;
  END;
  CREATE TRIGGER study_removed AFTER DELETE ON study BEGIN
    INSERT INTO study_text (study_text, rowid, name, patient_id, accession, description)
      VALUES ('delete', old.newest, ${words('old')});
    DELETE FROM study_modality WHERE newest = old.newest;
  END;
  CREATE TRIGGER series_added AFTER INSERT ON series WHEN new.modality <> '' BEGIN
    INSERT INTO study_modality (modality, newest)
      SELECT new.modality, newest FROM study WHERE study_uid = new.study_uid
      ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER series_removed AFTER DELETE ON series BEGIN
    DELETE FROM study_modality
      WHERE modality = old.modality AND newest = (SELECT newest FROM study WHERE study_uid = old.study_uid)
        AND NOT EXISTS (SELECT 1 FROM series WHERE study_uid = old.study_uid AND modality = old.modality);
  END;
`;

/** The place of the first second of a day `YYYYMMDD`, `later` days on; null for what is no day, or before 1900. */
export function placeOfDay(day: string, later = 0): number | null {
  const midnight = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00Z`);
  if (Number.isNaN(midnight) || day < '19000101' || day > '21711231') return null;
  return (midnight / 1000 + later * 86_400 + secondsAt1900) * 2 ** sameSecondBits;
}
