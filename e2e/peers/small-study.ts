import type { Attributes } from '../../src/dicom/synthetic/attributes.ts';
import { type SyntheticPatient, syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';

/** A patient and what was asked for, as RIS and PACS of a test site both know them. */
export interface Examination {
  readonly patient: SyntheticPatient;
  /** Empty for images and orders without one. */
  readonly accession: string;
  readonly description: string;
}

export interface SmallStudy {
  readonly studyUid: string;
  readonly seriesUid: string;
  /** In slice order. */
  readonly sopInstanceUids: readonly string[];
  readonly instances: readonly Uint8Array<ArrayBuffer>[];
}

export const smallSlices = 12;
const size = 64;

/** A CT of 12 slices of 64 x 64 pixels, made now: a bright cylinder in air whose grey differs from slice to slice. */
export function smallStudy(seed: string, examination: Examination): SmallStudy {
  const attributes = examinationAttributes(examination);
  const instances = syntheticCtSeries({
    seed,
    rows: size,
    columns: size,
    slices: smallSlices,
    value: (column, row, slice) => (Math.hypot(column - size / 2, row - size / 2) < size / 3 ? 1024 + slice * 10 : 24),
    override: () => attributes,
  });
  return {
    studyUid: syntheticUid(seed, 'study'),
    seriesUid: syntheticUid(seed, 'series', 1),
    sopInstanceUids: instances.map((_, slice) => syntheticUid(seed, 'instance', 1, slice + 1)),
    instances,
  };
}

/** Whose images of an examination made now are, and by which order (PS3.3 C.7.1.1, C.7.2.1). */
export function examinationAttributes({ patient, accession, description }: Examination): Attributes {
  const { date, time } = dicomNow();
  return {
    PatientID: patient.patientId,
    PatientName: patient.name,
    PatientBirthDate: patient.birthDate,
    PatientSex: patient.sex,
    AccessionNumber: accession,
    StudyDescription: description,
    StudyDate: date,
    StudyTime: time,
  };
}

/** Date and time of this moment as DICOM writes them (PS3.5 6.2, DA and TM), in local time. */
export function dicomNow(): { readonly date: string; readonly time: string } {
  const now = new Date();
  const digits = (value: number) => String(value).padStart(2, '0');
  return {
    date: `${now.getFullYear()}${digits(now.getMonth() + 1)}${digits(now.getDate())}`,
    time: `${digits(now.getHours())}${digits(now.getMinutes())}00`,
  };
}
