import { expect, it } from 'vitest';
import { sampleReading } from '../reports/sample.test-data.ts';
import { keyImageOf } from './key-image.ts';

const reading = sampleReading();
const stored = {
  studyUid: '1.2.1',
  seriesUid: '1.2.1.5',
  sopInstanceUid: '1.2.1.5.7',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2.1',
  numberOfFrames: 3,
};
const image = {
  patientId: 'P-1',
  studyUid: '1.2.1',
  seriesUid: '9.9',
  sopInstanceUid: '1.2.1.5.7',
  frameNumber: 2,
  imageNumber: 2,
  imageCount: 3,
};

it('is what the stored instance says of itself', () => {
  const { seriesUid, sopClassUid, numberOfFrames } = stored;
  const expected = { ...image, seriesUid, sopClassUid, numberOfFrames };
  expect(keyImageOf(reading, image, [stored])).toEqual({ ok: true, value: expected });
  // A patient whose numbers the RIS has merged is the same.
  const merged = {
    ...reading,
    patient: { ...reading.patient, patientId: 'P-9', former: [{ patientId: 'P-1', issuer: null }] },
  };
  expect(keyImageOf(merged, image, [stored])).toMatchObject({ ok: true });
});

it.each([
  ['patient-differs', { ...image, patientId: 'P-2' }],
  ['other-study', { ...image, studyUid: '1.3.1' }],
  ['not-here', { ...image, sopInstanceUid: '1.2.1.5.8' }],
  ['not-here', { ...image, frameNumber: 4 }],
])('is refused: %s', (reason, wrong) => {
  expect(keyImageOf(reading, wrong, [stored])).toMatchObject({
    failure: { code: 'key-image-refused', params: { reason } },
  });
});
