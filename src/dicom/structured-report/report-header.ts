import type { Tag } from '../dataset/data-set.ts';
import type { Vr, WritableDataSet, WritableElement, WritableValue } from '../part10/write.ts';

/** What every object of a report says of patient, study, series and itself. */
export interface ReportHeader {
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly patient: {
    readonly id: string;
    readonly issuer: string | null;
    /** `Family^Given`. */
    readonly name: string;
    /** `YYYYMMDD`, or empty. */
    readonly birthDate: string;
    readonly sex: 'M' | 'F' | 'O' | '';
  };
  readonly accession: string;
  /** `YYYYMMDD` and `HHMMSS` of the study, local time; empty where unknown. */
  readonly studyDate: string;
  readonly studyTime: string;
  readonly studyDescription: string;
  readonly requester: string;
  /** `YYYYMMDD` and `HHMMSS` of the signature, in UTC (0008,0201 says so). */
  readonly contentDate: string;
  readonly contentTime: string;
  readonly title: string;
  readonly version: number;
}

export interface Code {
  readonly value: string;
  readonly scheme: 'DCM' | 'LN' | 'RFC5646';
  readonly meaning: string;
}

export type ElementEntry = readonly [tag: Tag, element: WritableElement];

/** One element of a data set. */
export function entry(tag: number, vr: Vr, value: WritableValue): ElementEntry {
  return [tag, { vr, value }];
}

export function dataSetOf(entries: readonly ElementEntry[]): WritableDataSet {
  return new Map(entries);
}

/** Code Sequence Macro (PS3.3 8.8). */
export function codeItem({ value, scheme, meaning }: Code): WritableDataSet {
  return dataSetOf([entry(0x00080100, 'SH', value), entry(0x00080102, 'SH', scheme), entry(0x00080104, 'LO', meaning)]);
}

/** Series number of reports of Vigie: far from those of images. */
const seriesNumber = '9901';

/** SOP Common, Patient, General Study, series and General Equipment (PS3.3 C.12.1, C.7.1.1, C.7.2.1, C.7.5.1). */
export function headerEntries(
  header: ReportHeader,
  sopClassUid: string,
  modality: 'SR' | 'DOC' | 'KO',
): ElementEntry[] {
  const { patient } = header;
  return [
    entry(0x00080005, 'CS', 'ISO_IR 192'),
    entry(0x00080016, 'UI', sopClassUid),
    entry(0x00080018, 'UI', header.sopInstanceUid),
    entry(0x00080020, 'DA', header.studyDate),
    entry(0x00080023, 'DA', header.contentDate),
    entry(0x00080030, 'TM', header.studyTime),
    entry(0x00080033, 'TM', header.contentTime),
    entry(0x00080050, 'SH', header.accession),
    entry(0x00080060, 'CS', modality),
    entry(0x00080070, 'LO', 'Vigie'),
    entry(0x00080090, 'PN', header.requester),
    entry(0x00080201, 'SH', '+0000'),
    ...(header.studyDescription === '' ? [] : [entry(0x00081030, 'LO', header.studyDescription)]),
    entry(0x0008103e, 'LO', header.title.slice(0, 64)),
    entry(0x00100010, 'PN', patient.name),
    entry(0x00100020, 'LO', patient.id),
    ...(patient.issuer === null ? [] : [entry(0x00100021, 'LO', patient.issuer.slice(0, 64))]),
    entry(0x00100030, 'DA', patient.birthDate),
    entry(0x00100040, 'CS', patient.sex),
    entry(0x0020000d, 'UI', header.studyUid),
    entry(0x0020000e, 'UI', header.seriesUid),
    entry(0x00200010, 'SH', ''),
    entry(0x00200011, 'IS', seriesNumber),
    entry(0x00200013, 'IS', String(header.version)),
  ];
}
