import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../contract/index.ts';
import { regionQuantities } from '../../../dicom/measure/measured.ts';
import type { FrameDescription } from '../../cornerstone/frame-description.ts';
import { resources } from '../../ui/i18n/index.ts';
import { fromPixel, toPixel } from './image-plane.ts';
import { labelLines } from './label-text.ts';

const tilted = {
  position: [10, 20, 30],
  rowDirection: [0, 1, 0],
  columnDirection: [0, 0, -1],
  spacing: { row: 0.8, column: 0.5 },
} as unknown as FrameDescription;

describe('a place in an image', () => {
  it('follows from equation C.7.6.2.1-1', () => {
    // y = 20 + 4 · 0.5, z = 30 − 10 · 0.8
    expect(fromPixel(tilted, { column: 4, row: 10 })).toEqual([10, 22, 22]);
  });

  it('comes back from the patient', () => {
    const back = toPixel(tilted, [10, 22, 22]);
    expect(back.column).toBeCloseTo(4, 9);
    expect(back.row).toBeCloseTo(10, 9);
  });
});

const measurement = (more: Partial<Measurement>): Measurement =>
  ({ kind: 'length', calibration: 'patient-plane', quantities: [], ...more }) as Measurement;

describe('the label of a measurement', () => {
  it('has value, unit and calibration in the words of the language', () => {
    const length = measurement({ quantities: [{ quantity: 'length', value: 12.44, unit: 'mm' }] });
    expect(labelLines(length, resources.fr.viewer.label, 'fr')).toEqual([
      { text: '12,4\u202fmm', note: 'plan patient' },
    ]);
    expect(labelLines(length, resources.en.viewer.label, 'en')).toEqual([
      { text: '12.4\u202fmm', note: 'patient plane' },
    ]);
  });

  it('says pixels where nothing is calibrated', () => {
    const length = measurement({
      calibration: 'uncalibrated',
      quantities: [{ quantity: 'length', value: 80, unit: '[px]' }],
    });
    expect(labelLines(length, resources.fr.viewer.label, 'fr')).toEqual([
      { text: '80,0\u202fpx', note: 'non calibré' },
    ]);
  });

  /** Statistics that no label shows. */
  const unused = { median: 0, percentiles: [] };

  it('lists the values of an ellipse and gives large areas in cm²', () => {
    const statistics = {
      mean: -38.2,
      standardDeviation: 11.6,
      minimum: -70,
      maximum: 2,
      area: 314.2,
      pixelCount: 491,
      ...unused,
    };
    const ellipse = measurement({
      kind: 'ellipse',
      quantities: [...regionQuantities(statistics, { factor: 1, unit: "[hnsf'U]" }, 'mm2')],
    });
    expect(labelLines(ellipse, resources.fr.viewer.label, 'fr')).toEqual([
      { text: 'moy. −38\u202fUH  ET 12\u202fUH' },
      { text: '−70\u202fUH … 2\u202fUH' },
      { text: 'aire 3,14\u202fcm²', note: 'plan patient' },
    ]);
  });

  it('says why an ultrasound image gives pixels only, and lists what its axes are', () => {
    const across = measurement({
      calibration: 'uncalibrated',
      uncalibratedReason: 'across-regions',
      quantities: [{ quantity: 'length', value: 80, unit: '[px]' }],
    });
    expect(labelLines(across, resources.fr.viewer.label, 'fr')).toEqual([
      { text: '80,0\u202fpx', note: 'non calibré, à cheval sur deux régions' },
    ]);
    const doppler = measurement({
      calibration: 'ultrasound-region',
      quantities: [
        { quantity: 'time', value: 0.5, unit: 's' },
        { quantity: 'velocity', value: 90, unit: 'cm/s' },
      ],
    });
    expect(labelLines(doppler, resources.en.viewer.label, 'en')).toEqual([
      { text: 'time 0.50\u202fs  velocity 90.0\u202fcm/s', note: 'US region' },
    ]);
  });

  it('of an angle is degrees, of a point its value, of an uptake its kind', () => {
    const text = (kind: Measurement['kind'], ...quantities: Measurement['quantities']) =>
      labelLines(measurement({ kind, quantities }), resources.fr.viewer.label, 'fr')[0]?.text;
    expect(text('cobb', { quantity: 'angle', value: 37.04, unit: 'deg' })).toBe('37,0°');
    expect(text('point', { quantity: 'value', value: -38, unit: "[hnsf'U]" })).toBe('−38\u202fUH');
    expect(text('point', { quantity: 'value', value: 4.256, unit: '{SUVbw}g/ml' })).toBe('4,26\u202fSUVbw');
  });
});
