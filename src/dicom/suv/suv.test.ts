import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../dataset/data-set.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import { dicomJsonOf } from '../json/from-data-set.ts';
import { suvFactor } from './suv-factor.ts';
import type { SuvKind } from './suv-kind.ts';

type Values = Record<string, unknown>;
const keys: Record<string, [key: string, vr: string]> = {
  SeriesDate: ['00080021', 'DA'],
  AcquisitionDate: ['00080022', 'DA'],
  AcquisitionDateTime: ['0008002A', 'DT'],
  SeriesTime: ['00080031', 'TM'],
  AcquisitionTime: ['00080032', 'TM'],
  TimezoneOffsetFromUTC: ['00080201', 'SH'],
  PatientSex: ['00100040', 'CS'],
  PatientSize: ['00101020', 'DS'],
  PatientWeight: ['00101030', 'DS'],
  RadiopharmaceuticalStartTime: ['00181072', 'TM'],
  RadionuclideTotalDose: ['00181074', 'DS'],
  RadionuclideHalfLife: ['00181075', 'DS'],
  RadiopharmaceuticalStartDateTime: ['00181078', 'DT'],
  ActualFrameDuration: ['00181242', 'IS'],
  CorrectedImage: ['00280051', 'CS'],
  Units: ['00541001', 'CS'],
  SUVType: ['00541006', 'CS'],
  DecayCorrection: ['00541102', 'CS'],
  GeCreator: ['00090010', 'LO'],
  GeScanDateTime: ['0009100D', 'DT'],
  PhilipsCreator: ['70530012', 'LO'],
  SUVScaleFactor: ['70531200', 'DS'],
  ActivityConcentrationScaleFactor: ['70531209', 'DS'],
};
const drugKeys = new Set([
  'RadiopharmaceuticalStartTime',
  'RadionuclideTotalDose',
  'RadionuclideHalfLife',
  'RadiopharmaceuticalStartDateTime',
]);

function header(values: Values): DicomJson {
  const items: DicomJson = {};
  const drug: DicomJson = {};
  for (const [name, value] of Object.entries(values)) {
    const [key, vr] = keys[name] ?? [];
    if (key === undefined || vr === undefined || value === undefined) continue;
    (drugKeys.has(name) ? drug : items)[key] = { vr, Value: [value].flat() };
  }
  return { ...items, '00540016': { vr: 'SQ', Value: [drug] } };
}

/** 70 kg; 370 MBq with a half-life of 6000 s, injected 6000 s before the series. */
const patient: Values = {
  SeriesDate: '20260115',
  SeriesTime: '104000',
  AcquisitionDate: '20260115',
  AcquisitionTime: '104000',
  PatientWeight: 70,
  PatientSize: 1.75,
  PatientSex: 'M',
  RadiopharmaceuticalStartTime: '090000',
  RadionuclideTotalDose: 370e6,
  RadionuclideHalfLife: 6000,
  CorrectedImage: ['DECY', 'ATTN'],
  DecayCorrection: 'START',
  Units: 'BQML',
};
function factor(values: Values, kind: SuvKind = 'bw', series: readonly Values[] = [values]) {
  return suvFactor(header(values), series.map(header), kind);
}
function value(values: Values, kind: SuvKind = 'bw', series: readonly Values[] = [values]): number {
  const result = factor(values, kind, series);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.factor;
}
const halfDose = 70_000 / (370e6 / 2);

describe('SUV by body weight', () => {
  it('START takes the dose decayed from the injection to the start of the series', () => {
    expect(value(patient)).toBeCloseTo(halfDose, 12);
    expect(factor(patient)).toMatchObject({ ok: true, unit: 'g/mL' });
  });

  it('ADMIN takes the dose as given, and needs no times', () => {
    const { SeriesTime, AcquisitionTime, RadiopharmaceuticalStartTime, RadionuclideHalfLife, ...rest } = patient;
    expect(value({ ...rest, DecayCorrection: 'ADMIN' })).toBeCloseTo(70_000 / 370e6, 15);
  });

  it('NONE takes the dose at the time of average activity within the own frame', () => {
    const first = { ...patient, DecayCorrection: 'NONE', CorrectedImage: ['ATTN'], ActualFrameDuration: 6_000_000 };
    const later = { ...first, AcquisitionTime: '122000' };
    // over one half-life the mean activity is (1 - 1/2) / ln 2 of the one at its start; the frames start after 1 and 2
    const mean = 0.5 / Math.LN2;
    expect(value(first, 'bw', [first, later])).toBeCloseTo(70_000 / ((370e6 / 2) * mean), 12);
    expect(value(later, 'bw', [first, later])).toBeCloseTo(70_000 / ((370e6 / 4) * mean), 12);
  });

  it('counts from the first acquisition where the series was made later, or from what GE says', () => {
    const made = { ...patient, SeriesTime: '150000' };
    const second = { ...made, AcquisitionTime: '122000' };
    expect(value(second, 'bw', [second, made])).toBeCloseTo(halfDose, 12);
    const ge = { ...made, GeCreator: 'GEMS_PETD_01', GeScanDateTime: '20260115122000.00' };
    expect(value(ge)).toBeCloseTo(70_000 / (370e6 / 4), 12);
  });

  it('takes an injection time after the scan as one before midnight, but refuses such a date and time', () => {
    const night = {
      ...patient,
      SeriesTime: '010000',
      AcquisitionTime: '010000',
      RadiopharmaceuticalStartTime: '232000',
    };
    expect(value(night)).toBeCloseTo(halfDose, 12);
    expect(factor({ ...night, RadiopharmaceuticalStartDateTime: '20260115232000' })).toEqual({
      ok: false,
      tag: '(0018,1072)',
      reason: 'scan-before-injection',
    });
  });

  it('brings a date and time with another offset from UTC to the clock of the series', () => {
    const zoned = { ...patient, RadiopharmaceuticalStartDateTime: '20260115080000.000+0000' };
    expect(value({ ...zoned, TimezoneOffsetFromUTC: '+0100' })).toBeCloseTo(halfDose, 12);
  });

  it("uses Philips' factors of counts, wherever the private block is", () => {
    const counts = { ...patient, Units: 'CNTS', PhilipsCreator: 'Philips PET Private Group' };
    expect(value({ ...counts, SUVScaleFactor: '0.5', ActivityConcentrationScaleFactor: '4' })).toBe(0.5);
    expect(value({ ...counts, SUVScaleFactor: 0, ActivityConcentrationScaleFactor: 4 })).toBeCloseTo(4 * halfDose, 12);
    expect(factor({ ...counts, PhilipsCreator: 'SOMEBODY ELSE', SUVScaleFactor: 0.5 })).toMatchObject({
      reason: 'unit-without-activity',
    });
  });

  it('is what GML already holds', () => {
    expect(value({ Units: 'GML' })).toBe(1);
    expect(factor({ Units: 'GML', SUVType: 'LBM' })).toMatchObject({ tag: '(0054,1006)' });
  });
});

describe('SUV by lean body mass and body surface', () => {
  // Janmahasatian: 9270 W / (6680 + 216 BMI) and 9270 W / (8780 + 244 BMI); Du Bois: 0.007184 W^0.425 H^0.725 m²
  const bmi = 70 / 1.75 ** 2;
  it.each<[SuvKind, string, number]>([
    ['lbm', 'M', (9270 * 70) / (6680 + 216 * bmi) / 70],
    ['lbm', 'F', (9270 * 70) / (8780 + 244 * bmi) / 70],
    ['bsa', 'O', (0.007184 * 70 ** 0.425 * 175 ** 0.725 * 10_000) / 70_000],
  ])('%s of %s', (kind, sex, ratio) => {
    expect(value({ ...patient, PatientSex: sex }, kind)).toBeCloseTo(halfDose * ratio, 10);
    expect(value({ ...patient, Units: 'GML', PatientSex: sex }, kind)).toBeCloseTo(ratio, 10);
    // 1.85 m² for 70 kg and 1.75 m, and 55.6 kg of lean mass for a man, as textbooks have them
    if (kind === 'bsa') expect(ratio * 7).toBeCloseTo(1.85, 2);
  });

  it('come from each other by the ratio of the measures', () => {
    const surface = { ...patient, Units: 'CM2ML' };
    expect(value(surface, 'bsa')).toBe(1);
    expect(value(surface, 'bw') * value({ ...patient, Units: 'GML' }, 'bsa')).toBeCloseTo(1, 12);
  });
});

describe('no SUV, and why', () => {
  it.each<[string, Values, string, string]>([
    ['no weight', { PatientWeight: undefined }, '(0010,1030)', 'missing-or-invalid'],
    ['a weight of 0', { PatientWeight: 0 }, '(0010,1030)', 'missing-or-invalid'],
    ['no dose', { RadionuclideTotalDose: undefined }, '(0018,1074)', 'missing-or-invalid'],
    ['no half-life', { RadionuclideHalfLife: 0 }, '(0018,1075)', 'missing-or-invalid'],
    ['no injection time', { RadiopharmaceuticalStartTime: undefined }, '(0018,1072)', 'missing-or-invalid'],
    ['no decay correction', { DecayCorrection: undefined }, '(0054,1102)', 'missing-or-invalid'],
    ['decay said to be corrected and not', { CorrectedImage: ['ATTN'] }, '(0054,1102)', 'decay-correction-contradicts'],
    ['no attenuation correction', { CorrectedImage: ['DECY'] }, '(0028,0051)', 'not-attenuation-corrected'],
    ['no units', { Units: undefined }, '(0054,1001)', 'missing-or-invalid'],
    ['counts without a factor', { Units: 'CNTS' }, '(0054,1001)', 'unit-without-activity'],
    ['values proportional to counts', { Units: 'PROPCNTS' }, '(0054,1001)', 'unit-without-activity'],
    ['no series or acquisition time', { SeriesTime: '', AcquisitionTime: '' }, '(0008,0031)', 'missing-or-invalid'],
  ])('%s', (_, change, tag, reason) => {
    expect(factor({ ...patient, ...change })).toEqual({ ok: false, tag, reason });
  });

  it.each<[SuvKind, Values, string]>([
    ['lbm', { PatientSize: undefined }, '(0010,1020)'],
    ['lbm', { PatientSex: 'O' }, '(0010,0040)'],
    ['bsa', { PatientSize: 0 }, '(0010,1020)'],
  ])('%s without %j', (kind, change, tag) => {
    expect(factor({ ...patient, ...change }, kind)).toMatchObject({ ok: false, tag });
  });
});

describe('private factors without a value representation', () => {
  it('are read, since implicit VR does not name it', () => {
    const text = (value: string) => Uint8Array.from(value, letter => letter.charCodeAt(0));
    const element = (tag: number, vr: string, value: string) => [tag, { tag, vr, bytes: text(value) }] as const;
    const dataSet: DataSet = {
      elements: new Map([
        element(0x00541001, 'CS', 'CNTS'),
        element(0x70530010, 'LO', 'Philips PET Private Group '),
        element(0x70531000, 'UN', '0.000728'),
        element(0x70531001, 'UN', 'whatever'),
      ]),
      littleEndian: true,
      characterSets: [],
    };
    const json = dicomJsonOf(dataSet);
    expect(json['70531001']).toBeUndefined();
    expect(suvFactor(json, [json], 'bw')).toMatchObject({ ok: true, factor: 0.000728 });
  });
});

// Headers of real scanners with factors of another program, where they are at hand.
const samples = join(process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data'), 'reference', 'suv');
const names = existsSync(samples) ? readdirSync(samples).filter(name => name.endsWith('-instances.json')) : [];
describe.skipIf(names.length === 0)('headers of scanners', () => {
  it.each(names)('%s', name => {
    const { suvbw, tolerance } = JSON.parse(readFileSync(join(samples, 'expected_suvbw.json'), 'utf8'));
    const instances: Values[] = JSON.parse(readFileSync(join(samples, name), 'utf8'));
    const series = instances.map(({ PhilipsPETPrivateGroup, ...values }) => ({
      ...values,
      PhilipsCreator: 'Philips PET Private Group',
      ...(PhilipsPETPrivateGroup as Values),
    }));
    const expected = suvbw[name.replace('-instances.json', '')];
    expect(expected).toBeGreaterThan(0);
    for (const values of series)
      expect(Math.abs(value(values, 'bw', series) - expected)).toBeLessThan(tolerance * expected);
  });
});
