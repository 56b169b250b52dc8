import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type DistributionChoice,
  type Outcome,
  type Reading,
  type SealedVersion,
  siteDistributionSchema,
} from '../../../contract/index.ts';
import { value } from '../../../contract/value.test-data.ts';
import { FakeRis } from '../fake-ris.test-data.ts';
import { createReportService, type ReportService } from '../index.ts';
import { reader, sampleReading } from '../sample.test-data.ts';
import { manifestBytes } from '../seal/manifest.ts';

const hoda = { name: 'Dr Adam Hoda', address: 'adam.hoda@test-ci-sis.mssante.fr' };
const cabinet = { name: 'Cabinet du Port', address: 'cabinet@port.mssante.fr' };
const site = siteDistributionSchema.parse({
  organization: { name: 'Organisation-Y', finess: '300017985' },
  recipients: [{ ...hoda, usual: true }, cabinet],
  dmp: true,
  patientMail: true,
});

let folder: string;
let service: ReportService;
let ris: FakeRis;
const open = async () => {
  service = await createReportService({
    folder,
    key,
    clock: Date,
    log: { info() {}, warn() {} },
    reader,
    channels: () => [ris],
    distribution: siteId => (siteId === 'hospital' ? site : undefined),
    timeZone: 'Europe/Paris',
  });
};
let key: Uint8Array;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'distribution-'));
  key = randomBytes(32);
  ris = new FakeRis();
  await open();
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const ins = {
  matricule: '262047505612345',
  oid: '1.2.250.1.213.1.4.10',
  qualified: true,
  status: 'VALI',
  birthFamilyName: 'LEFEVRE',
  birthGivenNames: 'ELOISE',
  birthPlace: '75056',
};
function reading(qualified: boolean): Reading {
  const plain = sampleReading(qualified ? 1 : 2);
  return { ...plain, patient: { ...plain.patient, ins: { ...ins, qualified } } };
}
async function offered(of: Reading) {
  const draft = value(await service.open(of, 'fr')).draft!;
  const { distribution } = value(await service.preview(draft.reportId));
  return { draft, distribution };
}
async function sign(of: Reading, distribution?: DistributionChoice): Promise<Outcome<SealedVersion>> {
  const { draft } = await offered(of);
  return service.sign({
    reportId: draft.reportId,
    revision: draft.revision,
    patientId: of.patient.patientId,
    accessions: draft.subject.accessions,
    ...(distribution ? { distribution } : {}),
  });
}

it('offers what is usual at the site, and nothing that needs a qualified identity without one', async () => {
  expect((await offered(reading(true))).distribution).toEqual({
    recipients: [hoda, cabinet],
    choice: {
      recipients: [hoda],
      dmp: true,
      patientMail: true,
      hiddenFromPatient: false,
      hiddenFromRepresentatives: false,
      hiddenFromProfessionals: false,
    },
    nationalIdentity: true,
  });
  const { distribution } = await offered(reading(false));
  expect(distribution).toMatchObject({ nationalIdentity: false, choice: { dmp: false, patientMail: false } });
  expect((await offered(sampleReading(3, 'elsewhere'))).distribution).toBeNull();
});

it('is signed with the version: a change of it breaks the signature, and the CDA names the sender', async () => {
  const version = value(await sign(reading(true)));
  expect(version.distribution).toMatchObject({ recipients: [hoda], dmp: true, sender: site.organization });
  const other = { ...version, distribution: { ...version.distribution!, hiddenFromPatient: true } };
  expect(Buffer.from(manifestBytes(other))).not.toEqual(Buffer.from(manifestBytes(version)));
  expect(value(await service.verify(version.reportId)).map(({ faults }) => faults)).toEqual([[]]);
  await service.stop();
  await open();
  const kept = value(await service.sealed(version.reportId, 1));
  expect(kept.version).toEqual(version);
});

it.each([
  [true, { patientMail: true, hiddenFromPatient: true }, 'hidden-from-patient'],
  [false, { dmp: true }, 'identity-not-qualified'],
  [false, { patientMail: true }, 'identity-not-qualified'],
  [true, { recipients: [{ name: 'X', address: 'x@unknown.mssante.fr' }] }, 'recipient-not-offered'],
])('with a qualified identity %s refuses %j', async (qualified, change, reason) => {
  const { draft, distribution } = await offered(reading(qualified));
  const refused = await sign(reading(qualified), { ...distribution!.choice, ...change });
  expect(refused).toMatchObject({ failure: { code: 'distribution-illegal', params: { reason } } });
  expect((await service.draft(draft.reportId)).ok).toBe(true);
});

it('an amendment goes on with the choice before it and says when visibility changes; a withdrawal keeps it', async () => {
  const of = reading(true);
  const { distribution } = await offered(of);
  const hidden = { ...distribution!.choice, patientMail: false, hiddenFromPatient: true, recipients: [cabinet] };
  const first = value(await sign(of, hidden));
  expect(first.distribution).toMatchObject({ visibilityChanged: false, recipients: [cabinet] });
  await amend(first.reportId, of);
  const next = await offered(of);
  expect(next.distribution!.choice).toEqual(hidden);
  const second = value(await sign(of, { ...hidden, hiddenFromPatient: false, patientMail: true }));
  expect(second.distribution).toMatchObject({ visibilityChanged: true, hiddenFromPatient: false });
  const { reportId, version, subject } = second;
  const taken = { reportId, version, reason: 'Autre patient.', patientId: subject.patient.patientId };
  expect(value(await service.withdraw(taken)).distribution).toEqual({
    ...second.distribution,
    visibilityChanged: false,
  });
});

/** Begins and writes a correction, so that there is something to sign. */
async function amend(reportId: string, of: Reading) {
  const draft = value(await service.amend(reportId, { kind: 'correction', reason: 'Côté.' }, of)).draft!;
  value(await service.saveDraft(reportId, draft.revision, { ...draft.content, title: 'Scanner corrigé' }));
}

it.each([
  ['300017986', 'check digit'],
  ['30001798', 'nine characters'],
  ['3C0017985', 'nine characters'],
])('the FINESS number %s is refused: %s', (finess, words) => {
  const parsed = siteDistributionSchema.safeParse({ organization: { name: 'X', finess } });
  expect(parsed.error?.issues[0]?.message).toContain(words);
});

it.each([
  [{ recipients: [{ name: 'X', address: 'x@example.org' }] }, 'MSSanté'],
  [{ recipients: [hoda, { ...hoda, name: 'Twice' }] }, 'same address'],
  [{ organization: { name: 'X', finess: '300017985', patientsOid: '1.02.3' } }, 'OID'],
])('%j is refused and says why', (change, words) => {
  const parsed = siteDistributionSchema.safeParse({ organization: site.organization, ...change });
  expect(parsed.error?.issues[0]?.message).toContain(words);
});

it('a FINESS number of Corsica is taken', () => {
  expect(siteDistributionSchema.safeParse({ organization: { name: 'X', finess: '2A0000014' } }).success).toBe(true);
});
