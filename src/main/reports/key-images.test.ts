import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type KeyImage, mostKeyImages, type SealedVersion } from '../../contract/index.ts';
import { value } from '../../contract/value.test-data.ts';
import { FakeRis } from './fake-ris.test-data.ts';
import { createReportService, type ReportService } from './index.ts';
import { reader, sampleReading } from './sample.test-data.ts';

const key = randomBytes(32);
const reading = sampleReading();
let folder: string;
let service: ReportService;

/** A RIS, and an archive of key images alone. */
const ris = new FakeRis();
const archive = Object.assign(new FakeRis('hospital', 'folder', 'archive'), {
  carries: ({ content }: SealedVersion) => content.keyImages !== undefined,
});
let channels: FakeRis[];

const start = async () => {
  service = await createReportService({
    folder,
    key,
    clock: Date,
    log: { info() {}, warn() {} },
    reader,
    channels: () => channels,
    timeZone: 'Europe/Paris',
  });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'key-images-'));
  channels = [ris, archive];
  await start();
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const image = (number: number, frameNumber = 1): KeyImage => ({
  patientId: 'P-1',
  studyUid: '1.2.1',
  seriesUid: '1.2.1.1',
  sopInstanceUid: `1.2.1.1.${number}`,
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  frameNumber,
  numberOfFrames: 1,
  imageNumber: number,
  imageCount: 400,
});

const opened = async () => value(await service.open(reading, 'en')).draft!;
async function signed(): Promise<SealedVersion> {
  const { reportId, revision, subject } = await opened();
  const identity = { patientId: subject.patient.patientId, accessions: subject.accessions };
  return value(await service.sign({ reportId, revision, ...identity }));
}

test('are there after a restart, and marked twice are not marked', async () => {
  const { reportId } = await opened();
  for (const each of [image(3), image(7), image(7, 2), image(3)]) await service.keyImages.toggle(reportId, each);
  value(await service.keyImages.setTitle(reportId, 'for-surgery'));
  // Where nothing was typed yet they make a draft, which keeps the study here.
  expect((await service.standing()).map(({ state }) => state)).toEqual(['draft']);
  await service.stop();
  await start();
  expect(value(await service.keyImages.of(reportId))).toEqual({
    title: 'for-surgery',
    images: [image(7), image(7, 2)],
  });
});

test('are signed with the report, said in it, and not part of a draft', async () => {
  const { reportId, revision, content } = await opened();
  value(await service.keyImages.toggle(reportId, image(45)));
  const intruder = { ...content, keyImages: { title: 'for-teaching' as const, images: [image(1)] } };
  value(await service.saveDraft(reportId, revision, intruder));
  expect(value(await service.draft(reportId)).content).not.toHaveProperty('keyImages');
  expect(value(await service.preview(reportId)).html).toContain('Image of interest: 45/400');
  const version = await signed();
  expect(version.content.keyImages).toEqual({ title: 'of-interest', images: [image(45)] });
  expect(value(await service.sealed(reportId, 1)).html).toContain('45/400');
  expect(value(await service.verify(reportId)).map(({ faults }) => faults)).toEqual([[]]);
});

test('of a signed report change with an amendment only, for which that is enough to say', async () => {
  const { reportId } = await opened();
  value(await service.keyImages.toggle(reportId, image(1)));
  await signed();
  const refused = await service.keyImages.toggle(reportId, image(2));
  expect(refused).toMatchObject({ failure: { code: 'key-image-refused', params: { reason: 'signed' } } });
  expect(value(await service.keyImages.of(reportId)).images).toEqual([image(1)]);

  value(await service.amend(reportId, { kind: 'addendum', reason: '' }, reading));
  const identity = { patientId: reading.patient.patientId, accessions: ['A-1'] };
  const empty = await service.sign({ reportId, revision: (await opened()).revision, ...identity });
  expect(empty).toMatchObject({ failure: { code: 'amendment-empty' } });
  value(await service.keyImages.toggle(reportId, image(2)));
  const second = await signed();
  expect(second.content.keyImages?.images).toEqual([image(1), image(2)]);

  // What an amendment changed goes with it when it is given up.
  value(await service.amend(reportId, { kind: 'correction', reason: 'Side' }, reading));
  value(await service.keyImages.toggle(reportId, image(1)));
  value(await service.discardAmendment(reportId, (await opened()).revision));
  expect(value(await service.keyImages.of(reportId))).toEqual(second.content.keyImages);
});

test('are no more than can be kept', async () => {
  const { reportId } = await opened();
  for (let number = 1; number <= mostKeyImages; number++)
    value(await service.keyImages.toggle(reportId, image(number)));
  const refused = await service.keyImages.toggle(reportId, image(mostKeyImages + 1));
  expect(refused).toMatchObject({ failure: { params: { reason: 'too-many' } } });
});

test('go to a channel of their own when there are any, also where the site had none at the signature', async () => {
  const channelsOf = async () => (await service.deliveries()).map(({ channelId }) => channelId).sort();
  channels = [];
  await signed();
  expect(await channelsOf()).toEqual(['']);
  channels = [ris, archive];
  service.wake();
  await vi.waitFor(async () => expect(await channelsOf()).toEqual(['hl7v2']));

  const { reportId } = value(await service.amend(await reportIdOf(), { kind: 'addendum', reason: '' }, reading)).draft!;
  value(await service.keyImages.toggle(reportId, image(9)));
  await signed();
  expect(await channelsOf()).toEqual(['archive', 'hl7v2', 'hl7v2']);
});

const reportIdOf = async () => value(await service.open(reading, 'en')).sealed.at(-1)!.reportId;
