import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import type { DiagnosticReport } from '@medplum/fhirtypes';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Reading } from '../../src/contract/index.ts';
import { value } from '../../src/contract/value.test-data.ts';
import { nodeHttpClient } from '../../src/main/host-node/http-client.ts';
import { createReportService, type ReportService } from '../../src/main/reports/index.ts';
import { reader, sampleReading } from '../../src/main/reports/sample.test-data.ts';
import { createReportChannel, type ReportChannel } from '../../src/main/ris/index.ts';
import { type FhirServer, startFhirServer } from '../peers/fhir-server.ts';
import { type MllpReceiver, startMllpReceiver } from '../peers/mllp-receiver.ts';
import { placeFhirOrder } from '../peers/orders.ts';

/** One report for thorax, abdomen and pelvis: what an MLLP receiver and a FHIR server hold of it. */
let folder: string;
let service: ReportService;
let receiver: MllpReceiver;
let server: FhirServer;
let channels: ReportChannel[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'several-orders-'));
  [receiver, server] = await Promise.all([startMllpReceiver(), startFhirServer()]);
  const dependencies = {
    siteId: 'hospital',
    folder,
    http: nodeHttpClient(),
    clock: Date,
    log: { info() {}, warn() {} },
    authorization: async () => null,
  };
  const send = { host: '127.0.0.1', port: receiver.port };
  channels = [
    createReportChannel({ kind: 'hl7v2', id: 'results', send }, dependencies, ''),
    createReportChannel({ kind: 'hl7v2', id: 'documents', send, message: 'MDM' }, dependencies, ''),
    createReportChannel({ kind: 'fhir', id: 'fhir', url: server.url, auth: { kind: 'none' } }, dependencies, ''),
  ];
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
  await Promise.all([receiver.close(), server.close()]);
  rmSync(folder, { recursive: true });
});

const words = ['Scanner thoracique', 'Scanner de l’abdomen', 'Scanner du bassin'];

/** Three orders of one patient, entered in the FHIR server; the first has the images. */
async function readings(): Promise<Reading[]> {
  const { patient } = sampleReading();
  return Promise.all(
    words.map(async (text, index) => {
      const { orders, study, ...rest } = sampleReading(index + 1);
      const { serviceRequestId } = await placeFhirOrder(server, {
        patient: { patientId: patient.patientId, name: 'Lefèvre^Éloïse', birthDate: '19620409', sex: 'F' },
        accession: `A-${index + 1}`,
        description: text,
      });
      const key = `ServiceRequest/${serviceRequestId}`;
      const order = { ...orders[0]!, key, patient, procedure: { code: null, text } };
      return { ...rest, patient, orders: [order], study: index === 0 ? study : null };
    }),
  );
}

it('reaches each order: a result each over MLLP, one document for all, one DiagnosticReport based on all', async () => {
  const [thorax, ...others] = await readings();
  let draft = value(await service.open(thorax!, 'fr')).draft!;
  for (const other of others) draft = value(await service.addOrders(draft.reportId, draft.revision, other)).draft!;
  const { reportId, revision, subject } = draft;
  const { patientId } = subject.patient;
  value(await service.sign({ reportId, revision, patientId, accessions: subject.accessions }));
  await vi.waitFor(
    async () => {
      const rows = await service.deliveries();
      expect(rows.map(({ state }) => state)).toEqual(Array(5).fill('confirmed'));
      expect(rows.map(({ channelId, orderNumber }) => `${channelId} ${orderNumber}`).toSorted()).toEqual([
        'documents null',
        'fhir null',
        'results A-1',
        'results A-2',
        'results A-3',
      ]);
    },
    { timeout: 10_000 },
  );

  const messages = receiver.received.map(text => Hl7Message.parse(text));
  const of = (type: string) => messages.filter(each => each.getSegment('MSH')?.getComponent(9, 1) === type);
  const accessions = (message: Hl7Message) => message.getAllSegments('OBR').map(each => each.getField(18).toString());
  const results = of('ORU');
  expect(results.map(accessions)).toEqual([['A-1'], ['A-2'], ['A-3']]);
  expect(new Set(results.map(each => each.getSegment('MSH')?.getField(10).toString())).size).toBe(3);
  for (const result of results) {
    expect(result.getSegment('OBR')?.getField(25).toString()).toBe('F');
    expect(result.getSegment('OBR')?.getComponent(4, 5)).toBe(words.join(' + '));
    expect(result.getAllSegments('OBX').length).toBeGreaterThan(2);
  }
  const [document, ...noOther] = of('MDM');
  expect(noOther).toEqual([]);
  expect(accessions(document!)).toEqual(['A-1', 'A-2', 'A-3']);
  expect(document!.getAllSegments('TXA')).toHaveLength(1);

  const reports = await server.repository.searchResources<DiagnosticReport>({ resourceType: 'DiagnosticReport' });
  expect(reports).toHaveLength(1);
  expect(reports[0]?.basedOn).toEqual(subject.orderKeys.map(reference => ({ reference })));
  const html = reports[0]?.presentedForm?.find(({ contentType }) => contentType === 'text/html')?.data ?? '';
  for (const text of words) expect(Buffer.from(html, 'base64').toString('utf8')).toContain(text);
});

it('is refused, sent again and confirmed for each order by itself', async () => {
  const [thorax, abdomen] = await readings();
  channels = channels.slice(0, 1);
  const opened = value(await service.open(thorax!, 'fr')).draft!;
  const draft = value(await service.addOrders(opened.reportId, opened.revision, abdomen!)).draft!;
  receiver.mode = 'AE';
  const { reportId, revision, subject } = draft;
  const { patientId } = subject.patient;
  value(await service.sign({ reportId, revision, patientId, accessions: subject.accessions }));
  const rows = async () => (await service.deliveries()).map(({ orderNumber, state }) => `${orderNumber} ${state}`);
  await vi.waitFor(async () => expect((await rows()).toSorted()).toEqual(['A-1 refused', 'A-2 refused']));
  receiver.mode = 'AA';
  const second = (await service.deliveries()).find(({ orderNumber }) => orderNumber === 'A-2')!;
  value(await service.resend(second.id));
  await vi.waitFor(async () => expect((await rows()).toSorted()).toEqual(['A-1 refused', 'A-2 confirmed']));
  // The same bytes went out again, and nothing of the other order.
  expect(receiver.received).toHaveLength(3);
  expect(receiver.received[2]).toBe(receiver.received.find(text => text.includes('A-2')));
});
