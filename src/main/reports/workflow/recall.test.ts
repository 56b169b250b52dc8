import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Draft, Paragraph, ReportView, SealedVersion } from '../../../contract/index.ts';
import { value } from '../../../contract/value.test-data.ts';
import { documentOid } from '../../report-text/index.ts';
import { encodeDocument } from '../../ris/hl7v2/mdm-message.ts';
import type { Renderings } from '../../ris/index.ts';
import { FakeRis } from '../fake-ris.test-data.ts';
import { createReportService, type ReportService } from '../index.ts';
import { reader, sampleReading } from '../sample.test-data.ts';

let folder: string;
let key: Uint8Array;
let service: ReportService;
let ris: FakeRis;
let renderings: Renderings;
let now: number;
let timers: (() => void)[];

/** A minute in which nothing leaves, on a clock that the test moves. */
async function open() {
  timers = [];
  service = await createReportService({
    folder,
    key,
    clock: { now: () => now },
    timer: (_, call) => {
      timers.push(call);
      return () => {};
    },
    log: { info() {}, warn() {} },
    reader,
    channels: () => [ris],
    recallSeconds: site => (site === 'hospital' ? 60 : null),
    timeZone: 'Europe/Paris',
  });
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recall-'));
  key = randomBytes(32);
  now = Date.parse('2026-11-24T10:00:00Z');
  ris = new FakeRis();
  const { prepare } = ris;
  ris.prepare = (...parameters) => {
    renderings = parameters[1];
    return prepare.apply(ris, parameters);
  };
  await open();
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const view = async (number = 1): Promise<ReportView> => value(await service.open(sampleReading(number), 'fr'));
async function sign({ reportId, revision, subject }: Draft, as?: 'preliminary'): Promise<SealedVersion> {
  const { patient, accessions } = subject;
  return value(
    await service.sign({ reportId, revision, patientId: patient.patientId, accessions, ...(as ? { as } : {}) }),
  );
}
const words = (text: string): Paragraph[] => [{ type: 'paragraph', content: [{ type: 'text', text }] }];
async function written(draft: Draft, text: string): Promise<Draft> {
  const sections = draft.content.sections.map(each =>
    each.kind === 'conclusion' ? { ...each, blocks: words(text) } : each,
  );
  const content = { ...draft.content, sections };
  return { ...draft, content, ...value(await service.saveDraft(draft.reportId, draft.revision, content)) };
}
const states = async () => (await service.deliveries()).map(({ version, state }) => `${version} ${state}`).toSorted();
/** The clock goes on, and what waited for it is called. */
async function pass(seconds: number) {
  // What was signed just now is looked at first, and sets the timer.
  await new Promise(resolve => setTimeout(resolve, 30));
  now += seconds * 1000;
  for (const call of timers.splice(0)) call();
  await new Promise(resolve => setTimeout(resolve, 30));
}

it('nothing leaves while a report is held, not even when the RIS comes back; then it goes by itself', async () => {
  await sign((await view()).draft!);
  service.wake();
  await pass(59);
  expect(await service.deliveries()).toMatchObject([{ state: 'queued', heldUntil: '2026-11-24T10:01:00.000Z' }]);
  expect(ris.attempts).toEqual([]);
  await pass(2);
  await vi.waitFor(async () => expect(await states()).toEqual(['1 confirmed']));
});

it('a recalled report is a draft again, with a revision that no page knows, and nothing of it is ever sent', async () => {
  const draft = await written((await view()).draft!, 'Fracture.');
  const first = await sign(draft);
  const recalled = value(await service.recall(first.reportId, 1));
  expect(recalled).toMatchObject({ recalled: [1], sealed: [{ version: 1 }] });
  expect(recalled.draft).toMatchObject({ revision: draft.revision + 1, content: draft.content });
  expect(recalled.draft).not.toHaveProperty('amends');
  expect(await service.standing()).toMatchObject([{ state: 'draft', version: null, signedAt: null }]);
  expect((await service.saveDraft(first.reportId, draft.revision, draft.content)).ok).toBe(false);
  expect(value(await service.priorReports(sampleReading(2)))).toEqual([]);
  await pass(600);
  expect(await states()).toEqual(['1 recalled']);
  expect(ris.attempts).toEqual([]);

  const second = await sign(await written(recalled.draft!, 'Pas de fracture.'));
  expect(second).toMatchObject({ version: 2, status: 'final', replaces: null });
  expect(second.history).toBeUndefined();
  // Its receivers get a first document, not the replacement of one that nobody has.
  expect(renderings.cda).not.toContain('relatedDocument');
  const message = new TextDecoder().decode(encodeDocument(second, renderings, 'VG1'));
  expect(message).toContain('|MDM^T02^MDM_T02|');
  expect(message).not.toContain(documentOid(first.reportId, 1));
  const checks = value(await service.verify(first.reportId));
  expect(checks.map(({ recalled: was, faults }) => [was, faults])).toEqual([
    [true, []],
    [false, []],
  ]);
  await pass(61);
  await vi.waitFor(async () => expect(await states()).toEqual(['1 recalled', '2 confirmed']));
  expect(await service.standing()).toMatchObject([{ state: 'delivered', version: 'final' }]);
});

it('is held on after a restart, and recalled after it', async () => {
  const { reportId } = await sign((await view()).draft!);
  await service.stop();
  now += 30_000;
  await open();
  await pass(1);
  expect(await states()).toEqual(['1 queued']);
  expect((await service.recall(reportId, 1)).ok).toBe(true);
  await service.stop();
  now += 600_000;
  await open();
  await pass(1);
  expect(ris.attempts).toEqual([]);
  expect((await view()).draft).not.toBeNull();
});

it('is refused once the time is over, for another version, and while something is written to it', async () => {
  const { reportId } = await sign((await view()).draft!);
  expect(await service.recall(reportId, 2)).toMatchObject({ failure: { code: 'recall-too-late' } });
  value(await service.amend(reportId, { kind: 'addendum', reason: '' }, sampleReading()));
  expect(await service.recall(reportId, 1)).toMatchObject({ failure: { code: 'report-step-illegal' } });
  const other = await sign((await view(2)).draft!);
  now += 60_000;
  expect(await service.recall(other.reportId, 1)).toMatchObject({ failure: { code: 'recall-too-late' } });
  await pass(1);
  await vi.waitFor(async () => expect(await states()).toEqual(['1 confirmed', '1 confirmed']));
  expect(await service.recall(other.reportId, 1)).toMatchObject({ failure: { code: 'recall-too-late' } });
});

it('a clock that is set back holds nothing for longer than was meant', async () => {
  const { reportId } = await sign((await view()).draft!);
  now -= 3_600_000;
  expect(await service.recall(reportId, 1)).toMatchObject({ failure: { code: 'recall-too-late' } });
  await pass(0);
  await vi.waitFor(async () => expect(await states()).toEqual(['1 confirmed']));
});

it('behind a clock that is set back a receiver that is away is not asked again without a pause', async () => {
  ris.behaviour = () => 'retry';
  await sign((await view()).draft!);
  now -= 3_600_000;
  await pass(0);
  await vi.waitFor(async () => expect(await states()).toEqual(['1 retry']));
  await pass(0);
  await pass(0);
  expect(ris.attempts).toHaveLength(1);
});

it('an addendum that is recalled is written on under its next number, and follows the version before it', async () => {
  const first = await sign((await view()).draft!);
  await pass(61);
  await vi.waitFor(async () => expect(await states()).toEqual(['1 confirmed']));
  const begun = value(await service.amend(first.reportId, { kind: 'addendum', reason: '' }, sampleReading())).draft!;
  const addenda = [{ version: 2, blocks: words('Déjà visible en 2023.') }];
  const saved = value(await service.saveDraft(begun.reportId, begun.revision, { ...begun.content, addenda }));
  await sign({ ...begun, ...saved });
  const { draft } = value(await service.recall(first.reportId, 2));
  expect(draft).toMatchObject({ amends: { kind: 'addendum', version: 1 }, content: { addenda: [{ version: 3 }] } });
  const third = await sign(draft!);
  expect(third).toMatchObject({ version: 3, status: 'addendum', replaces: 1, history: [{ version: 1 }] });
  expect(value(await service.verify(first.reportId)).flatMap(({ faults }) => faults)).toEqual([]);
  await pass(61);
  await vi.waitFor(async () => expect(await states()).toEqual(['1 confirmed', '2 recalled', '3 confirmed']));
});

it('a recalled withdrawal leaves the report in force, and a recalled preliminary one its draft', async () => {
  const first = await sign((await view()).draft!);
  await pass(61);
  const { reportId, subject } = first;
  const { patientId } = subject.patient;
  value(await service.withdraw({ reportId, version: 1, reason: 'Autre patient.', patientId }));
  const { draft, recalled } = value(await service.recall(reportId, 2));
  expect([draft, recalled]).toEqual([null, [2]]);
  expect(await service.standing()).toMatchObject([{ version: 'final', state: 'delivered' }]);
  expect((await service.withdraw({ reportId, version: 1, reason: 'Autre patient.', patientId })).ok).toBe(true);

  const opened = (await view(2)).draft!;
  await sign(opened, 'preliminary');
  const going = await written(opened, 'Suite.');
  const after = value(await service.recall(opened.reportId, 1));
  expect(after.draft).toMatchObject({ revision: going.revision, content: going.content });
  expect((await sign(after.draft!)).replaces).toBeNull();
});
