import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Patient, PatientAtSite } from '../../contract/index.ts';
import { openDatabase } from '../database/index.ts';
import { createReportService, type ReportService } from '../reports/index.ts';
import { joiningIns } from './ins.ts';
import { KnownPatients } from './known-patients.ts';

const patient = (patientId: string, changes: Partial<Patient> = {}): Patient => ({
  patientId,
  issuer: null,
  familyName: 'PAT-TROIS',
  givenName: 'DOMINIQUE',
  birthDate: '1979-03-28',
  sex: 'F',
  ...changes,
});
const qualified = {
  ins: {
    matricule: '279035121518989',
    oid: '1.2.250.1.213.1.4.10',
    qualified: true,
    status: 'VALI',
    birthFamilyName: 'PAT-TROIS',
    birthGivenNames: 'DOMINIQUE',
    birthPlace: null,
  },
};
const key = joiningIns(qualified.ins) ?? '';
const log = { info: () => {}, warn: () => {} };
const storeKey = randomBytes(32);

let folder: string;
let reports: ReportService;
let known: KnownPatients;

async function start(): Promise<void> {
  reports = await createReportService({
    folder,
    key: storeKey,
    clock: { now: () => Date.parse('2026-11-22T12:00:00Z') },
    log,
    reader: { name: 'Dr Camille Démo', identifier: 'DEMO-0001' },
    channels: () => [],
  });
  known = await KnownPatients.open({ records: reports.patients, crossReferences: [], log });
}
async function stop(): Promise<void> {
  await known.stop();
  await reports.stop();
}
async function restart(): Promise<void> {
  await stop();
  await start();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'known-patients-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const places = (found: readonly PatientAtSite[]) => found.map(({ site, patient: { patientId } }) => [site, patientId]);
/** What is remembered is told a moment after it is asked for. */
const remembered = async () => {
  known.withIns(key);
  await new Promise(resolve => setTimeout(resolve, 200));
  return places(known.withIns(key));
};

describe('what RIS state of patients', () => {
  it('is known at once, and again after a restart, when the orders are long gone', async () => {
    known.note('north', [patient('N1', qualified)]);
    known.note('south', [patient('S1', qualified), patient('S2')]);
    expect(places(known.withIns(key))).toEqual([
      ['north', 'N1'],
      ['south', 'S1'],
    ]);
    await restart();
    expect(await remembered()).toEqual([
      ['north', 'N1'],
      ['south', 'S1'],
    ]);
    expect(known.stated('south', 'S1')).toMatchObject({ ins: { status: 'VALI' } });
  });

  it('is replaced by what they state later: a withdrawn identity and a merged number join nobody', async () => {
    known.note('north', [patient('N1', qualified)]);
    known.note('south', [patient('S1', qualified)]);
    await restart();
    known.note('north', [patient('N1')]);
    known.note('south', [patient('S7', { ...qualified, former: [{ patientId: 'S1', issuer: null }] })]);
    expect(await remembered()).toEqual([['south', 'S7']]);
    await restart();
    expect(await remembered()).toEqual([['south', 'S7']]);
  });
});

describe('links of the reader', () => {
  const ends: [PatientAtSite, PatientAtSite] = [
    { site: 'north', patient: patient('N1'), issuers: [] },
    { site: 'south', patient: patient('S9', { familyName: 'ROUX' }), issuers: ['SUD'] },
  ];

  it('stand after a restart, can be removed once, and both are in the audit trail', async () => {
    const linked = await known.link(ends);
    if (!linked.ok) throw new Error(linked.failure.code);
    await restart();
    expect(known.links).toEqual([{ id: linked.value.id, ends, at: '2026-11-22T12:00:00.000Z', by: 'DEMO-0001' }]);
    expect(await known.unlink(linked.value.id)).toEqual({ ok: true, value: {} });
    expect(await known.unlink(linked.value.id)).toMatchObject({ failure: { code: 'patient-link-unknown' } });
    await restart();
    expect(known.links).toEqual([]);
    await reports.stop();
    const database = openDatabase({
      path: join(folder, 'reports.db'),
      key: storeKey,
      synchronous: 'FULL',
      exclusive: true,
    });
    const detail = { link: linked.value.id, site: 'north', patient: 'N1', otherSite: 'south', otherPatient: 'S9' };
    expect(
      database
        .prepare<{ actor: string; action: string; detail: string }>(
          'SELECT actor, action, detail FROM audit ORDER BY id',
        )
        .all([])
        .map(row => ({ ...row, detail: JSON.parse(row.detail) })),
    ).toEqual([
      { actor: 'DEMO-0001', action: 'patients-linked', detail },
      { actor: 'DEMO-0001', action: 'patients-unlinked', detail },
    ]);
    for (const sql of ['DELETE FROM patient_link_event', "UPDATE patient_link_event SET actor = 'x'"])
      expect(() => database.exec(sql), sql).toThrow(/refused/);
    database.close();
    await start();
  });
});
