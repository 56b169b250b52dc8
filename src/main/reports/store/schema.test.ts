import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, migrate, openDatabase } from '../../database/index.ts';
import { OutboxStore } from './outbox-store.ts';
import { ReportStore } from './report-store.ts';
import { reportMigrations } from './schema.ts';

/** What a program of the first schema wrote: a report that is signed and not delivered, and a draft. */
const firstSchemaRows = `
INSERT INTO report (id, reading_id, site, study_uid, subject, created_at) VALUES
  ('r1', 'reading 1', 'north', '1.2.3', '{"site":"north","patient":{"patientId":"P1"}}', '2026-11-01T08:00:00.000Z'),
  ('r2', 'reading 2', 'north', '1.2.4', '{"site":"north","patient":{"patientId":"P2"}}', '2026-11-01T09:00:00.000Z');
INSERT INTO report_order (report_id, site, order_key) VALUES ('r1', 'north', 'PL1'), ('r2', 'north', 'PL2');
INSERT INTO draft (report_id, revision, content, saved_at) VALUES
  ('r2', 3, '{"sections":[{"text":"Fracture déplacée."}]}', '2026-11-01T09:05:00.000Z');
INSERT INTO sealed (report_id, version, sealed, signed_at, rendering_text, rendering_html, rendering_pdf) VALUES
  ('r1', 1, '{"reportId":"r1","version":1}', '2026-11-01T08:10:00.000Z', 'text', '<p>html</p>', x'255044462d');
INSERT INTO outbox (id, report_id, version, site, reading_id, message_id, channel, reference, content_type, bytes, state,
    created_at) VALUES
  ('d1', 'r1', 1, 'north', 'reading 1', 'VABCDEFG000001', 'hl7v2', 'VABCDEFG000001', 'x-application/hl7-v2+er7',
   x'4d53487c5e7e5c26', 'queued', '2026-11-01T08:10:00.000Z');
INSERT INTO audit (at, actor, action, report_id, detail) VALUES ('2026-11-01T08:10:00.000Z', 'D1', 'signed', 'r1', '{}');
`;

const key = randomBytes(32);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-schema-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One start of the program of that schema. */
function start<T>(schema: number, work: (database: Database) => T): T {
  const database = openDatabase({ path: join(folder, 'reports.db'), key, synchronous: 'FULL', exclusive: true });
  try {
    migrate(database, reportMigrations.slice(0, schema));
    return work(database);
  } finally {
    database.close();
  }
}
const newest = reportMigrations.length;
const usableFrom = Math.max(...reportMigrations.map(migration => migration.usableFrom));
const now = '2026-11-02T00:00:00.000Z';
const sent = "SELECT hex(bytes) AS bytes, message_id, reference, state FROM outbox WHERE id = 'd1'";
const undelivered = {
  bytes: '4D53487C5E7E5C26',
  message_id: 'VABCDEFG000001',
  reference: 'VABCDEFG000001',
  state: 'queued',
};

function expectEverything(database: Database): void {
  expect(database.prepare(sent).get()).toEqual(undelivered);
  expect(new OutboxStore(database).due(now).deliveries.map(({ id }) => id)).toEqual(['d1']);
  expect(new ReportStore(database).standing().map(({ reportId, state }) => [reportId, state])).toEqual([
    ['r1', 'signed'],
    ['r2', 'draft'],
  ]);
  expect(database.prepare("SELECT content, revision FROM draft WHERE report_id = 'r2'").get()).toEqual({
    content: '{"sections":[{"text":"Fracture déplacée."}]}',
    revision: 3,
  });
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
}

describe.each(reportMigrations.map(({ version }) => version))('from schema %i', schema => {
  test('a report that is not delivered and a draft come whole to the newest schema', () => {
    start(1, database => database.exec(firstSchemaRows));
    start(schema, () => {});
    start(newest, expectEverything);
    // And a crash right behind the upgrade changes nothing.
    start(newest, expectEverything);
  });

  test('and back with the previous program, where it can use the store, and forward again', () => {
    start(1, database => database.exec(firstSchemaRows));
    start(newest, expectEverything);
    if (schema < usableFrom) {
      // It would take an addendum for the whole report: it is told so, and everything stays.
      expect(() => start(schema, () => {})).toThrow(/newer/);
      start(newest, expectEverything);
      return;
    }
    start(schema, database => {
      expect(database.prepare(sent).get()).toEqual(undelivered);
      database.exec("UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = 'd1'");
      database.exec("UPDATE outbox SET state = 'confirmed', confirmed_at = '2026-11-02T00:00:00.000Z' WHERE id = 'd1'");
      database.exec("UPDATE draft SET revision = revision + 1, content = '{}' WHERE report_id = 'r2'");
    });
    start(newest, database => {
      expect(new OutboxStore(database).due(now).deliveries).toEqual([]);
      expect(new ReportStore(database).standing().map(({ reportId, state }) => [reportId, state])).toEqual([
        ['r1', 'delivered'],
        ['r2', 'draft'],
      ]);
    });
  });
});

test('what is sent or sealed cannot be changed or removed in any schema', () => {
  start(1, database => database.exec(firstSchemaRows));
  for (const schema of [1, newest]) {
    start(schema, database => {
      for (const sql of [
        "UPDATE outbox SET bytes = x'00' WHERE id = 'd1'",
        'DELETE FROM outbox',
        "UPDATE sealed SET rendering_text = ''",
        'DELETE FROM sealed',
        'DELETE FROM audit',
      ]) {
        expect(() => database.exec(sql), sql).toThrow(/refused/);
      }
    });
  }
});
