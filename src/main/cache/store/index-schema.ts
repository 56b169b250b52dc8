import type { Database, Migration } from '../../database/index.ts';
import type { DicomJson } from '../study-cache.ts';
import { searchedName } from './header-attributes.ts';
import { frameSchemaSql } from './index-frame-schema.ts';
import { holdingSchemaSql } from './index-holding-schema.ts';
import { searchSchemaSql } from './index-search-schema.ts';

/** Schema of `index.db`. All of it but `cache_state` and the uses in `holding` can be made again from the packs. */
export const indexMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'studies, series, instances',
    usableFrom: 1,
    sql: `
      CREATE TABLE study (
        study_uid TEXT PRIMARY KEY,
        patient_id TEXT NOT NULL,
        patient_name_key TEXT NOT NULL,
        accession TEXT NOT NULL,
        study_date TEXT NOT NULL,
        study_time TEXT NOT NULL,
        attributes TEXT NOT NULL
      ) STRICT;
      CREATE INDEX study_by_date ON study (study_date DESC, study_time DESC, study_uid);
      CREATE INDEX study_by_name ON study (patient_name_key);
      CREATE INDEX study_by_patient ON study (patient_id);
      CREATE INDEX study_by_accession ON study (accession);

      CREATE TABLE series (
        study_uid TEXT NOT NULL REFERENCES study ON DELETE CASCADE,
        series_uid TEXT NOT NULL,
        modality TEXT NOT NULL,
        series_number INTEGER,
        attributes TEXT NOT NULL,
        PRIMARY KEY (study_uid, series_uid)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX series_by_uid ON series (series_uid);

      CREATE TABLE pack (
        pack_id TEXT PRIMARY KEY,
        study_uid TEXT NOT NULL,
        series_uid TEXT NOT NULL,
        -- Where the last whole record ends; a longer file has unconfirmed records or a torn write behind it.
        end_offset INTEGER NOT NULL,
        end_ordinal INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX pack_by_series ON pack (study_uid, series_uid);

      CREATE TABLE instance (
        study_uid TEXT NOT NULL,
        sop_uid TEXT NOT NULL,
        series_uid TEXT NOT NULL,
        sop_class_uid TEXT NOT NULL,
        transfer_syntax_uid TEXT NOT NULL,
        number_of_frames INTEGER NOT NULL,
        instance_number INTEGER,
        pack_id TEXT NOT NULL REFERENCES pack ON DELETE CASCADE,
        record_offset INTEGER NOT NULL,
        record_length INTEGER NOT NULL,
        record_ordinal INTEGER NOT NULL,
        -- Data set without bulk data in the DICOM JSON model, so that metadata needs no pack.
        header TEXT NOT NULL,
        PRIMARY KEY (study_uid, sop_uid),
        FOREIGN KEY (study_uid, series_uid) REFERENCES series ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX instance_by_series ON instance (study_uid, series_uid, instance_number);
      CREATE INDEX instance_by_pack ON instance (pack_id);

      CREATE TABLE cache_state (
        study_uid TEXT PRIMARY KEY,
        state TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  { version: 2, name: 'names keep the border between their parts', usableFrom: 1, sql: '', fill: renewNameKeys },
  { version: 3, name: 'search by words, newest first', usableFrom: 1, sql: searchSchemaSql },
  { version: 4, name: 'sizes and uses of studies', usableFrom: 1, sql: holdingSchemaSql },
  {
    version: 5,
    name: 'what compressed streams say of their images',
    usableFrom: 1,
    // JSON of StreamFacts; null where pixels are not compressed, and of instances that came before this step
    sql: 'ALTER TABLE instance ADD COLUMN stream TEXT;',
  },
  {
    version: 6,
    name: 'readers notice that instances are gone',
    usableFrom: 1,
    sql: `
      CREATE TABLE generation (value INTEGER NOT NULL) STRICT;
      -- Another one after every rebuild.
      INSERT INTO generation VALUES (abs(random()) >> 16);
      CREATE TRIGGER instance_gone AFTER DELETE ON instance BEGIN UPDATE generation SET value = value + 1; END;
    `,
  },
  { version: 7, name: 'frame packs', usableFrom: 1, sql: frameSchemaSql },
];

/** The first schema's names had lost their carets, so that `DUPONT^*` found `DUPONTEL^X`. */
function renewNameKeys(database: Database): void {
  const renew = database.prepare('UPDATE study SET patient_name_key = ? WHERE study_uid = ?');
  const rows = database.prepare<{ study_uid: string; attributes: string }>('SELECT study_uid, attributes FROM study');
  for (const { study_uid, attributes } of rows.all()) {
    renew.run([searchedName(JSON.parse(attributes) as DicomJson), study_uid]);
  }
}
