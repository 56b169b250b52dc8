import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../../src/contract/index.ts';
import { value } from '../../src/contract/value.test-data.ts';
import { createReportService, type ReportService } from '../../src/main/reports/index.ts';
import { defaultRetryPolicy } from '../../src/main/reports/outbox/retry-policy.ts';
import { sampleReading } from '../../src/main/reports/sample.test-data.ts';
import { createDicomReportChannel } from '../../src/main/ris/dicom/report-channel.ts';
import { reportObject, reportObjectUid } from '../../src/main/ris/dicom/report-objects.ts';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';

let orthanc: Orthanc;
let proxy: FaultProxy;
let folder: string;
let service: ReportService;

beforeAll(async () => {
  orthanc = await startOrthanc();
  proxy = await startFaultProxy(orthanc.restUrl);
}, 60_000);
afterAll(async () => {
  await proxy?.stop();
  await orthanc?.stop();
});

beforeEach(async () => {
  proxy.behave(() => ({ kind: 'pass' }));
  proxy.forget();
  folder = mkdtempSync(join(tmpdir(), 'report-stow-'));
  const channel = createDicomReportChannel(
    { id: 'archive', url: `${proxy.origin}/dicom-web`, objects: ['sr', 'pdf', 'cda', 'kos'] },
    {
      siteId: 'hospital',
      folder,
      http: { fetch },
      clock: { now: () => Date.now() },
      log: { info() {}, warn() {} },
      authorization: async () => null,
    },
  );
  service = await createReportService({
    folder,
    key: randomBytes(32),
    clock: Date,
    log: { info() {}, warn() {} },
    reader: { name: 'Dr Camille Démo', identifier: 'DEMO-0001' },
    channels: () => [channel],
    timeZone: 'Europe/Paris',
    retryPolicy: { ...defaultRetryPolicy, first: 50, longest: 200, attemptTimeout: 20_000 },
  });
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

/** Each test signs the report of a study of its own. */
let number = 0;
async function signed() {
  number += 1;
  const reading = sampleReading(700 + number);
  const { draft } = value(await service.open(reading, 'fr'));
  const { reportId, revision, subject } = draft!;
  const identity = { patientId: subject.patient.patientId, accessions: subject.accessions };
  return { version: value(await service.sign({ reportId, revision, ...identity })), studyUid: subject.studyUid! };
}

const delivered = (state: Delivery['state']) =>
  vi.waitFor(async () => expect((await service.deliveries()).map(each => each.state)).toEqual([state]), {
    timeout: 20_000,
    interval: 50,
  });

async function instancesOf(studyUid: string): Promise<Map<string, string>> {
  const response = await fetch(`${orthanc.dicomWebUrl}/studies/${studyUid}/instances`, {
    headers: { Accept: 'application/dicom+json' },
  });
  const found: { [tag: string]: { Value?: string[] } }[] = response.status === 200 ? await response.json() : [];
  return new Map(found.map(each => [each['00080018']?.Value?.[0] ?? '', each['00080016']?.Value?.[0] ?? '']));
}

const stores = () => proxy.requests.filter(({ method }) => method === 'POST').length;

describe('reports stored in a real PACS by STOW-RS', () => {
  it('are one instance each of SR, PDF and CDA in the study that they are about, under their own UIDs', async () => {
    const { version, studyUid } = await signed();
    await delivered('confirmed');
    expect(stores()).toBe(1);
    const uidOf = (kind: 'sr' | 'pdf' | 'cda') => reportObjectUid(version.reportId, 1, kind);
    expect(await instancesOf(studyUid)).toEqual(
      new Map([
        [uidOf('sr'), '1.2.840.10008.5.1.4.1.1.88.11'],
        [uidOf('pdf'), '1.2.840.10008.5.1.4.1.1.104.1'],
        [uidOf('cda'), '1.2.840.10008.5.1.4.1.1.104.2'],
      ]),
    );
    const pdf = await orthanc.file(uidOf('pdf'));
    const { pdf: sealed } = value(await service.sealed(version.reportId, 1));
    expect(Buffer.from(pdf).includes(Buffer.from(sealed))).toBe(true);
  });

  it('bring the key images as a Key Object Selection, and the archive gives back its bytes', async () => {
    number += 1;
    const reading = sampleReading(700 + number);
    const { reportId, revision, subject } = value(await service.open(reading, 'fr')).draft!;
    const image = {
      patientId: subject.patient.patientId,
      studyUid: subject.studyUid!,
      seriesUid: `${subject.studyUid}.1`,
      sopInstanceUid: `${subject.studyUid}.1.45`,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      frameNumber: 1,
      numberOfFrames: 1,
      imageNumber: 45,
      imageCount: 160,
    };
    value(await service.keyImages.toggle(reportId, image));
    const identity = { patientId: subject.patient.patientId, accessions: subject.accessions };
    const version = value(await service.sign({ reportId, revision, ...identity }));
    await delivered('confirmed');
    const uid = reportObjectUid(reportId, 1, 'kos');
    expect((await instancesOf(subject.studyUid!)).get(uid)).toBe('1.2.840.10008.5.1.4.1.1.88.59');
    const { pdf } = value(await service.sealed(reportId, 1));
    const sent = reportObject(version, { pdf, html: '', text: '', cda: null }, 'kos');
    expect(Buffer.from(await orthanc.file(uid)).equals(Buffer.from(sent))).toBe(true);
  });

  it('are asked for, not sent again, when the answer to a store that happened was lost', async () => {
    let lost = false;
    proxy.behave(({ method }) => {
      if (method !== 'POST' || lost) return { kind: 'pass' };
      lost = true;
      return { kind: 'drop', bytes: 1 };
    });
    const { studyUid } = await signed();
    await delivered('confirmed');
    expect(stores()).toBe(1);
    expect(proxy.count(/\/instances\?SOPInstanceUID=/)).toBeGreaterThanOrEqual(1);
    expect((await instancesOf(studyUid)).size).toBe(3);
    expect((await service.deliveries())[0]).toMatchObject({ possiblyDoubled: false });
  });

  it('are sent again with the same UIDs when the request never arrived', async () => {
    let lost = false;
    proxy.behave(({ method }) => {
      if (method !== 'POST' || lost) return { kind: 'pass' };
      lost = true;
      return { kind: 'drop', bytes: 0 };
    });
    const { studyUid } = await signed();
    await delivered('confirmed');
    expect(stores()).toBe(2);
    expect((await instancesOf(studyUid)).size).toBe(3);
  });

  it('are tried again after 503, and stay with their reason after 400', async () => {
    let busy = 2;
    proxy.behave(({ method }) => {
      if (method !== 'POST' || busy === 0) return { kind: 'pass' };
      busy -= 1;
      return { kind: 'status', status: 503 };
    });
    const first = await signed();
    await delivered('confirmed');
    expect(stores()).toBe(3);
    expect((await instancesOf(first.studyUid)).size).toBe(3);

    proxy.behave(({ method }) => (method === 'POST' ? { kind: 'status', status: 400 } : { kind: 'pass' }));
    proxy.forget();
    const second = await signed();
    await vi.waitFor(async () => {
      const delivery = (await service.deliveries()).find(({ reportId }) => reportId === second.version.reportId);
      expect(delivery).toMatchObject({ state: 'refused', lastAnswer: { params: { status: 400 } } });
    }, 20_000);
    expect(stores()).toBe(1);
    expect((await instancesOf(second.studyUid)).size).toBe(0);
  });
});
