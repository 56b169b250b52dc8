import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, type Migration, migrate, openDatabase } from '../../database/index.ts';
import { listHoldings } from './holdings.ts';
import { indexMigrations } from './index-schema.ts';
import { keyMigrations } from './key-store.ts';
import { searchIndex } from './search.ts';

const key = randomBytes(32);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-schema-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One start of a program that knows these steps. */
function start<T>(migrations: readonly Migration[], work: (database: Database) => T): T {
  const database = openDatabase({ path: join(folder, 'store.db'), key, synchronous: 'NORMAL', exclusive: true });
  try {
    migrate(database, migrations);
    return work(database);
  } finally {
    database.close();
  }
}

/** What a program of the first schema writes about one study. */
function writeStudy(database: Database, uid: string, name: string, date: string, time = '101500'): void {
  const attributes = JSON.stringify({
    '00100010': { vr: 'PN', Value: [{ Alphabetic: name }] },
    '00081030': { vr: 'LO', Value: ['CT thorax'] },
    '0020000D': { vr: 'UI', Value: [uid] },
  });
  database
    .prepare(
      `INSERT INTO study (study_uid, patient_id, patient_name_key, accession, study_date, study_time, attributes)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run([uid, `P${uid}`, name.toUpperCase().replace('^', ''), `A${uid}`, date, time, attributes]);
  database.exec(`
    INSERT INTO series (study_uid, series_uid, modality, series_number, attributes)
      VALUES ('${uid}', '${uid}.1', 'CT', 1, '{}') ON CONFLICT DO NOTHING;
    INSERT INTO pack (pack_id, study_uid, series_uid, end_offset, end_ordinal)
      VALUES ('pack ${uid}', '${uid}', '${uid}.1', 1000, 2)
      ON CONFLICT (pack_id) DO UPDATE SET end_offset = 3000;
    INSERT OR REPLACE INTO instance (study_uid, sop_uid, series_uid, sop_class_uid, transfer_syntax_uid, number_of_frames,
        pack_id, record_offset, record_length, record_ordinal, header)
      VALUES ('${uid}', '${uid}.1.1', '${uid}.1', '1.2', '1.2', 1, 'pack ${uid}', 100, 900, 1, '{}')`);
}
const names = (database: Database, text: string) =>
  listHoldings(database, { text, order: 'newest', limit: 10, offset: 0 }).studies.map(({ studyUid, bytes }) => [
    studyUid,
    bytes,
  ]);
const found = (database: Database, query: Parameters<typeof searchIndex>[2]) =>
  searchIndex(database, 'studies', query).map(json => json['0020000D']?.Value?.[0]);

test.each(
  indexMigrations.map(({ version }) => version),
)('the index of schema %i goes forward, back and forward', from => {
  start(indexMigrations.slice(0, 1), database => {
    writeStudy(database, '1.1', 'Dupont^Ève', '20260101');
    writeStudy(database, '1.2', 'Durand^Paul', '20260301');
    writeStudy(database, '1.3', 'Duval^Anne', '');
    writeStudy(database, '1.4', 'Dubois^Luc', '20260301');
  });
  start(indexMigrations.slice(0, from), () => {});
  start(indexMigrations, database => {
    expect(found(database, { patientName: 'dup^*' })).toEqual([]);
    expect(found(database, { patientName: 'dupont^eve' })).toEqual(['1.1']);
    expect(names(database, 'du').map(([uid]) => uid)).toEqual(['1.4', '1.2', '1.1', '1.3']);
    expect(names(database, 'eve')).toEqual([['1.1', 1000]]);
    expect(found(database, { modality: 'CT', studyDate: '20260101-20260201' })).toEqual(['1.1']);
  });
  // The previous program adds, lets grow and removes; the newer one finds it done.
  start(indexMigrations.slice(0, from), database => {
    writeStudy(database, '1.5', 'Dumas^Zoé', '20260201');
    writeStudy(database, '1.2', 'Durand^Paul', '20260301');
    for (const table of ['pack', 'study', 'cache_state']) database.exec(`DELETE FROM ${table} WHERE study_uid = '1.1'`);
  });
  start(indexMigrations, database => {
    expect(names(database, 'du')).toEqual([
      ['1.4', 1000],
      ['1.2', 3000],
      ['1.5', 1000],
      ['1.3', 1000],
    ]);
    expect(names(database, 'dupont')).toEqual([]);
    expect(found(database, { modality: 'CT', studyDate: '20260201' })).toEqual(['1.5']);
    expect(database.prepare('SELECT count(*) AS n FROM study_modality').get()).toEqual({ n: 4 });
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });
});

test('dates order studies to the second, whatever stands in them', () => {
  const inOrder: [string, string][] = [
    ['20260302', '000000'],
    ['20260301', '235959.999'],
    ['20260301', '2359'],
    ['20260301', '08'],
    // No time, or none that a clock shows, is midnight.
    ['20260301', ''],
    ['20260301', '9:9:9'],
    ['19000101', '000000'],
    ['18991231', '120000'],
    ['garbage!', '120000'],
    ['', ''],
  ];
  start(indexMigrations, database => {
    // Later ones of one second are newer; the last three have no date that counts.
    for (const [index, [date, time]] of [...inOrder.entries()].toReversed()) {
      writeStudy(database, `1.${index}`, 'Same^Name', date, time);
    }
    expect(found(database, { patientName: 'SAME*' })).toEqual(inOrder.map((_, index) => `1.${index}`));
  });
});

test.each(keyMigrations.map(({ version }) => version))('the keys of schema %i go forward, back and forward', from => {
  const write = (id: string) => (database: Database) =>
    void database
      .prepare('INSERT OR REPLACE INTO study_key (key_id, study_uid, key) VALUES (?, ?, ?)')
      .run([Buffer.alloc(16, id), id, Buffer.alloc(32, id)]);
  const rows = (database: Database) =>
    database.prepare('SELECT study_uid, length(key) AS bytes, pinned FROM study_key ORDER BY study_uid').all();
  start(keyMigrations.slice(0, 1), write('1'));
  start(keyMigrations.slice(0, from), () => {});
  start(keyMigrations, database => database.exec('UPDATE study_key SET pinned = 1'));
  start(keyMigrations.slice(0, from), write('2'));
  expect(start(keyMigrations, rows)).toEqual([
    { study_uid: '1', bytes: 32, pinned: 1 },
    { study_uid: '2', bytes: 32, pinned: 0 },
  ]);
});
