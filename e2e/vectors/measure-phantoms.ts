import type { Attributes } from '../../src/dicom/synthetic/attributes.ts';
import {
  buildInstance,
  instanceModule,
  patientModule,
  pixelModule,
  type SyntheticStudy,
  seriesModule,
  sopClasses,
  studyModule,
  syntheticCtSeries,
} from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { dicomNow } from '../peers/small-study.ts';

/** A phantom whose lengths, values and slabs are known analytically: a study of a patient of its own, so without priors. */
export interface MeasurePhantom {
  readonly accession: string;
  readonly files: readonly Uint8Array<ArrayBuffer>[];
}

function studyOf(accession: string): SyntheticStudy {
  const { date, time } = dicomNow();
  return { studyUid: syntheticUid(accession, 'study'), studyId: '1', accession, description: accession, date, time };
}

const common = (study: SyntheticStudy): Attributes => ({
  ...patientModule({ patientId: study.accession, name: 'MESURE^Anne', birthDate: '19600101', sex: 'F' }),
  ...studyModule(study),
});

/** Edge of all images in pixels, and of the CT's in mm. */
export const edge = 96;
export const ladderSpacing = 0.5;
const ladderSlices = 81;

/**
 * CT of 1 × 1 × 0.5 mm. A ladder: in slice k only column 8 + k is bright (rows 8 to 24), so that the bright columns of a
 * maximum slab are its slices. Below it the values are 4 HU a column and 2 a row.
 */
export function ladder(): MeasurePhantom {
  const study = studyOf('MEASURE-CT');
  const files = syntheticCtSeries({
    seed: study.accession,
    rows: edge,
    columns: edge,
    slices: ladderSlices,
    sliceSpacing: ladderSpacing,
    value: (column, row, slice) =>
      row >= 40 ? 1024 + 4 * column + 2 * row : row >= 8 && row <= 24 && column === slice + 8 ? 2024 : 24,
    override: () => common(study),
  });
  return { accession: study.accession, files };
}

/** Bq/mL at which 350 MBq in 70 kg are SUV 1. */
const unitUptake = 5000;
export const petUptake = 4.2;

/** PET of 8 slices: a square of SUV 4.2 in a background of 0.5; the second series does not tell the weight. */
export function positronEmission(): MeasurePhantom {
  const study = studyOf('MEASURE-PT');
  const series = (number: number, weight: Attributes) =>
    syntheticCtSeries({
      seed: `${study.accession}-${number}`,
      rows: edge,
      columns: edge,
      slices: 8,
      sliceSpacing: 4,
      pixelSpacing: [4, 4],
      value: (column, row) => (Math.max(Math.abs(column - 48), Math.abs(row - 48)) <= 16 ? petUptake : 0.5) * 100,
      override: () => ({
        ...common(study),
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.128',
        Modality: 'PT',
        SeriesNumber: number,
        SeriesDescription: number === 1 ? 'PET' : 'PET without weight',
        SeriesDate: study.date,
        SeriesTime: study.time,
        Units: 'BQML',
        CorrectedImage: ['ATTN', 'DECY'],
        DecayCorrection: 'ADMIN',
        RescaleSlope: unitUptake / 100,
        RescaleIntercept: 0,
        RescaleType: 'US',
        PatientSize: 1.75,
        RadiopharmaceuticalInformationSequence: [{ RadionuclideTotalDose: 350e6 }],
        ...weight,
      }),
    });
  return { accession: study.accession, files: [...series(1, { PatientWeight: 70 }), ...series(2, {})] };
}

function projection(accession: string, sopClassUid: string, modality: string, more: Attributes): MeasurePhantom {
  const study = studyOf(accession);
  const data = Uint16Array.from({ length: edge * edge }, (_, index) => (index % edge) * 10);
  const bytes = buildInstance({
    ...common(study),
    ...seriesModule(study, {
      seriesUid: syntheticUid(accession, 'series', 1),
      number: 1,
      modality,
      description: accession,
      bodyPart: 'CHEST',
    }),
    ...instanceModule(study, { sopClassUid, sopInstanceUid: syntheticUid(accession, 'instance', 1), number: 1 }),
    ...pixelModule({
      kind: 'monochrome',
      photometric: 'MONOCHROME2',
      rows: edge,
      columns: edge,
      bitsStored: 12,
      data,
    }),
    ...more,
  });
  return { accession, files: [bytes] };
}

/** A radiograph of 0.2 mm at the detector, magnified by 1.25. */
export function radiograph(): MeasurePhantom {
  return projection('MEASURE-DX', '1.2.840.10008.5.1.4.1.1.1.1', 'DX', {
    ImagerPixelSpacing: [0.2, 0.2],
    EstimatedRadiographicMagnificationFactor: 1.25,
  });
}

/** An ultrasound image: tissue of 0.2 mm on the left, a spectrum of 10 ms and 1.5 cm/s a pixel on the right. */
export function ultrasound(): MeasurePhantom {
  const region = (left: number, right: number, more: Attributes): Attributes => ({
    RegionLocationMinX0: left,
    RegionLocationMinY0: 0,
    RegionLocationMaxX1: right,
    RegionLocationMaxY1: edge - 1,
    RegionFlags: 0,
    ...more,
  });
  return projection('MEASURE-US', sopClasses.ultrasound, 'US', {
    SequenceOfUltrasoundRegions: [
      region(0, 47, {
        RegionSpatialFormat: 1,
        PhysicalUnitsXDirection: 3,
        PhysicalUnitsYDirection: 3,
        PhysicalDeltaX: 0.02,
        PhysicalDeltaY: 0.02,
      }),
      region(48, edge - 1, {
        RegionSpatialFormat: 3,
        PhysicalUnitsXDirection: 4,
        PhysicalUnitsYDirection: 7,
        PhysicalDeltaX: 0.01,
        PhysicalDeltaY: -1.5,
      }),
    ],
  });
}
