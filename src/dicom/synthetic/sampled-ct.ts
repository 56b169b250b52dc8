import type { Orientation } from '../geometry/image-plane.ts';
import { add, cross, scale, type Vector3 } from '../geometry/vector.ts';
import type { Attributes } from './attributes.ts';
import {
  buildInstance,
  instanceModule,
  patientModule,
  pixelModule,
  planeModule,
  rescaleModule,
  type SyntheticPatient,
  type SyntheticSeries,
  type SyntheticStudy,
  seriesModule,
  sopClasses,
  studyModule,
  windowModule,
} from './builder.ts';
import { syntheticUid } from './uid.ts';

/** Where one slice lies, and what differs in it. */
export interface SampledSlice {
  /** Patient coordinates of the centre of the first pixel, mm. */
  readonly position: Vector3;
  readonly orientation: Orientation;
  readonly rows: number;
  readonly columns: number;
  readonly pixelSpacing: readonly [row: number, column: number];
  /** Changes or adds attributes. */
  readonly attributes?: Attributes;
}

export interface SampledSeries {
  /** UIDs follow from it and from the series' number. */
  readonly seed: string;
  readonly patient: SyntheticPatient;
  readonly study: SyntheticStudy;
  readonly number: number;
  readonly description: string;
  readonly slices: readonly SampledSlice[];
  /** Hounsfield units at a place in the patient: what is known of every voxel, wherever its slice lies. */
  readonly value: (point: Vector3) => number;
}

/** A CT series that samples a function of patient space at the centres of its pixels: wherever an image shows it, its place is known. */
export function sampledCtSeries(sampled: SampledSeries): readonly Uint8Array<ArrayBuffer>[] {
  const { seed, patient, study, number } = sampled;
  const series: SyntheticSeries = {
    seriesUid: syntheticUid(seed, 'series', number),
    number,
    modality: 'CT',
    description: sampled.description,
    bodyPart: 'HEAD',
  };
  return sampled.slices.map((slice, index) => {
    const { position, orientation, rows, columns, pixelSpacing, attributes } = slice;
    const data = Int16Array.from({ length: rows * columns }, (_, at) =>
      Math.round(sampled.value(pixelCentre(slice, at % columns, Math.floor(at / columns)))),
    );
    return buildInstance({
      ...patientModule(patient),
      ...studyModule(study),
      ...seriesModule(study, series),
      ...instanceModule(study, {
        sopClassUid: sopClasses.ct,
        sopInstanceUid: syntheticUid(seed, 'instance', number, index + 1),
        number: index + 1,
      }),
      ...planeModule({
        frameOfReferenceUid: syntheticUid(seed, 'frame-of-reference'),
        position: [...position],
        orientation: [...orientation.row, ...orientation.column] as [number, number, number, number, number, number],
        pixelSpacing,
        sliceThickness: 1,
      }),
      ...pixelModule({ kind: 'monochrome', photometric: 'MONOCHROME2', rows, columns, bitsStored: 16, data }),
      ...rescaleModule(1, 0),
      ...windowModule(40, 400),
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      KVP: 120,
      AcquisitionNumber: 1,
      PatientPosition: 'HFS',
      ...attributes,
    });
  });
}

/** Equation C.7.6.2.1-1 (PS3.3). */
function pixelCentre({ position, orientation, pixelSpacing }: SampledSlice, column: number, row: number): Vector3 {
  const across = scale(orientation.row, column * pixelSpacing[1]);
  return add(position, add(across, scale(orientation.column, row * pixelSpacing[0])));
}

/** Rows from right to left, columns turned about them by so many degrees: 0 is axial, 90 coronal from head to feet. */
export function turnedAboutRows(degrees: number): Orientation {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [row, column]: [Vector3, Vector3] = [
    [1, 0, 0],
    [0, cos, sin],
  ];
  return { row, column, normal: cross(row, column) };
}
