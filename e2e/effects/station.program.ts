import { createReportService } from '../../src/main/reports/index.ts';
import { reader, sampleReading } from '../../src/main/reports/sample.test-data.ts';
import { createDicomReportChannel } from '../../src/main/ris/dicom/report-channel.ts';
import { FhirClient } from '../../src/main/ris/fhir/fhir-client.ts';
import { createFhirReportChannel } from '../../src/main/ris/fhir/report-channel.ts';
import { createFolderReportChannel } from '../../src/main/ris/folder/report-channel.ts';
import { createHl7ReportChannel } from '../../src/main/ris/hl7v2/report-channel.ts';

/**
 * A station with the program's own report service and channels, for a harness that kills it. It signs the reports `from`
 * to `to` (every third with an addendum), writes a line for each signature that was answered, then `signed`, and
 * `settled` with what it shows of every delivery once nothing waits any more.
 */
const [folder, keyHex, place, from, to] = process.argv.slice(2);
if (!folder || !keyHex || !place) throw new Error('folder, key and peers are needed');
const peers: { mllp: number; plainMllp: number; fhir: string; dicomweb: string; reports: string } = JSON.parse(place);

const dependencies = {
  siteId: 'hospital',
  folder,
  http: { fetch: (request: Request) => fetch(request) },
  clock: Date,
  log: { info() {}, warn() {} },
  authorization: async () => null,
};
const mllp = (id: string, port: number, message: 'ORU^R01' | 'MDM') =>
  createHl7ReportChannel({ id, siteId: 'hospital', send: { host: '127.0.0.1', port }, message, answerTimeoutMs: 150 });

const service = await createReportService({
  folder,
  key: Buffer.from(keyHex, 'hex'),
  clock: Date,
  log: dependencies.log,
  reader,
  timeZone: 'Europe/Paris',
  channels: () => [
    mllp('keyed', peers.mllp, 'ORU^R01'),
    mllp('unkeyed', peers.plainMllp, 'MDM'),
    createFhirReportChannel({ id: 'fhir', url: peers.fhir, client: new FhirClient(peers.fhir, dependencies) }),
    createDicomReportChannel({ id: 'dicom', url: peers.dicomweb, objects: ['sr', 'pdf'] }, dependencies),
    createFolderReportChannel({ id: 'folder', siteId: 'hospital', folder: peers.reports }),
  ],
  retryPolicy: {
    first: 5,
    longest: 60,
    credentials: 40,
    withoutConnector: 50,
    attemptTimeout: 600,
    abortGrace: 50,
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
say('ready');

for (let number = Number(from); number <= Number(to); number += 1) {
  const reading = sampleReading(number);
  const opened = await service.open(reading, 'fr');
  if (!opened.ok) throw new Error(opened.failure.code);
  let { draft } = opened.value;
  const versions = number % 3 === 0 ? 2 : 1;
  for (let version = opened.value.sealed.length + 1; version <= versions; version += 1) {
    if (!draft) {
      const reportId = opened.value.sealed[0]?.reportId ?? '';
      const amended = await service.amend(reportId, { kind: 'correction', reason: 'Harness.' }, reading);
      if (!amended.ok || !amended.value.draft) throw new Error('not amended');
      draft = amended.value.draft;
    }
    if (version === 2) {
      const content = { ...draft.content, title: 'Corrected' };
      const saved = await service.saveDraft(draft.reportId, draft.revision, content);
      if (!saved.ok) throw new Error(saved.failure.code);
      draft = { ...draft, revision: saved.value.revision };
    }
    const { reportId, revision, subject } = draft;
    const identity = { patientId: subject.patient.patientId, accessions: subject.accessions };
    const signed = await service.sign({ reportId, revision, ...identity });
    if (!signed.ok) throw new Error(signed.failure.code);
    say(`sealed ${reportId} ${signed.value.version}`);
    opened.value.sealed.push(signed.value);
    draft = null;
  }
}
say('signed');

const settled = async () => {
  const deliveries = await service.deliveries();
  if (!deliveries.every(({ state }) => state === 'confirmed' || state === 'refused')) return setTimeout(settled, 20);
  const shown = deliveries.map(({ reportId, version, channelId, state, reference, possiblyDoubled, attempts }) => ({
    reportId,
    version,
    channelId,
    state,
    reference,
    possiblyDoubled,
    attempts,
  }));
  return say(`settled ${JSON.stringify(shown)}`);
};
await settled();
// Kept alive until it is killed.
setInterval(() => {}, 1000);
