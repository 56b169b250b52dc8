import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Draft, Reading } from '../../contract/index.ts';
import { value } from '../../contract/value.test-data.ts';
import { FakeRis } from './fake-ris.test-data.ts';
import { createReportService, type ReportService } from './index.ts';
import { reader, sampleReading } from './sample.test-data.ts';

let folder: string;
let service: ReportService;
let ris: FakeRis;
let documents: FakeRis;
let channels: FakeRis[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'several-orders-'));
  [ris, documents] = [new FakeRis(), new FakeRis('hospital', 'folder', 'documents')];
  ris.messageFor = 'order';
  channels = [ris, documents];
  service = await createReportService({
    folder,
    key: randomBytes(32),
    clock: Date,
    log: { info() {}, warn() {} },
    reader,
    channels: () => channels,
    timeZone: 'Europe/Paris',
  });
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const thorax = sampleReading();
/** Another order of the same patient. */
function ordered(number: number, words: string): Reading {
  const { orders, ...rest } = sampleReading(number);
  const [order] = orders;
  const procedure = { code: null, text: words };
  return { ...rest, patient: thorax.patient, study: null, orders: [{ ...order!, patient: thorax.patient, procedure }] };
}
const abdomen = ordered(2, 'Scanner de l’abdomen');
const pelvis = ordered(3, 'Scanner du bassin');
/** Where every delivery goes, for which order, and how it stands. */
const rows = async () =>
  (await service.deliveries()).map(({ channelId, orderNumber, state }) => [channelId, orderNumber, state]).toSorted();

const opened = async (reading = thorax) => value(await service.open(reading, 'fr')).draft!;
const added = async (draft: Draft, other: Reading) =>
  value(await service.addOrders(draft.reportId, draft.revision, other)).draft!;
const sign = ({ reportId, revision, subject: { patient, accessions } }: Draft) =>
  service.sign({ reportId, revision, patientId: patient.patientId, accessions });

it('names all orders, and is delivered for each where the receiver answers for each', async () => {
  const draft = await added(await added(await opened(), abdomen), pelvis);
  expect(draft.content.title).toBe('Scanner thoracique + Scanner de l’abdomen + Scanner du bassin');
  expect(draft.subject).toMatchObject({ orderKeys: ['PL-1', 'PL-2', 'PL-3'], accessions: ['A-1', 'A-2', 'A-3'] });
  const { html } = value(await service.preview(draft.reportId));
  expect(html).toContain('Scanner thoracique (A-1) · Scanner de l’abdomen (A-2) · Scanner du bassin (A-3)');
  // What was on screen before does not sign for three orders.
  expect(await sign({ ...draft, subject: { ...draft.subject, accessions: ['A-1'] } })).toMatchObject({
    failure: { code: 'identity-mismatch' },
  });
  ris.behaviour = ({ reference }) => (reference === ris.attempts[1]?.reference ? 'refused' : 'confirmed');
  value(await sign(draft));
  await vi.waitFor(async () => {
    expect(await rows()).toEqual([
      ['documents', null, 'confirmed'],
      ['hl7v2', 'A-1', 'confirmed'],
      ['hl7v2', 'A-2', 'refused'],
      ['hl7v2', 'A-3', 'confirmed'],
    ]);
  });
  expect(new Set(ris.attempts.map(({ reference }) => reference)).size).toBe(3);
  expect(await service.standing()).toMatchObject([{ state: 'refused', orderKeys: ['PL-1', 'PL-2', 'PL-3'] }]);
  // The row of any of the orders opens the one report.
  expect(value(await service.open(pelvis, 'fr')).sealed[0]?.reportId).toBe(draft.reportId);
});

it('gets its rows an order each when the channels come after the signature', async () => {
  channels = [];
  value(await sign(await added(await opened(), abdomen)));
  expect(await service.deliveries()).toMatchObject([{ channel: 'unassigned', orderNumber: null }]);
  channels = [ris, documents];
  service.wake();
  await vi.waitFor(async () => {
    expect(await rows()).toEqual([
      ['documents', null, 'confirmed'],
      ['hl7v2', 'A-1', 'confirmed'],
      ['hl7v2', 'A-2', 'confirmed'],
    ]);
  });
});

it('refuses orders of another patient, and those that have a report', async () => {
  const draft = await opened();
  const foreign = { ...abdomen, patient: { ...abdomen.patient, patientId: 'P-9' } };
  expect(await service.addOrders(draft.reportId, draft.revision, foreign)).toMatchObject({
    failure: { code: 'identity-mismatch', params: { reason: 'order-of-other-patient' } },
  });
  expect(await service.addOrders(draft.reportId, draft.revision, thorax)).toMatchObject({
    failure: { params: { reason: 'no-further-order' } },
  });
  const other = await opened(abdomen);
  // Opened and left without a word it is no report yet.
  expect((await added(draft, abdomen)).subject.orderKeys).toEqual(['PL-1', 'PL-2']);
  const own = await opened(pelvis);
  value(await service.saveDraft(own.reportId, own.revision, own.content));
  const now = value(await service.draft(draft.reportId));
  expect(await service.addOrders(draft.reportId, now.revision, pelvis)).toMatchObject({
    failure: { code: 'order-has-report', params: { report: own.reportId } },
  });
  expect(other.reportId).not.toBe(draft.reportId);
});

it('takes an added order out again, but none that a version was signed for, and none of its own', async () => {
  const draft = await added(await opened(), abdomen);
  const remove = (key: string, revision: number) => service.removeOrder(draft.reportId, revision, key);
  expect(await remove('PL-1', draft.revision)).toMatchObject({ failure: { params: { reason: 'not-added' } } });
  expect(await remove('PL-2', draft.revision - 1)).toMatchObject({ failure: { code: 'draft-outdated' } });
  const without = value(await remove('PL-2', draft.revision)).draft!;
  expect(without.content.title).toBe('Scanner thoracique');
  expect(without.subject).toMatchObject({ orderKeys: ['PL-1'], accessions: ['A-1'] });
  expect(value(await service.open(abdomen, 'fr')).draft!.reportId).not.toBe(draft.reportId);

  const version = value(await sign(await added(without, pelvis)));
  const addendum = value(await service.amend(version.reportId, { kind: 'addendum', reason: '' }, thorax)).draft!;
  expect(await remove('PL-3', addendum.revision)).toMatchObject({ failure: { params: { reason: 'signed' } } });
});
