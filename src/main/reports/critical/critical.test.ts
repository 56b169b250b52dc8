import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Communication,
  type CriticalResult,
  criticalDeadlinesSchema,
  criticalStates,
  type SealedVersion,
} from '../../../contract/index.ts';
import { value } from '../../../contract/value.test-data.ts';
import { migrate, openDatabase } from '../../database/index.ts';
import { FakeRis } from '../fake-ris.test-data.ts';
import { createReportService, type ReportService } from '../index.ts';
import { reader, sampleReading } from '../sample.test-data.ts';
import { reportMigrations } from '../store/schema.ts';
import { criticalSteps } from './steps.ts';

const key = randomBytes(32);
let folder: string;
let service: ReportService;
let now: number;
const start = async (minutes = 60) => {
  service = await createReportService({
    folder,
    key,
    clock: { now: () => now },
    log: { info() {}, warn() {} },
    reader,
    channels: () => [new FakeRis()],
    criticalDeadlines: () => criticalDeadlinesSchema.parse({ minutes }),
    timeZone: 'Europe/Paris',
  });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'critical-'));
  now = Date.parse('2026-11-24T07:00:00.000Z');
  await start();
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const told = (changes: Partial<Communication> = {}): Communication => ({
  recipient: 'Dr Müller',
  role: 'demandeur',
  means: 'phone',
  at: '2026-11-24T06:58:00.000Z',
  readBack: true,
  ...changes,
});
const pneumothorax = { category: 'minutes' as const, finding: 'Pneumothorax gauche compressif' };

async function recorded(communication?: Communication): Promise<{ reportId: string; result: CriticalResult }> {
  const { draft } = value(await service.open(sampleReading(), 'fr'));
  const results = value(await service.critical.record(draft!.reportId, { ...pneumothorax, communication }));
  return { reportId: draft!.reportId, result: results.at(-1)! };
}

async function signed(): Promise<SealedVersion> {
  const { draft } = value(await service.open(sampleReading(), 'fr'));
  const { reportId, revision, subject } = draft!;
  const identity = { patientId: subject.patient.patientId, accessions: subject.accessions };
  return value(await service.sign({ reportId, revision, ...identity }));
}

test('the table has each state: only a read-back closes, and nothing follows a retraction', () => {
  expect(Object.keys(criticalSteps).sort()).toEqual([...criticalStates].sort());
  expect(criticalSteps.open).toEqual({ told: 'told', 'read-back': 'closed', retracted: 'retracted' });
  expect(criticalSteps.told).toEqual(criticalSteps.open);
  expect(criticalSteps.closed.told).toBe('closed');
  expect(criticalSteps.retracted).toEqual({});
});

test('is open until somebody reads it back, also after the report is signed and Vigie started anew', async () => {
  const { result } = await recorded();
  expect(result).toMatchObject({ ...pneumothorax, state: 'open', dueAt: '2026-11-24T08:00:00.000Z' });
  await signed();
  await service.stop();
  await start();
  expect(await service.critical.open()).toMatchObject([
    { id: result.id, patient: { patientId: 'P-1' }, accessions: ['A-1'], requester: 'Dr Müller' },
  ]);
  expect(await service.standing()).toMatchObject([{ criticalResults: { recorded: 1, open: 1 } }]);
  expect(value(await service.critical.communicate(result.id, told({ readBack: false })))).toMatchObject([
    { state: 'told' },
  ]);
  expect(await service.critical.open()).toHaveLength(1);
  const [closed] = value(await service.critical.communicate(result.id, told({ recipient: 'Dr Petit' })));
  expect(closed).toMatchObject({
    state: 'closed',
    communications: [
      { recipient: 'Dr Müller', readBack: false, by: reader.name },
      { recipient: 'Dr Petit', readBack: true },
    ],
  });
  expect(await service.critical.open()).toEqual([]);
  expect(await service.standing()).toMatchObject([{ criticalResults: { recorded: 1, open: 0 } }]);
});

test('a row is marked from the record on, before anything was typed', async () => {
  expect(await service.critical.isRecordedFor(sampleReading())).toBe(false);
  await recorded();
  expect(await service.standing()).toMatchObject([{ state: 'draft', criticalResults: { recorded: 1, open: 1 } }]);
  expect(await service.critical.isRecordedFor(sampleReading())).toBe(true);
  expect(await service.critical.isRecordedFor(sampleReading(2))).toBe(false);
});

test('stands in every rendering of the signed version, in its words and with its times', async () => {
  await recorded(told());
  const version = await signed();
  const words = [
    'Pneumothorax gauche compressif (catégorie 1, à communiquer en quelques minutes)',
    'Communiqué par Dr Claire Martin à Dr Müller (demandeur), par téléphone, le 24/11/2026 à 07:58 (UTC+01:00)\u00a0; relecture confirmée',
  ];
  expect(version.content.criticalResults?.[0]?.text).toEqual(words);
  const { html } = value(await service.sealed(version.reportId, 1));
  for (const line of words) expect(html).toContain(line);
  expect(value(await service.verify(version.reportId))[0]?.faults).toEqual([]);
});

test('an addendum states who was told since, and needs no words of its own for that', async () => {
  const { result } = await recorded();
  const first = await signed();
  expect(first.content.criticalResults?.[0]?.text).toContain('Pas encore communiqué au moment de la signature');
  const amend = async () =>
    value(await service.amend(first.reportId, { kind: 'addendum', reason: '' }, sampleReading())).draft!;
  const draft = await amend();
  const sign = () =>
    service.sign({ reportId: first.reportId, revision: draft.revision, patientId: 'P-1', accessions: ['A-1'] });
  expect(await sign()).toMatchObject({ failure: { code: 'amendment-empty' } });
  value(await service.critical.communicate(result.id, told()));
  const second = value(await sign());
  expect(second).toMatchObject({ version: 2, status: 'addendum' });
  expect(second.content.criticalResults?.[0]?.text.at(-1)).toContain('relecture confirmée');
  expect(value(await service.verify(first.reportId)).map(({ faults }) => faults)).toEqual([[], []]);
});

test('a record made by mistake is taken back with a reason, and stays in the audit trail', async () => {
  const { reportId, result } = await recorded();
  expect(value(await service.critical.retract(result.id, 'Mauvais patient'))).toMatchObject([
    { state: 'retracted', retraction: 'Mauvais patient' },
  ]);
  expect(await service.critical.communicate(result.id, told())).toMatchObject({
    failure: { code: 'critical-result-closed' },
  });
  expect(await service.critical.isRecordedFor(sampleReading())).toBe(false);
  expect((await signed()).content.criticalResults).toBeUndefined();
  await service.stop();
  const database = openDatabase({ path: join(folder, 'reports.db'), key, synchronous: 'FULL', exclusive: true });
  migrate(database, reportMigrations);
  const entries = database
    .prepare<{ action: string; actor: string; detail: string }>(
      "SELECT action, actor, detail FROM audit WHERE report_id = ? AND action LIKE 'critical-%' ORDER BY id",
    )
    .all([reportId]);
  expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
    ['critical-recorded', reader.identifier],
    ['critical-retracted', reader.identifier],
  ]);
  expect(entries.some(({ detail }) => detail.includes('Pneumothorax'))).toBe(false);
  expect(() => database.exec("UPDATE critical_event SET state = 'closed'")).toThrow(/refused/);
  expect(() => database.exec('DELETE FROM critical_event')).toThrow(/refused/);
  database.close();
  await start();
});

test('who was told when must be named, and not in the future', async () => {
  const { result } = await recorded();
  expect(await service.critical.communicate(result.id, told({ recipient: '\u0007 ' }))).toMatchObject({
    failure: { code: 'input-invalid', params: { field: 'recipient' } },
  });
  expect(await service.critical.communicate(result.id, told({ at: '2026-11-24T07:30:00.000Z' }))).toMatchObject({
    failure: { code: 'input-invalid', params: { field: 'at' } },
  });
  expect(value(await service.critical.of(result.reportId))).toMatchObject([{ state: 'open', communications: [] }]);
});

test('the time is the site’s when it is recorded, and stays what it was', async () => {
  await service.stop();
  await start(30);
  const { reportId, result } = await recorded();
  expect(result.dueAt).toBe('2026-11-24T07:30:00.000Z');
  await service.stop();
  await start(45);
  expect(value(await service.critical.of(reportId))).toMatchObject([{ dueAt: '2026-11-24T07:30:00.000Z' }]);
  expect(criticalDeadlinesSchema.safeParse({ minutes: 600, hours: 60 }).success).toBe(false);
});
