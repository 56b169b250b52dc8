import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Attributes } from '../../dicom/synthetic/attributes.ts';
import { syntheticCtSeries } from '../../dicom/synthetic/builder.ts';
import { decodeHere } from '../decode/index.ts';
import { measureFile } from './measure.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suv-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** 80 kg; 400 MBq with a half-life of an hour, an hour before the first bed position; 2500 Bq/mL everywhere. */
function series(name: string, more: Attributes = {}): (slice: number) => string {
  const files = syntheticCtSeries({
    seed: name,
    slices: 3,
    value: () => 2500,
    override: slice => ({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.128',
      Modality: 'PT',
      // reconstructed in the afternoon: the first acquisition is the start
      SeriesTime: '150000',
      AcquisitionTime: `08${15 + 10 * slice}00`,
      Units: 'BQML',
      CorrectedImage: ['DECY', 'ATTN'],
      DecayCorrection: 'START',
      PatientWeight: 80,
      RadiopharmaceuticalInformationSequence: [
        { RadiopharmaceuticalStartTime: '071500', RadionuclideTotalDose: 400e6, RadionuclideHalfLife: 3600 },
      ],
      RescaleSlope: 1,
      RescaleIntercept: 0,
      RescaleType: 'BQML',
      ...more,
    }),
  });
  const path = (slice: number) => join(folder, `${name}-${slice}.dcm`);
  for (const [slice, bytes] of files.entries()) writeFileSync(path(slice), bytes);
  return path;
}
async function measured(path: string) {
  const points = [
    { column: 2, row: 2 },
    { column: 9, row: 2 },
    { column: 9, row: 9 },
  ];
  const outcome = await measureFile(path, 1, { kind: 'polygon', points }, decodeHere);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

test('values of a PET region are given as SUV by the start of the series, not of the file', async () => {
  const path = series('pet');
  for (const slice of [0, 2]) {
    const { quantities, suv } = await measured(path(slice));
    expect(quantities[0]).toEqual({ quantity: 'mean', value: 2500, unit: 'Bq/mL' });
    // 400 MBq in 80 kg are 5 kBq/g, of which half was left: SUV 1
    expect(suv?.bw).toMatchObject({
      factor: expect.closeTo(80_000 / 200e6, 12),
    });
    expect(suv?.bw).toHaveProperty('quantities[0]', {
      quantity: 'mean',
      value: expect.closeTo(1, 9),
      unit: 'g/mL',
    });
    expect(suv?.lbm).toEqual({ tag: '(0010,1020)', reason: 'missing-or-invalid' });
  }
});

test('without a weight they say why there is none; other modalities have none to give', async () => {
  expect((await measured(series('no-weight', { PatientWeight: '' })(1))).suv?.bw).toEqual({
    tag: '(0010,1030)',
    reason: 'missing-or-invalid',
  });
  expect((await measured(series('ct', { Modality: 'CT' })(0))).suv).toBeUndefined();
});
