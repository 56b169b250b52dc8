import { describe, expect, it } from 'vitest';
import { headerOf } from '../geometry/headers.test-data.ts';
import type { Attributes } from '../synthetic/attributes.ts';
import { syntheticCtSeries } from '../synthetic/builder.ts';
import { suvFactor } from './suv-factor.ts';
import type { SuvKind } from './suv-kind.ts';

// Synthetic PET series, written and read as files: an injection an hour before the scan, a tracer that halves in it.

const halfLife = 3600;
const dose = 400e6;
const weight = 80;
const tracer = (more: Attributes = {}): Attributes => ({
  RadiopharmaceuticalStartTime: '071500',
  RadionuclideTotalDose: dose,
  RadionuclideHalfLife: halfLife,
  ...more,
});
function series(more: Attributes = {}, tracerMore: Attributes = {}) {
  const files = syntheticCtSeries({
    seed: 'pet',
    slices: 3,
    override: slice => ({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.128',
      Modality: 'PT',
      // each bed position starts two minutes after the one before
      AcquisitionTime: `08${String(15 + 2 * slice)}00`,
      SeriesTime: '081500',
      Units: 'BQML',
      CorrectedImage: ['DECY', 'ATTN', 'SCAT'],
      DecayCorrection: 'START',
      PatientWeight: weight,
      PatientSize: 1.8,
      PatientSex: 'M',
      RadiopharmaceuticalInformationSequence: [tracer(tracerMore)],
      RescaleSlope: slice + 1,
      RescaleIntercept: 0,
      RescaleType: 'US',
      ...more,
    }),
  });
  return files.map(headerOf);
}
function factors(more: Attributes = {}, kind: SuvKind = 'bw', tracerMore: Attributes = {}) {
  const headers = series(more, tracerMore);
  return headers.map(header => suvFactor(header, headers, kind));
}

describe('synthetic PET', () => {
  it('DECY START: half of the dose is left at the start of the series, for every slice', () => {
    const expected = (weight * 1000) / (dose / 2);
    for (const found of factors()) {
      expect(found).toEqual({ ok: true, factor: expect.closeTo(expected, 15), unit: 'g/mL' });
    }
    // spread evenly, 400 MBq in 80 kg are 5 kBq/g, of which half is left: SUV 1
    expect(2500 * expected).toBeCloseTo(1, 12);
  });

  it('DECY ADMIN: the dose as given', () => {
    const expected = (weight * 1000) / dose;
    for (const found of factors({ DecayCorrection: 'ADMIN' })) {
      expect(found).toEqual({ ok: true, factor: expect.closeTo(expected, 15), unit: 'g/mL' });
    }
  });

  it.each<[SuvKind, number, string]>([
    // Janmahasatian 2005, a man: 9270 W / (6680 + 216 W / H²)
    ['lbm', (1000 * 9270 * weight) / (6680 + (216 * weight) / 1.8 ** 2), 'g/mL'],
    // Du Bois 1916, cm²
    ['bsa', 10_000 * 0.007184 * weight ** 0.425 * 180 ** 0.725, 'cm2/mL'],
  ])('SUV %s', (kind, measure, unit) => {
    for (const found of factors({}, kind)) {
      expect(found).toEqual({ ok: true, factor: expect.closeTo(measure / (dose / 2), 12), unit });
    }
  });

  it.each<[string, Attributes, Attributes, string, string]>([
    ['counts without a factor of the vendor', { Units: 'CNTS' }, {}, '(0054,1001)', 'unit-without-activity'],
    ['no weight', { PatientWeight: '' }, {}, '(0010,1030)', 'missing-or-invalid'],
    ['no dose', {}, { RadionuclideTotalDose: '' }, '(0018,1074)', 'missing-or-invalid'],
    [
      'decay corrected and not, at once',
      { DecayCorrection: 'NONE' },
      {},
      '(0054,1102)',
      'decay-correction-contradicts',
    ],
  ])('says why there is none: %s', (_, more, tracerMore, tag, reason) => {
    for (const found of factors(more, 'bw', tracerMore)) expect(found).toEqual({ ok: false, tag, reason });
  });
});
