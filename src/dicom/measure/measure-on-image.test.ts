import { describe, expect, it } from 'vitest';
import { headerOf } from '../geometry/headers.test-data.ts';
import type { Attributes } from '../synthetic/attributes.ts';
import { buildInstance, sopClasses } from '../synthetic/builder.ts';
import { magnificationOf, spacingByKnownLength } from './calibration.ts';
import { type MeasuredFrame, measureLength, measureRegion } from './measure-on-image.ts';
import { circleRegion } from './region-on-image.ts';
import { regionAt, valueAlong } from './ultrasound-regions.ts';

const at = (column: number, row: number) => ({ column, row });
function frameOf(attributes: Attributes, more: Partial<MeasuredFrame> = {}): MeasuredFrame {
  const bytes = buildInstance({ SOPClassUID: sopClasses.ct, SOPInstanceUID: '2.25.1', ...attributes });
  return { header: headerOf(bytes), frameNumber: 1, ...more };
}

describe('pixels that are not square', () => {
  const values = { rows: 60, columns: 60, values: new Int16Array(3600).fill(40) };

  it('0.5 × 0.8 mm: lengths and circles are in mm', () => {
    const frame = frameOf({ Modality: 'CT', PixelSpacing: [0.5, 0.8], RescaleType: 'HU' });
    // 30 columns of 0.8 and 40 rows of 0.5 mm: √(24² + 20²)
    expect(measureLength(frame, at(5, 5), at(35, 45))).toEqual({
      calibration: 'patient-plane',
      quantities: [{ quantity: 'length', value: expect.closeTo(Math.sqrt(976), 12), unit: 'mm' }],
    });
    const circle = measureRegion(frame, values, circleRegion(at(30, 30), 10, { row: 0.5, column: 0.8 }));
    if (!circle.ok) throw new Error(circle.refusal);
    expect(circle.statistics.area).toBeCloseTo(Math.PI * 100, 9);
    expect(Math.abs(circle.statistics.pixelCount * 0.4 - Math.PI * 100)).toBeLessThan(Math.PI * 100 * 0.01);
    expect(circle.measured.quantities[0]).toEqual({ quantity: 'mean', value: 40, unit: "[hnsf'U]" });
  });

  it('aspect 4:3 without a spacing: pixels of the width of a column', () => {
    const frame = frameOf({ Modality: 'OT', PixelAspectRatio: [4, 3] });
    // a pixel is 4/3 as high as wide: 3 rows are 4 widths
    expect(measureLength(frame, at(0, 0), at(3, 3))).toEqual({
      calibration: 'uncalibrated',
      quantities: [{ quantity: 'length', value: 5, unit: '[px]' }],
    });
    const region = measureRegion(frame, values, { kind: 'polygon', points: [at(0, 0), at(9, 0), at(9, 6), at(0, 6)] });
    expect(region.ok && region.measured.quantities.find(({ quantity }) => quantity === 'area')).toEqual({
      quantity: 'area',
      value: expect.closeTo(9 * 8, 9),
      unit: '[px2]',
    });
  });
});

describe('projections', () => {
  const mammogram = {
    Modality: 'MG',
    ImagerPixelSpacing: [0.1, 0.1],
    EstimatedRadiographicMagnificationFactor: 1.25,
  } as const;
  const measure = (attributes: Attributes, choice?: MeasuredFrame['choice']) => {
    const { calibration, quantities } = measureLength(frameOf(attributes, choice && { choice }), at(0, 0), at(0, 100));
    return [calibration, quantities[0]?.value, quantities[0]?.unit];
  };

  it('are measured at the detector until a person chooses the magnification', () => {
    expect(measure(mammogram)).toEqual(['detector-plane', 10, 'mm']);
    expect(measure(mammogram, { kind: 'by-magnification' })).toEqual(['magnification-corrected', 8, 'mm']);
  });

  it('take the distances where no factor is given, and nothing where both are missing or absurd', () => {
    const distances = { DistanceSourceToDetector: 1800, DistanceSourceToPatient: 1500 };
    const factor = (attributes: Attributes) => magnificationOf(frameOf(attributes).header);
    expect(factor(distances)).toBeCloseTo(1.2, 12);
    expect(factor({ ...distances, EstimatedRadiographicMagnificationFactor: 1.1 })).toBe(1.1);
    expect(factor({ EstimatedRadiographicMagnificationFactor: 0.5 })).toBeNull();
    expect(factor({ DistanceSourceToDetector: 1800 })).toBeNull();
    const unknown = { Modality: 'DX', ImagerPixelSpacing: [0.1, 0.1] };
    expect(measure(unknown, { kind: 'by-magnification' })).toEqual(['detector-plane', 10, 'mm']);
  });

  it('are calibrated by a person on an object of known size, keeping the proportions of the pixels', () => {
    const { header } = frameOf({ Modality: 'DX', ImagerPixelSpacing: [0.2, 0.1] });
    // 60 columns and 40 rows are 60 and 80 column widths: the line is 100 long and, by the ball, 25 mm
    const spacing = spacingByKnownLength(header, 1, at(0, 0), at(60, 40), 25);
    expect(spacing).toEqual({ row: expect.closeTo(0.5, 12), column: expect.closeTo(0.25, 12) });
    const choice = { kind: 'by-user', spacing: spacing ?? { row: 1, column: 1 } } as const;
    expect(measure({ Modality: 'DX' }, choice)).toEqual(['user-calibrated', expect.closeTo(50, 9), 'mm']);
    expect(spacingByKnownLength(header, 1, at(3, 3), at(3, 3), 25)).toBeNull();
    expect(spacingByKnownLength(header, 1, at(0, 0), at(3, 3), -1)).toBeNull();
  });
});

describe('an ultrasound image with three regions', () => {
  const box = (x0: number, y0: number, x1: number, y1: number): Attributes => ({
    RegionLocationMinX0: x0,
    RegionLocationMinY0: y0,
    RegionLocationMaxX1: x1,
    RegionLocationMaxY1: y1,
  });
  const tissue: Attributes = {
    ...box(0, 0, 199, 199),
    RegionSpatialFormat: 1,
    RegionFlags: 0,
    PhysicalUnitsXDirection: 3,
    PhysicalUnitsYDirection: 3,
    PhysicalDeltaX: 0.02,
    PhysicalDeltaY: 0.03,
  };
  const mMode: Attributes = {
    ...box(200, 0, 399, 199),
    RegionSpatialFormat: 2,
    RegionFlags: 0,
    PhysicalUnitsXDirection: 4,
    PhysicalUnitsYDirection: 3,
    PhysicalDeltaX: 0.005,
    PhysicalDeltaY: 0.03,
  };
  // velocity falls downwards; zero lies on the 100th row of the region, at row 300 of the image
  const doppler: Attributes = {
    ...box(0, 200, 399, 399),
    RegionSpatialFormat: 3,
    RegionFlags: 0,
    PhysicalUnitsXDirection: 4,
    PhysicalUnitsYDirection: 7,
    PhysicalDeltaX: 0.01,
    PhysicalDeltaY: -1.5,
    ReferencePixelX0: 0,
    ReferencePixelY0: 100,
    ReferencePixelPhysicalValueX: 0,
    ReferencePixelPhysicalValueY: 0,
  };
  const frame = frameOf({ Modality: 'US', SequenceOfUltrasoundRegions: [tissue, mMode, doppler] });

  it('measures mm in the image, with its own scale each way', () => {
    // 30 columns of 0.2 mm, 20 rows of 0.3 mm
    expect(measureLength(frame, at(10, 10), at(40, 30))).toEqual({
      calibration: 'ultrasound-region',
      quantities: [{ quantity: 'length', value: expect.closeTo(Math.hypot(6, 6), 12), unit: 'mm' }],
    });
  });

  it('measures time and depth in M-mode', () => {
    expect(measureLength(frame, at(250, 20), at(350, 60)).quantities).toEqual([
      { quantity: 'time', value: expect.closeTo(0.5, 12), unit: 's' },
      { quantity: 'length', value: expect.closeTo(12, 12), unit: 'mm' },
    ]);
  });

  it('measures time and velocity in a spectrum, and the velocity at a point', () => {
    expect(measureLength(frame, at(100, 300), at(150, 240))).toEqual({
      calibration: 'ultrasound-region',
      quantities: [
        { quantity: 'time', value: expect.closeTo(0.5, 12), unit: 's' },
        { quantity: 'velocity', value: expect.closeTo(90, 12), unit: 'cm/s' },
      ],
    });
    const axis = regionAt(frame.header, 1, [at(100, 240)])?.y;
    expect(axis && valueAlong(axis, 240)).toBeCloseTo(90, 12);
    expect(axis && valueAlong(axis, 310)).toBeCloseTo(-15, 12);
  });

  it('knows pixels only from one region to another, and outside of all', () => {
    for (const to of [at(250, 10), at(10, 300), at(500, 10)]) {
      expect(measureLength(frame, at(10, 10), to)).toMatchObject({
        calibration: 'uncalibrated',
        quantities: [{ unit: '[px]' }],
      });
    }
  });

  it('does not fall back to a region of low priority that the line only crosses under', () => {
    const around: Attributes = { ...tissue, ...box(0, 0, 399, 399), RegionFlags: 1, PhysicalDeltaX: 0.1 };
    const covered = frameOf({ Modality: 'US', SequenceOfUltrasoundRegions: [around, mMode] });
    const measured = (from: number, to: number) => measureLength(covered, at(from, 250), at(to, 250)).quantities[0];
    // 1 mm a column where nothing covers it
    expect(measured(10, 60)).toEqual({ quantity: 'length', value: expect.closeTo(50, 9), unit: 'mm' });
    expect(measureLength(covered, at(10, 100), at(250, 100))).toMatchObject({ calibration: 'uncalibrated' });
  });

  it('takes the regions of its own frame', () => {
    const zoomed = { ...tissue, PhysicalDeltaX: 0.01, PhysicalDeltaY: 0.01 };
    const cine = frameOf({
      Modality: 'US',
      NumberOfFrames: 2,
      PerFrameFunctionalGroupsSequence: [
        { SequenceOfUltrasoundRegions: [tissue] },
        { SequenceOfUltrasoundRegions: [zoomed] },
      ],
    });
    const across = (frameNumber: number) => measureLength({ ...cine, frameNumber }, at(0, 5), at(100, 5)).quantities;
    expect(across(1)).toEqual([{ quantity: 'length', value: expect.closeTo(20, 9), unit: 'mm' }]);
    expect(across(2)).toEqual([{ quantity: 'length', value: expect.closeTo(10, 9), unit: 'mm' }]);
  });
});
