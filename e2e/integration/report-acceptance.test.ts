import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Schema } from 'node-schematron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Draft, Reading, SealedVersion } from '../../src/contract/index.ts';
import { value } from '../../src/contract/value.test-data.ts';
import { orderFiles } from '../../src/main/demo-department/orders.ts';
import { createReportService, type ReportService } from '../../src/main/reports/index.ts';
import { openOrders } from '../../src/main/ris/hl7v2/order-book.ts';
import { readOrderFile } from '../../src/main/ris/hl7v2/order-file.ts';
import type { ReportChannel } from '../../src/main/ris/index.ts';
import { TemplateLibrary } from '../../src/main/templates/index.ts';
import { matchReadings } from '../../src/main/worklist/match.ts';

const samples = process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data');
/** The official Schematron has no stated licence: it is read from outside, where there is one. */
const schematron = join(samples, 'ans', 'cda', 'CI-SIS_IMG-CR-IMG_2024.01.inlined.sch');
const opened = new Date('2026-04-01T14:30:00Z');

/** The demo department's orders as its RIS sends them, each a reading of its own. */
function demoReadings(): Reading[] {
  const changes = orderFiles(opened).flatMap(({ text }) =>
    readOrderFile(new TextEncoder().encode(text), 'demo').messages.flatMap(message => message.changes),
  );
  return matchReadings('demo', [...openOrders(changes).values()], [], () => false).map(({ siteId, ...row }) => ({
    ...row,
    site: { id: siteId, name: siteId },
    state: 'to-read',
    claim: null,
    cache: { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null },
    report: null,
  }));
}

let folder: string;
let service: ReportService;
/** The CDA of each version as it was handed to a channel, by report and version. */
const documents = new Map<string, string>();
const channel: ReportChannel = {
  id: 'kept',
  kind: 'folder',
  messageFor: 'report',
  target: 'test',
  prepare: (report, renderings, messageId) => {
    documents.set(`${report.reportId} ${report.version}`, renderings.cda ?? '');
    return { channel: 'folder', reference: messageId, contentType: 'text/xml', bytes: new Uint8Array([0]) };
  },
  deliver: async () => ({ kind: 'confirmed', failure: null }),
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acceptance-'));
  const templates = new TemplateLibrary({ shipped: resolve('assets', 'templates'), user: join(folder, 'templates') });
  await templates.load();
  service = await createReportService({
    folder,
    key: randomBytes(32),
    clock: Date,
    log: { info() {}, warn() {} },
    reader: { name: 'Dr Camille Démo', identifier: 'DEMO-0001' },
    templates: () => templates.catalogue.templates,
    channels: () => [channel],
    timeZone: 'Europe/Paris',
  });
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const sign = async ({ reportId, revision, subject }: Draft): Promise<SealedVersion> =>
  value(
    await service.sign({
      reportId,
      revision,
      patientId: subject.patient.patientId,
      accessions: subject.accessions,
    }),
  );

const paragraph = (text: string) => ({ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] });

describe.runIf(existsSync(schematron))('the reports of the demo department, signed by the program’s own path', () => {
  it('pass the official Schematron of CR-IMG 2024.01: each final, its correction and its addendum', async () => {
    const schema = Schema.fromString(readFileSync(schematron, 'utf8'));
    const readings = demoReadings();
    expect(readings.length).toBeGreaterThanOrEqual(12);
    for (const [index, reading] of readings.entries()) {
      const draft = value(await service.open(reading, 'fr')).draft!;
      const final = await sign(draft);
      if (index === 0) {
        value(
          await service.critical.record(final.reportId, {
            category: 'minutes',
            finding: 'Embolie <pulmonaire> & cœur',
          }),
        );
      }
      const correction = value(
        await service.amend(final.reportId, { kind: 'correction', reason: 'Latéralité inversée.' }, reading),
      ).draft!;
      const sections = correction.content.sections.map(section =>
        section.kind === 'conclusion' ? { ...section, blocks: [paragraph('Conclusion corrigée.')] } : section,
      );
      const content = { ...correction.content, sections };
      const saved = value(await service.saveDraft(final.reportId, correction.revision, content));
      const corrected = await sign({ ...correction, content, revision: saved.revision });
      const addendum = value(await service.amend(final.reportId, { kind: 'addendum', reason: '' }, reading)).draft!;
      const addenda = addendum.content.addenda!.map(each => ({
        ...each,
        blocks: [paragraph('Déjà visible en 2023.')],
      }));
      const written = { ...addendum.content, addenda };
      const kept = value(await service.saveDraft(final.reportId, addendum.revision, written));
      const added = await sign({ ...addendum, content: written, revision: kept.revision });
      for (const version of [final, corrected, added]) {
        const cda = documents.get(`${version.reportId} ${version.version}`) ?? '';
        expect(cda).toContain('<ClinicalDocument');
        const failures = schema.validateString(cda).map(({ message }) => message?.trim());
        expect(failures, `${reading.id} version ${version.version}`).toEqual([]);
      }
    }
    expect(documents.size).toBe(readings.length * 3);
  }, 300_000);
});
