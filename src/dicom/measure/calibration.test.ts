import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../json/dicom-json.ts';
import { calibrationFor } from './calibration.ts';
import { lengthBetween, pixelLength } from './length.ts';
import { valueUnitOf } from './value-unit.ts';

const json = (attributes: Record<string, unknown[]>): DicomJson =>
  Object.fromEntries(Object.entries(attributes).map(([key, Value]) => [key, { vr: 'DS', Value }]));
const at = (column: number, row: number) => ({ column, row });

describe('lengths', () => {
  it('are in mm in patient space and on anisotropic pixels', () => {
    expect(lengthBetween([1, 2, 3], [4, 6, 15])).toBe(13);
    // 3 columns of 1 mm, 2 rows of 2 mm: 3-4-5
    expect(pixelLength(at(10, 10), at(13, 12), { row: 2, column: 1 })).toBe(5);
  });
});

describe('calibration of planes', () => {
  it.each([
    ['a slice', { '00080060': ['CT'], '00280030': [0.5, 0.7] }, 'patient-plane', { row: 0.5, column: 0.7 }],
    [
      'a radiograph with the detector only',
      { '00080060': ['DX'], '00181164': [0.14, 0.14] },
      'detector-plane',
      { row: 0.14, column: 0.14 },
    ],
    [
      'a radiograph whose spacings agree',
      { '00080060': ['CR'], '00181164': [0.14, 0.14], '00280030': [0.14, 0.14] },
      'detector-plane',
      { row: 0.14, column: 0.14 },
    ],
    [
      'a radiograph that was corrected',
      { '00080060': ['DX'], '00181164': [0.14, 0.14], '00280030': [0.1, 0.1] },
      'patient-plane',
      { row: 0.1, column: 0.1 },
    ],
    [
      'a radiograph with an empty calibration type',
      { '00080060': ['DX'], '00280030': [0.1, 0.1], '00280A02': [] },
      'detector-plane',
      { row: 0.1, column: 0.1 },
    ],
    [
      'a radiograph with Pixel Spacing only',
      { '00080060': ['CR'], '00280030': [0.2, 0.2] },
      'detector-plane',
      { row: 0.2, column: 0.2 },
    ],
    [
      'a magnification factor changes nothing',
      { '00080060': ['MG'], '00181164': [0.1, 0.1], '00181114': [1.5] },
      'detector-plane',
      { row: 0.1, column: 0.1 },
    ],
    ['proportions only', { '00080060': ['OT'], '00280034': [1, 2] }, 'uncalibrated', null],
    ['a broken spacing', { '00080060': ['CT'], '00280030': [0, -1] }, 'uncalibrated', null],
  ])('%s', (_, attributes, kind, spacing) => {
    expect(calibrationFor(json(attributes as Record<string, unknown[]>), 1, [at(1, 1)])).toEqual({ kind, spacing });
  });

  it('takes Calibration Type for a correction', () => {
    const header = json({ '00080060': ['DX'], '00280030': [0.1, 0.1], '00280A02': ['FIDUCIAL'] });
    expect(calibrationFor(header, 1, []).kind).toBe('patient-plane');
  });
});

describe('ultrasound regions', () => {
  const region = (box: number[], units: number, delta: number, format = 1, flags = 0) =>
    json({
      '00186012': [format],
      '00186016': [flags],
      '00186018': [box[0]],
      '0018601A': [box[1]],
      '0018601C': [box[2]],
      '0018601E': [box[3]],
      '00186024': [units],
      '00186026': [3],
      '0018602C': [delta],
      '0018602E': [0.02],
    });
  const image = (...regions: DicomJson[]) => ({
    ...json({ '00080060': ['US'], '00280030': [9, 9] }),
    '00186011': { vr: 'SQ', Value: regions },
  });
  const left = [0, 0, 99, 99];
  const right = [100, 0, 199, 99];

  it.each([
    ['centimetres become millimetres', image(region(left, 3, 0.01)), [at(10, 10), at(20, 20)], 0.1],
    ['a falling axis has a negative delta', image(region(left, 3, -0.01)), [at(10, 10)], 0.1],
    ['both corners belong to the region', image(region(left, 3, 0.01)), [at(0, 0), at(99, 99)], 0.1],
    ['outside of all regions', image(region(left, 3, 0.01)), [at(150, 10)], null],
    [
      'from one region to another',
      image(region(left, 3, 0.01), region(right, 3, 0.01)),
      [at(10, 10), at(150, 10)],
      null,
    ],
    ['in a Doppler spectrum (seconds)', image(region(left, 4, 0.01, 3)), [at(10, 10)], null],
    ['regions that overlap and agree', image(region(left, 3, 0.01), region(left, 3, 0.01)), [at(1, 1)], 0.1],
    ['regions that overlap and differ', image(region(left, 3, 0.01), region(left, 3, 0.03)), [at(1, 1)], null],
    [
      'a high-priority region over a low one',
      image(region(left, 3, 0.01, 1, 1), region(left, 3, 0.03)),
      [at(1, 1)],
      0.3,
    ],
    ['a spectrum over an image', image(region(left, 3, 0.01, 1, 1), region(left, 4, 0.03, 3)), [at(1, 1)], null],
    ['a region that is not applicable', image(region(left, 0, 1, 0), region(left, 3, 0.01)), [at(1, 1)], 0.1],
  ])('%s', (_, header, points, column) => {
    const expected = column === null ? { kind: 'uncalibrated', spacing: null } : { kind: 'ultrasound-region' };
    const calibration = calibrationFor(header, 1, points);
    expect(calibration).toMatchObject(expected);
    if (column !== null) {
      expect(calibration.spacing?.column).toBeCloseTo(column, 12);
      expect(calibration.spacing?.row).toBeCloseTo(0.2, 12);
    }
  });
});

describe('units of values', () => {
  it.each([
    [{ '00080060': ['CT'] }, "[hnsf'U]"],
    [{ '00080060': ['CT'], '00281054': ['HU'] }, "[hnsf'U]"],
    [{ '00080060': ['CT'], '00281054': ['US'] }, '1'],
    [{ '00080060': ['CT'], '00080008': ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }, '1'],
    [{ '00080060': ['CT'], '00281054': ['MGML'] }, 'mg/mL'],
    [{ '00080060': ['MR'] }, '1'],
    [{ '00080060': ['PT'], '00541001': ['BQML'] }, 'Bq/mL'],
  ])('%j are in %s', (attributes, unit) => {
    expect(valueUnitOf(json(attributes as Record<string, unknown[]>), 1)).toBe(unit);
  });
});
