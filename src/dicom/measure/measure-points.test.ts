import { describe, expect, it } from 'vitest';
import { headerOf } from '../geometry/headers.test-data.ts';
import type { Attributes } from '../synthetic/attributes.ts';
import { buildInstance, sopClasses } from '../synthetic/builder.ts';
import { mayBeCalibrated } from './calibration.ts';
import { type MeasuredFrame, measureOnImage } from './measure-on-image.ts';

const at = (column: number, row: number) => ({ column, row });
function frameOf(attributes: Attributes, more: Partial<MeasuredFrame> = {}): MeasuredFrame {
  const bytes = buildInstance({ SOPClassUID: sopClasses.ct, SOPInstanceUID: '2.25.1', ...attributes });
  return { header: headerOf(bytes), frameNumber: 1, ...more };
}
/** 10 × 10 values that count up; the last is padding. */
const image = {
  rows: 10,
  columns: 10,
  values: Int16Array.from({ length: 100 }, (_, index) => (index === 99 ? -2000 : index)),
};
const ct = frameOf({
  Modality: 'CT',
  PixelSpacing: [1, 1],
  RescaleType: 'HU',
  PixelPaddingValue: -2000,
  PixelRepresentation: 1,
});
const region = (format: number, x: number, more: Attributes): Attributes => ({
  RegionLocationMinX0: x,
  RegionLocationMinY0: 0,
  RegionLocationMaxX1: x + 99,
  RegionLocationMaxY1: 99,
  RegionSpatialFormat: format,
  RegionFlags: 0,
  ...more,
});
const centimetres: Attributes = {
  PhysicalUnitsXDirection: 3,
  PhysicalUnitsYDirection: 3,
  PhysicalDeltaX: 0.02,
  PhysicalDeltaY: 0.02,
};
const spectrum = region(3, 100, {
  PhysicalUnitsXDirection: 4,
  PhysicalUnitsYDirection: 7,
  PhysicalDeltaX: 0.01,
  PhysicalDeltaY: -1.5,
  ReferencePixelX0: 0,
  ReferencePixelY0: 50,
  ReferencePixelPhysicalValueX: 0,
  ReferencePixelPhysicalValueY: 0,
});
const ultrasound = frameOf({ Modality: 'US', SequenceOfUltrasoundRegions: [region(1, 0, centimetres), spectrum] });

describe('the value at a point', () => {
  it('is that of the pixel around it', () => {
    expect(measureOnImage(ct, image, 'point', [at(3.4, 1.6)])).toEqual({
      ok: true,
      measured: { calibration: 'patient-plane', quantities: [{ quantity: 'value', value: 23, unit: "[hnsf'U]" }] },
    });
  });

  it('is none outside of the image and where there is padding', () => {
    expect(measureOnImage(ct, image, 'point', [at(-0.6, 0)])).toEqual({ ok: false, refusal: 'empty' });
    expect(measureOnImage(ct, image, 'point', [at(9, 9)])).toEqual({ ok: false, refusal: 'empty' });
  });

  it('is time and velocity in a spectrum, also of colours', () => {
    // 20 columns of 10 ms, 30 rows above the zero line of 1.5 cm/s each
    expect(measureOnImage(ultrasound, null, 'point', [at(120, 20)])).toEqual({
      ok: true,
      measured: {
        calibration: 'ultrasound-region',
        quantities: [
          { quantity: 'time', value: expect.closeTo(0.2, 12), unit: 's' },
          { quantity: 'velocity', value: expect.closeTo(45, 12), unit: 'cm/s' },
        ],
      },
    });
  });
});

describe('angles', () => {
  const quantities = (frame: MeasuredFrame, ...points: ReturnType<typeof at>[]) => {
    const outcome = measureOnImage(frame, null, points.length === 3 ? 'angle' : 'cobb', points);
    return outcome.ok ? outcome.measured.quantities : outcome.refusal;
  };

  it('are those of the patient where pixels are not square', () => {
    // 10 columns of 2 mm and 20 rows of 1 mm: 45 degrees
    const anisotropic = frameOf({ Modality: 'CT', PixelSpacing: [1, 2] });
    expect(quantities(anisotropic, at(30, 0), at(0, 0), at(10, 20))).toEqual([
      { quantity: 'angle', value: expect.closeTo(45, 9), unit: 'deg' },
    ]);
  });

  it('need proportions only, not millimetres', () => {
    const proportions = frameOf({ Modality: 'OT', PixelAspectRatio: [2, 1] });
    expect(quantities(proportions, at(30, 0), at(0, 0), at(20, 10))).toMatchObject([{ value: expect.closeTo(45, 9) }]);
  });

  it('are refused from one ultrasound region to another, and in a spectrum', () => {
    expect(quantities(ultrasound, at(10, 10), at(20, 20), at(120, 20))).toBe('no-angle-here');
    expect(quantities(ultrasound, at(110, 10), at(120, 20), at(130, 10))).toBe('no-angle-here');
    expect(quantities(ultrasound, at(10, 10), at(20, 10), at(20, 30))).toMatchObject([
      { value: expect.closeTo(90, 9) },
    ]);
  });
});

describe('why ultrasound gives pixels only', () => {
  const reason = (frame: MeasuredFrame, ...points: ReturnType<typeof at>[]) => {
    const outcome = measureOnImage(frame, null, 'length', points);
    return outcome.ok ? (outcome.measured.uncalibratedReason ?? outcome.measured.quantities) : outcome.refusal;
  };
  const unnamed = region(1, 200, { ...centimetres, PhysicalUnitsYDirection: 0 });
  const rival = region(1, 250, { ...centimetres, PhysicalDeltaX: 0.05 });
  const more = frameOf({
    Modality: 'US',
    SequenceOfUltrasoundRegions: [region(1, 0, centimetres), spectrum, unnamed, rival],
  });

  it.each([
    ['outside-regions', at(10, 10), at(10, 150)],
    ['across-regions', at(10, 10), at(150, 10)],
    ['ambiguous-regions', at(260, 10), at(270, 10)],
    // its width alone would be taken for its length
    ['no-length-in-region', at(210, 10), at(220, 50)],
  ])('%s', (expected, from, to) => {
    expect(reason(more, from, to)).toBe(expected);
  });

  it('no reason where it gives more', () => {
    expect(reason(more, at(10, 10), at(60, 10))).toMatchObject([{ value: expect.closeTo(10, 9), unit: 'mm' }]);
  });
});

describe('a person may calibrate', () => {
  it.each([
    ['a radiograph', { Modality: 'DX', ImagerPixelSpacing: [0.1, 0.1] }, true],
    ['a secondary capture without spacing', { Modality: 'OT' }, true],
    ['no cross-section', { Modality: 'CT', PixelSpacing: [1, 1] }, false],
    ['no ultrasound with regions', { Modality: 'US', SequenceOfUltrasoundRegions: [region(1, 0, centimetres)] }, false],
  ] as const)('%s', (_, attributes, expected) => {
    expect(mayBeCalibrated(frameOf(attributes).header, 1)).toBe(expected);
  });
});
