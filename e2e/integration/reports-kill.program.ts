import { mostKeyImages } from '../../src/contract/index.ts';
import { FakeRis } from '../../src/main/reports/fake-ris.test-data.ts';
import { createReportService } from '../../src/main/reports/index.ts';
import { reader, sampleReading } from '../../src/main/reports/sample.test-data.ts';

/**
 * Works on a report store until it is killed: `save` saves one draft again and again, `mark` marks one image after the
 * other for it, `sign` signs one report after the other for a site whose RIS is away, `deliver` signs one report for a
 * RIS that takes it and never answers, `hold` signs one that is held for a minute. Writes a line for each answer the
 * service gave, or for what the RIS took.
 */
const [folder, keyHex, work] = process.argv.slice(2);
if (!folder || !keyHex || !['save', 'mark', 'sign', 'deliver', 'hold'].includes(work ?? ''))
  throw new Error('folder, key and work are needed');

const ris = new FakeRis();
ris.behaviour = ({ reference, bytesHash }) => {
  process.stdout.write(`${reference} ${bytesHash}\n`);
  return 'never';
};

const service = await createReportService({
  folder,
  key: Buffer.from(keyHex, 'hex'),
  clock: Date,
  log: { info() {}, warn() {} },
  reader,
  channels: () => (work === 'deliver' || work === 'hold' ? [ris] : []),
  recallSeconds: () => (work === 'hold' ? 60 : null),
});

async function draftOf(number: number) {
  const opened = await service.open(sampleReading(number), 'fr');
  if (!opened.ok) throw new Error(opened.failure.code);
  return opened.value.draft;
}

if (work === 'save') {
  const draft = await draftOf(1);
  if (!draft) throw new Error('signed');
  for (let revision = draft.revision; ; revision += 1) {
    const saved = await service.saveDraft(draft.reportId, revision, {
      ...draft.content,
      title: `save ${revision + 1}`,
    });
    if (!saved.ok) throw new Error(saved.failure.code);
    process.stdout.write(`${saved.value.revision}\n`);
  }
} else if (work === 'mark') {
  const draft = await draftOf(1);
  if (!draft) throw new Error('signed');
  const before = await service.keyImages.of(draft.reportId);
  if (!before.ok) throw new Error(before.failure.code);
  for (let number = before.value.images.length + 1; number <= mostKeyImages; number += 1) {
    const marked = await service.keyImages.toggle(draft.reportId, {
      patientId: 'P-1',
      studyUid: '1.2.1',
      seriesUid: '1.2.1.1',
      sopInstanceUid: `1.2.1.1.${number}`,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      frameNumber: 1,
      numberOfFrames: 1,
      imageNumber: number,
      imageCount: 400,
    });
    if (!marked.ok) throw new Error(marked.failure.code);
    process.stdout.write(`${number}\n`);
  }
} else {
  const reports = work === 'deliver' || work === 'hold' ? 1 : Number.POSITIVE_INFINITY;
  for (let number = 1; number <= reports; number += 1) {
    const draft = await draftOf(number);
    if (!draft) continue;
    const { reportId, revision, subject } = draft;
    const { accessions, patient } = subject;
    const signed = await service.sign({ reportId, revision, patientId: patient.patientId, accessions });
    if (!signed.ok) throw new Error(signed.failure.code);
    if (work === 'sign' || work === 'hold') process.stdout.write(`${reportId}\n`);
  }
}

// Kept alive until it is killed.
setInterval(() => {}, 1000);
