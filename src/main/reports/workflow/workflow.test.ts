import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draft, Outcome, Paragraph, Reading, ReportContent, SealedVersion } from '../../../contract/index.ts';
import { versionStatuses } from '../../../contract/index.ts';
import { value } from '../../../contract/value.test-data.ts';
import { FakeRis } from '../fake-ris.test-data.ts';
import { createReportService, type ReportService } from '../index.ts';
import { defaultRetryPolicy } from '../outbox/retry-policy.ts';
import { reader, sampleReading } from '../sample.test-data.ts';
import { type ReportStage, workflowSteps } from './steps.ts';

let folder: string;
let service: ReportService;
let ris: FakeRis;
let pacs: FakeRis;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  [ris, pacs] = [new FakeRis(), new FakeRis('hospital', 'folder', 'archive')];
  service = await createReportService({
    folder,
    key: randomBytes(32),
    clock: Date,
    log: { info() {}, warn() {} },
    reader,
    channels: () => [ris, pacs],
    timeZone: 'Europe/Paris',
    retryPolicy: { ...defaultRetryPolicy, first: 4, longest: 20, attemptTimeout: 100 },
  });
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const paragraph = (text: string): Paragraph => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const view = async (reading = sampleReading()) => value(await service.open(reading, 'fr'));

async function sign(draft: Draft, as?: 'preliminary' | 'final'): Promise<Outcome<SealedVersion>> {
  const { reportId, revision, subject } = draft;
  const identity = { patientId: subject.patient.patientId, accessions: subject.accessions };
  return service.sign({ reportId, revision, ...identity, ...(as ? { as } : {}) });
}

const signedFinal = async (reading?: Reading) => value(await sign((await view(reading)).draft!));

async function amended(version: SealedVersion, kind: 'addendum' | 'correction', reading = sampleReading()) {
  return value(
    await service.amend(
      version.reportId,
      { kind, reason: kind === 'correction' ? 'Latéralité inversée.' : '' },
      reading,
    ),
  ).draft!;
}

async function saved(draft: Draft, content: ReportContent): Promise<Draft> {
  const { revision } = value(await service.saveDraft(draft.reportId, draft.revision, content));
  return { ...draft, content, revision };
}

const withAddendum = (content: ReportContent, text: string): ReportContent => ({
  ...content,
  addenda: content.addenda!.map((addendum, index, all) =>
    index === all.length - 1 ? { ...addendum, blocks: [paragraph(text)] } : addendum,
  ),
});

test('the table has each stage, and nothing follows a withdrawal', () => {
  const expected: Record<ReportStage, string> = {
    unsigned: 'preliminary final',
    preliminary: 'preliminary final withdrawn',
    final: 'addendum correction withdrawn',
    addendum: 'addendum correction withdrawn',
    correction: 'addendum correction withdrawn',
    withdrawn: '',
  };
  expect(Object.keys(workflowSteps).sort()).toEqual(['unsigned', ...versionStatuses].sort());
  for (const [stage, steps] of Object.entries(workflowSteps))
    expect(steps.join(' ')).toBe(expected[stage as ReportStage]);
});

test('a preliminary report stays a draft until it is final, and both versions are chained', async () => {
  const preliminary = value(await sign((await view()).draft!, 'preliminary'));
  expect(preliminary).toMatchObject({ version: 1, status: 'preliminary', previousHash: null });
  const { draft, sealed } = await view();
  expect(sealed).toHaveLength(1);
  expect(await service.standing()).toMatchObject([{ state: 'draft', version: 'preliminary' }]);
  expect(value(await service.sealed(preliminary.reportId, 1)).html).toContain('PRÉLIMINAIRE');
  expect(await service.amend(preliminary.reportId, { kind: 'addendum', reason: '' }, sampleReading())).toMatchObject({
    failure: { code: 'report-step-illegal' },
  });
  const final = value(await sign(await saved(draft!, { ...draft!.content, title: 'Scanner relu' })));
  expect(final).toMatchObject({ version: 2, status: 'final', history: [{ version: 1, status: 'preliminary' }] });
  expect((await view()).draft).toBeNull();
  expect(value(await service.verify(final.reportId)).map(({ faults }) => faults)).toEqual([[], []]);
});

describe('an addendum', () => {
  test('stands under the signed text, which cannot be changed', async () => {
    const first = await signedFinal();
    const draft = await amended(first, 'addendum');
    expect(draft.amends).toEqual({ kind: 'addendum', version: 1 });
    expect(draft.content.sections).toEqual(first.content.sections);
    for (const change of [
      { ...draft.content, title: 'Autre' },
      { ...draft.content, sections: draft.content.sections.map(each => ({ ...each, blocks: [paragraph('x')] })) },
      { ...draft.content, addenda: [] },
      { ...draft.content, reason: 'x' },
      { ...draft.content, language: 'en' as const },
    ]) {
      expect(await service.saveDraft(draft.reportId, 0, change)).toMatchObject({
        failure: { code: 'report-already-signed' },
      });
    }
    expect(await sign(draft)).toMatchObject({ failure: { code: 'amendment-empty' } });
    const second = value(await sign(await saved(draft, withAddendum(draft.content, 'Nodule vu aussi en 2025.'))));
    expect(second).toMatchObject({ version: 2, status: 'addendum' });
    const { html } = value(await service.sealed(first.reportId, 2));
    expect(html).toContain('Nodule vu aussi en 2025.');
    expect(html).toContain('Toux depuis six semaines.');
    expect(html).toContain('Validé par Dr Claire Martin');
    expect(html).toContain('Addendum validé par Dr Claire Martin');
    // A further one leaves the first alone.
    const third = await amended(second, 'addendum');
    expect(third.content.addenda).toHaveLength(2);
    const touched = { ...third.content, addenda: third.content.addenda!.map(each => ({ ...each, blocks: [] })) };
    expect((await service.saveDraft(third.reportId, 0, touched)).ok).toBe(false);
  });

  test('takes in the order and the images that came after the signature', async () => {
    const first = await signedFinal();
    const reading = sampleReading();
    const late = { ...reading.orders[0]!, key: 'PL-9', placerNumber: 'PL-9', accession: 'A-9' };
    const grown = { ...reading, orders: [...reading.orders, late], study: { ...reading.study!, instanceCount: 200 } };
    const draft = await amended(first, 'addendum', grown);
    expect(draft.subject).toMatchObject({
      orderKeys: ['PL-1', 'PL-9'],
      accessions: ['A-1', 'A-9'],
      instanceCount: 200,
    });
    const second = value(await sign(await saved(draft, withAddendum(draft.content, 'Pour la demande A-9.'))));
    expect(await service.standing()).toMatchObject([{ orderKeys: ['PL-1', 'PL-9'], instanceCount: 200 }]);
    expect(value(await service.sealed(first.reportId, 1)).version.subject.orderKeys).toEqual(['PL-1']);
    expect(second.subject.orderKeys).toEqual(['PL-1', 'PL-9']);
  });

  test("of another patient's reading is refused, and one given up leaves the report as it was", async () => {
    const first = await signedFinal();
    expect(await service.amend(first.reportId, { kind: 'addendum', reason: '' }, sampleReading(2))).toMatchObject({
      failure: { code: 'identity-mismatch' },
    });
    const draft = await amended(first, 'addendum');
    expect(await service.standing()).toMatchObject([{ state: 'draft', version: 'final' }]);
    expect(await service.discardAmendment(first.reportId, 7)).toMatchObject({ failure: { code: 'draft-outdated' } });
    value(await service.discardAmendment(first.reportId, draft.revision));
    expect(await view()).toMatchObject({ draft: null, sealed: [{ version: 1 }] });
  });
});

test('a correction replaces the text, says why, and the earlier version stays as it was', async () => {
  const first = await signedFinal();
  expect(await service.amend(first.reportId, { kind: 'correction', reason: ' ' }, sampleReading())).toMatchObject({
    failure: { code: 'input-invalid' },
  });
  const draft = await amended(first, 'correction');
  expect(await sign(draft)).toMatchObject({ failure: { code: 'amendment-empty' } });
  const content = { ...draft.content, title: 'Scanner thoracique, côté corrigé' };
  const second = value(await sign(await saved(draft, content)));
  expect(second).toMatchObject({ version: 2, status: 'correction' });
  expect(value(await service.sealed(first.reportId, 2)).html).toContain('Latéralité inversée.');
  expect(value(await service.sealed(first.reportId, 1)).version).toEqual(first);
});

test('a withdrawal needs a reason and the version on screen, and nothing follows it', async () => {
  const { reportId, subject } = await signedFinal();
  const request = { reportId, version: 1, reason: 'Mauvais patient.', patientId: subject.patient.patientId };
  expect(await service.withdraw({ ...request, reason: '  ' })).toMatchObject({ failure: { code: 'input-invalid' } });
  expect(await service.withdraw({ ...request, version: 2 })).toMatchObject({ failure: { code: 'draft-outdated' } });
  expect(await service.withdraw({ ...request, patientId: 'P-2' })).toMatchObject({
    failure: { code: 'identity-mismatch' },
  });
  expect(value(await service.withdraw(request))).toMatchObject({ version: 2, status: 'withdrawn' });
  expect(value(await service.sealed(reportId, 2)).html).toContain('RETIRÉ');
  expect(await service.amend(reportId, { kind: 'correction', reason: 'x' }, sampleReading())).toMatchObject({
    failure: { code: 'report-step-illegal', params: { from: 'withdrawn' } },
  });
});

test('each version goes out on every channel by itself; one that refuses blocks no other', async () => {
  ris.behaviour = () => 'refused';
  const first = await signedFinal();
  await vi.waitFor(async () => {
    const states = (await service.deliveries()).map(({ channelId, state }) => `${channelId} ${state}`).sort();
    expect(states).toEqual(['archive confirmed', 'hl7v2 refused']);
  });
  ris.behaviour = () => 'confirmed';
  pacs.behaviour = () => 'retry';
  const draft = await amended(first, 'addendum');
  value(await sign(await saved(draft, withAddendum(draft.content, 'Suite.'))));
  await vi.waitFor(async () => {
    const states = (await service.deliveries()).map(
      ({ channelId, version, state }) => `${channelId} ${version} ${state}`,
    );
    expect(states).toContain('hl7v2 2 confirmed');
    expect(states).toContain('archive 2 retry');
  });
  // The refused first version was replaced at that receiver by the second: nothing is left to do about it.
  expect(await service.standing()).toMatchObject([{ state: 'signed' }]);
});

describe('a patient whom the RIS merged into another identifier', () => {
  const merged = (): Reading => {
    const reading = sampleReading();
    const patient = {
      ...reading.patient,
      patientId: 'P-9',
      familyName: 'Durand',
      former: [{ patientId: 'P-1', issuer: null }],
    };
    return { ...reading, patient, orders: reading.orders.map(order => ({ ...order, patient })) };
  };

  test('keeps the draft with its text, which is not signed under either identity until the reader took the new one', async () => {
    const first = (await view()).draft!;
    const draft = await saved(first, { ...first.content, title: 'Rédigé avant la fusion' });
    const reopened = (await view(merged())).draft!;
    expect(reopened).toMatchObject({ reportId: draft.reportId, content: { title: 'Rédigé avant la fusion' } });
    expect(reopened.subject.patient.patientId).toBe('P-1');
    const signAs = (patientId: string) =>
      service.sign({ reportId: draft.reportId, revision: draft.revision, patientId, accessions: ['A-1'] });
    expect(await signAs('P-9')).toMatchObject({ failure: { code: 'identity-mismatch' } });
    expect(await service.confirmIdentity(draft.reportId, sampleReading(2))).toMatchObject({
      failure: { code: 'identity-mismatch' },
    });
    const confirmed = value(await service.confirmIdentity(draft.reportId, merged())).draft!;
    expect(confirmed.subject.patient).toMatchObject({ patientId: 'P-9', familyName: 'Durand' });
    expect(await signAs('P-1')).toMatchObject({ failure: { code: 'identity-mismatch' } });
    expect(value(await signAs('P-9')).subject.patient.patientId).toBe('P-9');
  });

  test('takes the other patient of a changed order (XO) with the reader’s word, and for none of its orders but all', async () => {
    const reading = sampleReading();
    const other = sampleReading(2).patient;
    const changed: Reading = { ...reading, patient: { ...other, patientId: 'P-77' }, study: null };
    const first = (await view()).draft!;
    const draft = await saved(first, { ...first.content, title: 'Avant la réidentification' });
    const reopened = (await view(changed)).draft!;
    expect(reopened).toMatchObject({ reportId: draft.reportId, subject: { patient: { patientId: 'P-1' } } });
    const signAs = (patientId: string) =>
      service.sign({ reportId: draft.reportId, revision: reopened.revision, patientId, accessions: ['A-1'] });
    expect(await signAs('P-77')).toMatchObject({ failure: { code: 'identity-mismatch' } });

    const [order] = reading.orders;
    const second = {
      ...reading,
      id: 'hospital:PL-9',
      orders: [{ ...order!, key: 'PL-9', accession: 'A-9' }],
      study: null,
    };
    const both = value(await service.addOrders(draft.reportId, reopened.revision, second)).draft!;
    expect(await service.confirmIdentity(draft.reportId, changed)).toMatchObject({
      failure: { code: 'identity-mismatch' },
    });
    const alone = value(await service.removeOrder(draft.reportId, both.revision, 'PL-9')).draft!;
    expect(alone.subject.orderKeys).toEqual(['PL-1']);
    const confirmed = value(await service.confirmIdentity(draft.reportId, changed)).draft!;
    expect(confirmed).toMatchObject({ content: draft.content, subject: { patient: { patientId: 'P-77' } } });
    const { revision } = confirmed;
    const signed = await service.sign({ reportId: draft.reportId, revision, patientId: 'P-77', accessions: ['A-1'] });
    expect(value(signed).subject.patient.patientId).toBe('P-77');
    // What is signed is nobody else’s, whatever becomes of its order.
    expect(await service.open(sampleReading(), 'fr')).toMatchObject({ failure: { code: 'identity-mismatch' } });
  });

  test('leaves what is signed as it was signed; an addendum to it is bound to the new identity', async () => {
    const first = await signedFinal();
    const draft = await amended(first, 'addendum', merged());
    expect(await service.standing()).toMatchObject([{ patient: { patientId: 'P-1' } }]);
    value(await service.confirmIdentity(first.reportId, merged()));
    const written = await saved(draft, withAddendum(draft.content, 'Vu sous les deux identifiants.'));
    const second = value(await sign({ ...written, subject: { ...written.subject, patient: merged().patient } }));
    expect(second.subject.patient.patientId).toBe('P-9');
    expect(value(await service.sealed(first.reportId, 1)).version.subject.patient.patientId).toBe('P-1');
    expect(value(await service.verify(first.reportId)).map(({ faults }) => faults)).toEqual([[], []]);
    expect(await service.amend(first.reportId, { kind: 'addendum', reason: '' }, sampleReading(2))).toMatchObject({
      failure: { code: 'identity-mismatch' },
    });
  });
});
