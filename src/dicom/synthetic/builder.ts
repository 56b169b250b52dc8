import { transferSyntaxes, writePart10 } from '../part10/write.ts';
import { type Attributes, toDataSet } from './attributes.ts';
import { syntheticUid } from './uid.ts';

export const sopClasses = {
  computedRadiography: '1.2.840.10008.5.1.4.1.1.1',
  ct: '1.2.840.10008.5.1.4.1.1.2',
  mr: '1.2.840.10008.5.1.4.1.1.4',
  ultrasound: '1.2.840.10008.5.1.4.1.1.6.1',
  ultrasoundMultiframe: '1.2.840.10008.5.1.4.1.1.3.1',
  secondaryCapture: '1.2.840.10008.5.1.4.1.1.7',
} as const;

export interface SyntheticPatient {
  readonly patientId: string;
  readonly issuer?: string;
  /** DICOM person name, `Family^Given`. */
  readonly name: string;
  /** `YYYYMMDD`. */
  readonly birthDate: string;
  readonly sex: 'M' | 'F' | 'O';
}

export interface SyntheticStudy {
  readonly studyUid: string;
  readonly studyId: string;
  readonly accession: string;
  readonly description: string;
  /** `YYYYMMDD` and `HHMMSS`, local time. */
  readonly date: string;
  readonly time: string;
  readonly referringPhysician?: string;
  readonly institution?: string;
}

export interface SyntheticSeries {
  readonly seriesUid: string;
  readonly number: number;
  readonly modality: string;
  readonly description: string;
  readonly bodyPart: string;
  readonly protocol?: string;
}

/** Image plane in patient coordinates: millimetres, axes to the left, the back and the head (PS3.3 C.7.6.2.1.1). */
export interface SyntheticPlane {
  readonly frameOfReferenceUid: string;
  /** Centre of the first transmitted voxel. */
  readonly position: readonly [number, number, number];
  /** Direction of the rows, then of the columns. */
  readonly orientation: readonly [number, number, number, number, number, number];
  /** Row spacing (between rows), then column spacing. */
  readonly pixelSpacing: readonly [number, number];
  readonly sliceThickness: number;
}

export type SyntheticPixels =
  | {
      readonly kind: 'monochrome';
      readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
      readonly rows: number;
      readonly columns: number;
      readonly bitsStored: number;
      /** Stored values; `Int16Array` makes them signed (PS3.3 C.7.6.3.1). */
      readonly data: Uint8Array | Uint16Array | Int16Array;
    }
  | { readonly kind: 'rgb'; readonly rows: number; readonly columns: number; readonly data: Uint8Array };

/** PS3.3 C.7.1.1, with the text in UTF-8. */
export function patientModule(patient: SyntheticPatient): Attributes {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    PatientName: patient.name,
    PatientID: patient.patientId,
    ...(patient.issuer === undefined ? {} : { IssuerOfPatientID: patient.issuer }),
    PatientBirthDate: patient.birthDate,
    PatientSex: patient.sex,
  };
}

/** PS3.3 C.7.2.1. */
export function studyModule(study: SyntheticStudy): Attributes {
  return {
    StudyInstanceUID: study.studyUid,
    StudyID: study.studyId,
    AccessionNumber: study.accession,
    StudyDescription: study.description,
    StudyDate: study.date,
    StudyTime: study.time,
    ReferringPhysicianName: study.referringPhysician ?? '',
  };
}

/** PS3.3 C.7.3.1 and the equipment of C.7.5.1, which says that no scanner made it. */
export function seriesModule(study: SyntheticStudy, series: SyntheticSeries): Attributes {
  return {
    SeriesInstanceUID: series.seriesUid,
    SeriesNumber: series.number,
    SeriesDescription: series.description,
    SeriesDate: study.date,
    SeriesTime: study.time,
    Modality: series.modality,
    BodyPartExamined: series.bodyPart,
    ...(series.protocol === undefined ? {} : { ProtocolName: series.protocol }),
    Manufacturer: 'Vigie',
    ManufacturerModelName: 'Synthetic phantom',
    DeviceSerialNumber: 'DEMO',
    SoftwareVersions: '1',
    InstitutionName: study.institution ?? 'Vigie demo department',
  };
}

/** SOP Common and General Image (PS3.3 C.12.1, C.7.6.1). */
export function instanceModule(
  study: SyntheticStudy,
  instance: { readonly sopClassUid: string; readonly sopInstanceUid: string; readonly number: number },
): Attributes {
  return {
    SOPClassUID: instance.sopClassUid,
    SOPInstanceUID: instance.sopInstanceUid,
    InstanceNumber: instance.number,
    ContentDate: study.date,
    ContentTime: study.time,
    AcquisitionDate: study.date,
    AcquisitionTime: study.time,
    BurnedInAnnotation: 'NO',
    LossyImageCompression: '00',
  };
}

/** Image Plane and Frame of Reference (PS3.3 C.7.6.2, C.7.4.1). */
export function planeModule(plane: SyntheticPlane): Attributes {
  return {
    FrameOfReferenceUID: plane.frameOfReferenceUid,
    PositionReferenceIndicator: '',
    ImagePositionPatient: plane.position,
    ImageOrientationPatient: plane.orientation,
    PixelSpacing: plane.pixelSpacing,
    SliceThickness: plane.sliceThickness,
  };
}

/** PS3.3 C.7.6.3. */
export function pixelModule(pixels: SyntheticPixels): Attributes {
  const shape = { Rows: pixels.rows, Columns: pixels.columns, PixelData: pixels.data };
  switch (pixels.kind) {
    case 'rgb':
      return {
        ...shape,
        SamplesPerPixel: 3,
        PhotometricInterpretation: 'RGB',
        PlanarConfiguration: 0,
        BitsAllocated: 8,
        BitsStored: 8,
        HighBit: 7,
        PixelRepresentation: 0,
      };
    case 'monochrome':
      return {
        ...shape,
        SamplesPerPixel: 1,
        PhotometricInterpretation: pixels.photometric,
        BitsAllocated: pixels.data.BYTES_PER_ELEMENT * 8,
        BitsStored: pixels.bitsStored,
        HighBit: pixels.bitsStored - 1,
        PixelRepresentation: pixels.data instanceof Int16Array ? 1 : 0,
      };
  }
}

/** PS3.3 C.11.1; `HU` needs no type, everything else names it (C.11.1.1.2). */
export function rescaleModule(slope: number, intercept: number, type = 'HU'): Attributes {
  return { RescaleSlope: slope, RescaleIntercept: intercept, RescaleType: type };
}

/** PS3.3 C.11.2. */
export function windowModule(center: number, width: number): Attributes {
  return { WindowCenter: center, WindowWidth: width };
}

/** The instance as a Part 10 file. */
export function buildInstance(
  attributes: Attributes,
  transferSyntaxUid: string = transferSyntaxes.explicitLittleEndian,
): Uint8Array<ArrayBuffer> {
  return writePart10(toDataSet(attributes), { transferSyntaxUid });
}

export interface SyntheticVolume {
  /** Everything that is not given follows from it. */
  readonly seed: string;
  readonly rows?: number;
  readonly columns?: number;
  readonly slices?: number;
  readonly pixelSpacing?: readonly [number, number];
  readonly sliceSpacing?: number;
  readonly transferSyntaxUid?: string;
  /** Stored value at a voxel; by default one that differs in every direction. */
  readonly value?: (column: number, row: number, slice: number) => number;
  /** Changes or adds attributes of one slice. */
  readonly override?: (slice: number) => Attributes;
}

/**
 * A small axial CT series for tests: 12-bit stored values with intercept -1024, first voxel at (0, 0, 0), slices towards
 * the head, one file for each slice.
 */
export function syntheticCtSeries(volume: SyntheticVolume): readonly Uint8Array<ArrayBuffer>[] {
  const { seed, rows = 16, columns = 16, slices = 4, pixelSpacing = [1, 1], sliceSpacing = 2 } = volume;
  const value = volume.value ?? ((column, row, slice) => (column + row * 16 + slice * 256) & 0xfff);
  const study: SyntheticStudy = {
    studyUid: syntheticUid(seed, 'study'),
    studyId: '1',
    accession: `A-${seed}`.slice(0, 16),
    description: 'Test CT',
    date: '20260115',
    time: '081500',
  };
  const series: SyntheticSeries = {
    seriesUid: syntheticUid(seed, 'series', 1),
    number: 1,
    modality: 'CT',
    description: 'Axial',
    bodyPart: 'CHEST',
  };
  return Array.from({ length: slices }, (_, slice) => {
    const data = new Uint16Array(rows * columns);
    for (let index = 0; index < data.length; index++) {
      data[index] = value(index % columns, Math.floor(index / columns), slice);
    }
    const attributes: Attributes = {
      ...patientModule({ patientId: `P-${seed}`, name: 'Test^Élodie', birthDate: '19700203', sex: 'F' }),
      ...studyModule(study),
      ...seriesModule(study, series),
      ...instanceModule(study, {
        sopClassUid: sopClasses.ct,
        sopInstanceUid: syntheticUid(seed, 'instance', 1, slice + 1),
        number: slice + 1,
      }),
      ...planeModule({
        frameOfReferenceUid: syntheticUid(seed, 'frame-of-reference'),
        position: [0, 0, slice * sliceSpacing],
        orientation: [1, 0, 0, 0, 1, 0],
        pixelSpacing,
        sliceThickness: sliceSpacing,
      }),
      ...pixelModule({ kind: 'monochrome', photometric: 'MONOCHROME2', rows, columns, bitsStored: 12, data }),
      ...rescaleModule(1, -1024),
      ...windowModule(40, 400),
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      KVP: 120,
      AcquisitionNumber: 1,
      PatientPosition: 'HFS',
      ...volume.override?.(slice),
    };
    return buildInstance(attributes, volume.transferSyntaxUid);
  });
}
