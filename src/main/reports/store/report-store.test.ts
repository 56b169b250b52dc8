import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome, ReportSubject, SealedVersion } from '../../../contract/index.ts';
import { type Database, migrate, openDatabase } from '../../database/index.ts';
import { newDraft } from '../new-draft.ts';
import { sampleReading } from '../sample.test-data.ts';
import { subjectOf } from '../subject.ts';
import { KeyStore } from './key-store.ts';
import { OutboxStore } from './outbox-store.ts';
import { ReportStore } from './report-store.ts';
import { reportMigrations } from './schema.ts';

const at = '2026-11-22T13:45:10.000Z';
const renderings = { text: 't', html: 'h', pdf: new Uint8Array([1, 2]), cda: null };
let folder: string;
let database: Database;
let store: ReportStore;
let outbox: OutboxStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-store-'));
  database = openDatabase({ path: join(folder, 'reports.db'), key: randomBytes(32), synchronous: 'FULL' });
  migrate(database, reportMigrations);
  store = new ReportStore(database);
  outbox = new OutboxStore(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const content = newDraft(sampleReading(), 'fr');
const open = (subject: ReportSubject) => store.open(subject, content, at, 'reader');

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.failure.code);
  return outcome.value;
}

/** Seals without a real signature: the store does not look at it. */
function seal(subject: ReportSubject, messageId = 'M1', revision = 0): Outcome<SealedVersion> {
  const { draft } = value(open(subject));
  const version: SealedVersion = {
    reportId: draft?.reportId ?? value(open(subject)).sealed[0]!.reportId,
    version: 1,
    status: 'final',
    subject,
    content,
    signedAt: at,
    signer: { name: 'n', identifier: 'i', demonstration: true },
    hashes: { content: 'c', text: 't', html: 'h', pdf: 'p' },
    previousHash: null,
    signature: 's..s',
  };
  return sealNext(version, messageId, revision);
}

function sealNext(version: SealedVersion, messageId: string, revision: number | null): Outcome<SealedVersion> {
  const prepared = { channel: 'folder' as const, reference: messageId, contentType: 'x', bytes: new Uint8Array([9]) };
  return store.seal({
    version,
    revision,
    renderings,
    deliveries: [
      {
        id: messageId,
        messageId,
        channelId: 'folder',
        target: '/reports',
        orderKey: null,
        orderNumber: null,
        heldUntil: null,
        prepared,
      },
    ],
    actor: 'reader',
  });
}

const count = (table: string) => database.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!.n;

describe('finding a report', () => {
  const subject = subjectOf(sampleReading());

  test('by reading, by any order, by study, at the same site only', () => {
    const { reportId } = value(open(subject)).draft!;
    const found = (changes: Partial<ReportSubject>) => value(open({ ...subject, ...changes })).draft!.reportId;
    expect(found({ orderKeys: [], studyUid: null })).toBe(reportId);
    expect(found({ readingId: 'other', orderKeys: ['x', 'PL-1'], studyUid: null })).toBe(reportId);
    expect(found({ readingId: 'other', orderKeys: [], studyUid: '1.2.1' })).toBe(reportId);
    expect(found({ readingId: 'other', orderKeys: ['PL-2'], studyUid: '1.2.2' })).not.toBe(reportId);
    expect(found({ site: 'clinic' })).not.toBe(reportId);
  });

  test("an order key of another patient's report opens nothing", () => {
    open(subject);
    const stranger = { ...subject, readingId: 'other', patient: { ...subject.patient, patientId: 'P-9' } };
    expect(open(stranger)).toMatchObject({ ok: false, failure: { code: 'identity-mismatch' } });
  });

  test('an order or study that came later is added to the draft; what was bound stays', () => {
    const early = { ...subject, studyUid: null, studyAt: null, studyDescription: 'Scanner' };
    open(early);
    const later = value(open({ ...subject, accessions: ['A-1', 'A-2'], orderKeys: ['PL-2'] })).draft!.subject;
    expect(later).toMatchObject({
      accessions: ['A-1', 'A-2'],
      orderKeys: ['PL-1', 'PL-2'],
      studyUid: '1.2.1',
      studyDescription: 'TDM thorax sans injection',
    });
    const otherStudy = value(open({ ...subject, studyUid: '1.2.99', accessions: ['A-3'] })).draft!.subject;
    expect(otherStudy).toEqual(later);
  });
});

describe('sealing', () => {
  const subject = subjectOf(sampleReading());

  test('closes the draft and queues the delivery', () => {
    expect(seal(subject).ok).toBe(true);
    const view = value(open(subject));
    expect(view.draft).toBeNull();
    expect(view.sealed).toHaveLength(1);
    expect(outbox.deliveries()).toMatchObject([{ id: 'M1', state: 'queued', reference: 'M1', attempts: 0 }]);
    expect(store.saveDraft(view.sealed[0]!.reportId, 0, content, at)).toMatchObject({
      failure: { code: 'report-already-signed' },
    });
    expect(seal(subject, 'M2')).toMatchObject({ failure: { code: 'report-already-signed' } });
    expect(count('outbox')).toBe(1);
  });

  test('what fails half-way leaves nothing: a used message id, an outdated revision', () => {
    seal(subject, 'M1');
    const other = subjectOf(sampleReading(2));
    expect(() => seal(other, 'M1')).toThrow();
    expect([count('sealed'), count('outbox'), count('draft')]).toEqual([1, 1, 1]);
    expect(value(open(other)).draft).not.toBeNull();
    expect(seal(other, 'M2', 7)).toMatchObject({ failure: { code: 'draft-outdated' } });
    expect(count('sealed')).toBe(1);
  });

  test.each([
    `UPDATE sealed SET sealed = '{}'`,
    'UPDATE sealed SET rendering_pdf = NULL',
    'UPDATE sealed SET version = 2',
    'DELETE FROM sealed',
    `INSERT OR REPLACE INTO sealed SELECT report_id, version, '{}', signed_at, 't', 'h', x'00', NULL, NULL FROM sealed`,
    `REPLACE INTO sealed SELECT * FROM sealed`,
    `UPDATE report SET subject = '{}'`,
    `INSERT INTO draft SELECT report_id, 0, '{}', '', NULL, NULL FROM sealed`,
    `UPDATE outbox SET bytes = x'00'`,
    `UPDATE outbox SET bytes = NULL, channel = NULL, reference = NULL, content_type = NULL`,
    `UPDATE outbox SET message_id = 'M9'`,
    'DELETE FROM outbox',
    `UPDATE audit SET actor = 'x'`,
    'DELETE FROM audit',
    'DELETE FROM report',
  ])('the store refuses: %s', sql => {
    seal(subject);
    expect(() => database.exec(sql)).toThrow(expect.objectContaining({ reason: 'refused' }));
    expect(value(open(subject)).sealed[0]!.content).toEqual(content);
  });

  test('says who did what when, without text of the report', () => {
    seal(subject);
    const rows = database
      .prepare<{ actor: string; action: string; at: string; detail: string }>('SELECT * FROM audit')
      .all();
    expect(rows.map(({ actor, action }) => [actor, action])).toEqual([
      ['reader', 'draft-created'],
      ['reader', 'signed'],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/Toux|Lefèvre|P-1/);
  });
});

test('standing: nothing for an untouched draft, then draft, signed, refused, delivered', () => {
  const subject = subjectOf(sampleReading());
  const states = () => store.standing().map(({ state }) => state);
  const { reportId } = value(open(subject)).draft!;
  expect(states()).toEqual([]);
  store.saveDraft(reportId, 0, content, at);
  expect(states()).toEqual(['draft']);
  seal(subject, 'M1', 1);
  expect(store.standing()).toMatchObject([
    { readingId: 'hospital:A-1', orderKeys: ['PL-1'], state: 'signed', signedAt: at },
  ]);
  outbox.begin('M1', at);
  const failure = { code: 'ris-refused' as const, params: {}, words: 'unknown order' };
  outbox.finish('M1', { kind: 'refused', failure }, at, null);
  expect(store.standing()).toMatchObject([{ state: 'refused', refusal: failure }]);
  outbox.resend('M1', at, 'reader');
  expect(states()).toEqual(['signed']);
  outbox.begin('M1', at);
  outbox.finish('M1', { kind: 'confirmed', failure: null }, at, null);
  expect(store.standing()).toMatchObject([{ state: 'delivered', refusal: null }]);
  expect(outbox.resend('M1', at, 'reader')).toMatchObject({ failure: { code: 'input-invalid' } });
});

test('a row is begun once, and what may have been received stays marked', () => {
  seal(subjectOf(sampleReading()));
  expect(outbox.begin('M1', at)).toMatchObject({ afterUnknown: false, attempts: 1 });
  expect(outbox.begin('M1', at)).toBeNull();
  expect(outbox.restart()).toBe(1);
  expect(outbox.deliveries()).toMatchObject([{ state: 'unknown' }]);
  expect(outbox.begin('M1', at)).toMatchObject({ afterUnknown: true, attempts: 2 });
  // "Could not connect" says nothing about the attempt before it.
  outbox.finish('M1', { kind: 'retry', failure: null }, at, '2026-11-22T14:00:00.000Z');
  expect(outbox.due('2026-11-22T13:59:59.999Z')).toEqual({ deliveries: [], nextAt: '2026-11-22T14:00:00.000Z' });
  expect(outbox.due('2026-11-22T14:00:00.000Z').deliveries).toHaveLength(1);
  expect(outbox.begin('M1', at)).toMatchObject({ afterUnknown: true, attempts: 3 });
});

test('a store of the first version keeps its reports and deliveries', () => {
  const old = openDatabase({ path: join(folder, 'old.db'), key: randomBytes(32), synchronous: 'FULL' });
  migrate(old, reportMigrations.slice(0, 1));
  const subject = JSON.stringify(subjectOf(sampleReading()));
  old
    .prepare('INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)')
    .run(['r', 'hospital:A-1', 'hospital', '1.2.1', subject, at]);
  const version = JSON.stringify({ reportId: 'r', version: 1, status: 'final', subject: {}, content });
  old.prepare('INSERT INTO sealed VALUES (?, 1, ?, ?, ?, ?, ?)').run(['r', version, at, 't', 'h', new Uint8Array([1])]);
  old
    .prepare(
      `INSERT INTO outbox (id, report_id, version, site, reading_id, message_id, channel, reference, content_type, bytes,
         state, created_at) VALUES ('M1', 'r', 1, 'hospital', 'x', 'M1', 'hl7v2', 'M1', 'x', x'09', 'unknown', ?)`,
    )
    .run([at]);
  migrate(old, reportMigrations);
  expect(new OutboxStore(old).due(at).deliveries).toMatchObject([{ id: 'M1', channelId: 'hl7v2', channel: 'hl7v2' }]);
  expect(new ReportStore(old).standing()).toMatchObject([{ state: 'signed', version: 'final', instanceCount: null }]);
  expect(new ReportStore(old).sealed('r', 1)?.renderings.cda).toBeNull();
  old.close();
});

test('message ids are unique, at most 20 characters, and go on after a restart', () => {
  const first = new KeyStore(database).nextMessageId();
  const second = new KeyStore(database).nextMessageId();
  expect(first).toMatch(/^V[0-9A-Z]{7}000001$/);
  expect(second).toBe(first.replace(/1$/, '2'));
  database.exec('UPDATE counter SET value = 2821109907455');
  expect(new KeyStore(database).nextMessageId().length).toBeLessThanOrEqual(20);
});

test('a later version waits until the one before it is confirmed or refused; other reports do not', () => {
  seal(subjectOf(sampleReading()), 'M1');
  seal(subjectOf(sampleReading(2)), 'M2');
  const [first] = value(open(subjectOf(sampleReading()))).sealed;
  value(store.amend(first!.reportId, { kind: 'addendum', reason: '' }, first!.subject, at, 'reader'));
  value(sealNext({ ...first!, version: 2, status: 'addendum' }, 'M3', 0));
  const due = () => outbox.due('2026-11-22T14:00:00.000Z').deliveries.map(({ id }) => id);
  expect(due()).toEqual(['M1', 'M2']);
  outbox.begin('M1', at);
  outbox.finish('M1', { kind: 'unknown', failure: null }, at, '2026-11-22T15:00:00.000Z');
  expect(due()).toEqual(['M2']);
  outbox.wake();
  outbox.begin('M1', at);
  outbox.finish('M1', { kind: 'refused', failure: null }, at, null);
  expect(due()).toEqual(['M2', 'M3']);
});
