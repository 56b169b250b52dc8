import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Quantity } from '../../../contract/index.ts';
import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import type { PixelPoint } from '../../../dicom/measure/length.ts';
import type { MeasuredKind } from '../../../dicom/measure/measured.ts';
import type { Attributes } from '../../../dicom/synthetic/attributes.ts';
import { buildInstance, pixelModule, sopClasses, syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { measureFile } from '../../../main/inspection/index.ts';
import { fromPixel } from './image-plane.ts';
import { imagesOf, stackView } from './images.test-data.ts';
import { type MeasureChoices, type Measured, measureAgain, measureImage, valuesAt } from './measure-image.ts';
import type { MeasuredImages } from './volume-of-images.ts';

const asStored: MeasureChoices = { calibration: { kind: 'as-stored' }, suv: 'bw' };
const folder = mkdtempSync(join(tmpdir(), 'vigie-measure-'));
afterAll(() => rmSync(folder, { recursive: true }));

function quantities(measured: Measured): readonly Quantity[] {
  if (!measured.ok) throw new Error(measured.refusal);
  return measured.measurement.quantities;
}
function quantityOf(measured: Measured, wanted: Quantity['quantity']): number {
  return quantities(measured).find(({ quantity }) => quantity === wanted)?.value ?? Number.NaN;
}
/** Measures between pixels of an image of a stack. */
function onStack(
  images: MeasuredImages,
  index: number,
  kind: MeasuredKind,
  points: readonly PixelPoint[],
  choices = asStored,
) {
  const frame = images.description(index);
  if (!frame) throw new Error('not described');
  const places = points.map(point => fromPixel(frame, point));
  return measureImage('m', kind, stackView(index), images, places, () => choices);
}
const at = (column: number, row: number): PixelPoint => ({ column, row });

describe('the viewer and `vigie measure` give the same numbers for the same points', () => {
  /** 0.5 × 0.8 mm; the corner is padding. */
  const anisotropic = syntheticCtSeries({
    seed: 'alike',
    rows: 48,
    columns: 64,
    slices: 2,
    pixelSpacing: [0.8, 0.5],
    value: (column, row) => (column + row < 20 ? 0 : 1000 + ((column * 7 + row * 13) % 97)),
    override: () => ({ PixelPaddingValue: 0 }),
  });
  const radiograph = buildInstance({
    SOPClassUID: sopClasses.computedRadiography,
    SOPInstanceUID: syntheticUid('alike', 'radiograph'),
    Modality: 'DX',
    ImagerPixelSpacing: [0.14, 0.14],
    ...pixelModule({
      kind: 'monochrome',
      photometric: 'MONOCHROME1',
      rows: 40,
      columns: 50,
      bitsStored: 12,
      data: Uint16Array.from({ length: 2000 }, (_, index) => index),
    }),
  });
  const ultrasound = buildInstance({
    SOPClassUID: sopClasses.ultrasound,
    SOPInstanceUID: syntheticUid('alike', 'ultrasound'),
    Modality: 'US',
    SequenceOfUltrasoundRegions: [
      {
        RegionLocationMinX0: 0,
        RegionLocationMinY0: 0,
        RegionLocationMaxX1: 29,
        RegionLocationMaxY1: 39,
        RegionSpatialFormat: 1,
        RegionFlags: 0,
        PhysicalUnitsXDirection: 3,
        PhysicalUnitsYDirection: 3,
        PhysicalDeltaX: 0.02,
        PhysicalDeltaY: 0.03,
      },
    ],
    ...pixelModule({
      kind: 'monochrome',
      photometric: 'MONOCHROME2',
      rows: 40,
      columns: 50,
      bitsStored: 8,
      data: Uint8Array.from({ length: 2000 }, (_, index) => index % 256),
    }),
  });
  const shapes: readonly (readonly [MeasuredKind, readonly PixelPoint[]])[] = [
    ['length', [at(3, 4), at(27.5, 31)]],
    // The viewer's points are the ends of its axes; it draws the rectangle around them.
    ['ellipse', [at(5, 20), at(25, 20), at(15, 12), at(15, 28)]],
    ['polygon', [at(4, 4), at(28, 6), at(25, 30), at(6, 33)]],
    ['point', [at(20.4, 17.6)]],
    ['angle', [at(3, 4), at(20, 9), at(11, 33)]],
    ['cobb', [at(3, 4), at(25, 9), at(2, 33), at(27, 30)]],
  ];
  const rectangle = ([left, right, top, bottom]: readonly PixelPoint[]) => [
    at(left!.column, top!.row),
    at(right!.column, bottom!.row),
  ];

  it.each([
    ['a CT of anisotropic pixels with padding', anisotropic[1]!],
    ['a radiograph at the detector', radiograph],
    ['an ultrasound image with a region', ultrasound],
  ])('%s', async (name, bytes) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.dcm`);
    writeFileSync(file, bytes);
    const images = imagesOf([bytes]);
    for (const [kind, points] of shapes) {
      const byCommand = await measureFile(file, 1, { kind, points }, () => Promise.reject(new Error('not compressed')));
      if (!byCommand.ok) throw new Error(JSON.stringify(byCommand.failure));
      const onScreen = onStack(images, 0, kind, kind === 'ellipse' ? rectangle(points) : points);
      expect(onScreen.ok && onScreen.measurement.calibration).toBe(byCommand.value.kind);
      expect(quantities(onScreen).map(({ quantity, unit }) => [quantity, unit])).toEqual(
        byCommand.value.quantities.map(({ quantity, unit }) => [quantity, unit]),
      );
      for (const [index, { value }] of quantities(onScreen).entries()) {
        expect(value).toBeCloseTo(byCommand.value.quantities[index]?.value ?? Number.NaN, 9);
      }
    }
  });
});

describe('planes of a volume, against the phantom they cut', () => {
  /** Spacing of 0.8 × 0.8 × 1.5 mm; the values are 2·x + 3·y − z + 1000 of the patient, so that means are those of centres. */
  const size = 96;
  const [across, along] = [0.8, 1.5];
  const volume = syntheticCtSeries({
    seed: 'planes',
    rows: size,
    columns: size,
    slices: 50,
    pixelSpacing: [across, across],
    sliceSpacing: along,
    value: (column, row, slice) => Math.round(2 * column * across + 3 * row * across - slice * along + 2024),
  });
  const images = imagesOf(volume, { sliceSpacing: along });
  const center: Vector3 = [38, 38, 36];
  const hounsfield = ([x, y, z]: Vector3) => 2 * x + 3 * y - z + 1000;

  it.each([
    ['axial', 0],
    ['turned by 20 degrees', 20],
    ['turned by 45 degrees', 45],
    ['coronal', 90],
  ])('%s: lengths, areas, means', (name, degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const right: Vector3 = [1, 0, 0];
    const down: Vector3 = [0, Math.cos(angle), Math.sin(angle)];
    const view = stackView(0, { kind: name === 'coronal' ? 'coronal' : 'axial', axes: { right, down } });
    const place = (x: number, y: number): Vector3 => [center[0] + x, center[1] + y * down[1], center[2] + y * down[2]];
    const measure = (kind: MeasuredKind, ...points: Vector3[]) =>
      measureImage('m', kind, view, images, points, () => asStored);
    expect(quantityOf(measure('length', place(-12, -9), place(12, 9)), 'length')).toBeCloseTo(30, 9);
    const ellipse = measure('ellipse', place(-15, -12), place(15, 12));
    expect(quantityOf(ellipse, 'area')).toBeCloseTo(Math.PI * 15 * 12, 6);
    // half a voxel (0.75 mm along z at most) of a gradient of √14 a mm
    expect(Math.abs(quantityOf(ellipse, 'mean') - hounsfield(center))).toBeLessThan(0.005 * hounsfield(center));
    // along each half axis, the deviation over a disc is half of the change
    const expected = Math.hypot(2 * 7.5, (3 * down[1] - down[2]) * 6);
    expect(Math.abs(quantityOf(ellipse, 'standard-deviation') / expected - 1)).toBeLessThan(0.04);
    const square = [place(-10, -10), place(10, -10), place(10, 10), place(-10, 10)];
    expect(quantityOf(measure('polygon', ...square), 'area')).toBeCloseTo(400, 6);
    // the nearest voxel: up to half of one along each axis away
    const halfVoxel = (2 * across) / 2 + (3 * across) / 2 + along / 2;
    expect(Math.abs(quantityOf(measure('point', center), 'value') - hounsfield(center))).toBeLessThan(halfVoxel + 0.5);
  });

  it('the same region on a slice and on the plane through it', () => {
    const index = 24;
    const ends = [at(20, 30), at(60, 50)];
    const onSlice = onStack(images, index, 'ellipse', ends);
    const frame = images.description(index)!;
    const axial = stackView(0, { kind: 'axial' });
    const onPlane = measureImage(
      'm',
      'ellipse',
      axial,
      images,
      ends.map(end => fromPixel(frame, end)),
      () => asStored,
    );
    expect(quantities(onPlane)).toEqual(quantities(onSlice).map(q => ({ ...q, value: expect.closeTo(q.value, 6) })));
    expect(onPlane.ok && onPlane.measurement.image.imageNumber).toBe(index + 1);
  });

  it('refuses slabs, pictures that are not drawn yet, and slices that are not here', () => {
    const refusal = (view: Parameters<typeof stackView>[1], kind: MeasuredKind = 'ellipse', set = images) => {
      const points: Vector3[] = [
        [20, 20, 36],
        [50, 50, 36],
      ];
      const measured = measureImage('m', kind, stackView(24, view), set, points, () => asStored);
      return measured.ok ? null : measured.refusal;
    };
    expect(refusal({ kind: 'axial', slab: 10 })).toBe('slab');
    expect(refusal({ kind: 'axial', slab: 10 }, 'length')).toBeNull();
    expect(refusal({ painted: false }, 'length')).toBe('not-painted');
    expect(refusal({ kind: 'volume3d' })).toBe('volume3d');
    const lacking = imagesOf(volume, { sliceSpacing: along, unread: [24] });
    expect(refusal({ kind: 'axial' }, 'ellipse', lacking)).toBe('missing-data');
    expect(refusal({ kind: 'axial' }, 'point', lacking)).toBe('missing-data');
    expect(refusal({}, 'ellipse', lacking)).toBe('not-read');
    expect(refusal({ kind: 'axial' }, 'ellipse', imagesOf(volume))).toBe('not-read');
    const elsewhere = imagesOf(volume, { sliceSpacing: along, unread: [3] });
    expect(refusal({ kind: 'axial' }, 'ellipse', elsewhere)).toBeNull();
  });
});

describe('what the reader decides', () => {
  const bytes = buildInstance({
    SOPClassUID: sopClasses.computedRadiography,
    SOPInstanceUID: syntheticUid('decided', 'radiograph'),
    Modality: 'DX',
    ImagerPixelSpacing: [0.2, 0.2],
    EstimatedRadiographicMagnificationFactor: 1.25,
    ...pixelModule({
      kind: 'monochrome',
      photometric: 'MONOCHROME2',
      rows: 100,
      columns: 100,
      bitsStored: 12,
      data: new Uint16Array(10_000).fill(7),
    }),
  });
  const images = imagesOf([bytes]);

  it.each([
    ['detector-plane', { kind: 'as-stored' }, 10],
    ['magnification-corrected', { kind: 'by-magnification' }, 8],
    ['user-calibrated', { kind: 'by-user', spacing: { row: 0.5, column: 0.5 } }, 25],
  ] as const)('%s changes what was measured before', (kind, calibration, millimetres) => {
    const measured = onStack(images, 0, 'length', [at(10, 10), at(60, 10)]);
    if (!measured.ok) throw new Error(measured.refusal);
    const again = measureAgain(measured.measurement, true, images, { ...asStored, calibration });
    expect(again.calibration).toBe(kind);
    expect(again.quantities).toEqual([{ quantity: 'length', value: expect.closeTo(millimetres, 9), unit: 'mm' }]);
    expect(again.points).toEqual(measured.measurement.points);
  });
});

describe('uptakes of PET', () => {
  /** 70 kg; 350 MBq with a half-life of 6000 s, injected 6000 s before the series: 175 MBq are left. */
  const pet = (more: (slice: number) => Attributes = () => ({})) =>
    syntheticCtSeries({
      seed: 'pet',
      rows: 32,
      columns: 32,
      slices: 6,
      pixelSpacing: [4, 4],
      sliceSpacing: 3,
      value: (column, row, slice) => ((column - 16) ** 2 + (row - 16) ** 2 <= 25 ? 1000 + slice * 100 : 100),
      override: slice => ({
        Modality: 'PT',
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.128',
        SeriesDate: '20260115',
        SeriesTime: '104000',
        AcquisitionDate: '20260115',
        AcquisitionTime: '104000',
        PatientWeight: 70,
        PatientSize: 1.75,
        PatientSex: 'M',
        CorrectedImage: ['DECY', 'ATTN'],
        DecayCorrection: 'START',
        Units: 'BQML',
        // each slice has a scale of its own
        RescaleSlope: 10 + slice,
        RescaleIntercept: 0,
        RadiopharmaceuticalInformationSequence: [
          { RadiopharmaceuticalStartTime: '090000', RadionuclideTotalDose: 350e6, RadionuclideHalfLife: 6000 },
        ],
        ...more(slice),
      }),
    });
  const uptake = (stored: number, slice: number) => (stored * (10 + slice) * 70_000) / 175e6;
  const points = [at(13, 13), at(19, 19)];

  it('are SUV by body weight on slices and through them', () => {
    const images = imagesOf(pet(), { sliceSpacing: 3 });
    const region = onStack(images, 2, 'ellipse', points);
    expect(quantities(region)[0]).toEqual({
      quantity: 'mean',
      value: expect.closeTo(uptake(1200, 2), 6),
      unit: '{SUVbw}g/ml',
    });
    const frame = images.description(2)!;
    const axial = stackView(0, { kind: 'axial' });
    const through = measureImage(
      'm',
      'ellipse',
      axial,
      images,
      points.map(point => fromPixel(frame, point)),
      () => asStored,
    );
    expect(quantityOf(through, 'maximum')).toBeCloseTo(uptake(1200, 2), 6);
    const pointer = valuesAt(stackView(5), images, fromPixel(images.description(5)!, at(16, 16)), () => asStored);
    expect(pointer).toEqual([{ quantity: 'value', value: expect.closeTo(uptake(1500, 5), 6), unit: '{SUVbw}g/ml' }]);
  });

  it('follow the kind that is chosen', () => {
    const images = imagesOf(pet(), { sliceSpacing: 3 });
    const measured = onStack(images, 0, 'ellipse', points);
    if (!measured.ok) throw new Error(measured.refusal);
    const mean = (suv: MeasureChoices['suv']) =>
      measureAgain(measured.measurement, true, images, { ...asStored, suv }).quantities[0];
    // Janmahasatian: 9270·70/(6680 + 216·22.857) kg; Du Bois: 71.84·70^0.425·175^0.725 cm²
    const lean = (9270 * 70) / (6680 + 216 * (70 / 1.75 ** 2));
    expect(mean('lbm')).toEqual({
      quantity: 'mean',
      value: expect.closeTo((uptake(1000, 0) * lean) / 70, 9),
      unit: '{SUVlbm(Janma)}g/ml',
    });
    expect(mean('bsa')).toMatchObject({
      value: expect.closeTo((uptake(1000, 0) / 70_000) * 71.84 * 70 ** 0.425 * 175 ** 0.725, 9),
      unit: '{SUVbsa}cm2/ml',
    });
  });

  it('are activities where there is no SUV', () => {
    const images = imagesOf(
      pet(() => ({ PatientWeight: [] as never })),
      { sliceSpacing: 3 },
    );
    expect(quantities(onStack(images, 0, 'ellipse', points))[0]).toEqual({
      quantity: 'mean',
      value: 10_000,
      unit: 'Bq/mL',
    });
  });
});
