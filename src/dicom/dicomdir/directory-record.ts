import type { DataElement, DataSet, Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { stringOf } from '../dataset/values.ts';
import { isText } from '../dataset/vr.ts';
import type { Vr, WritableDataSet, WritableElement } from '../part10/writable.ts';

/** Kinds of directory records that are written here (PS3.3 F.4, F.5). */
export type InstanceRecordType =
  | 'IMAGE'
  | 'SR DOCUMENT'
  | 'KEY OBJECT DOC'
  | 'PRESENTATION'
  | 'WAVEFORM'
  | 'ENCAP DOC'
  | 'RAW DATA'
  | 'SPECTROSCOPY'
  | 'RT DOSE'
  | 'RT STRUCTURE SET'
  | 'RT PLAN'
  | 'RT TREAT RECORD'
  | 'REGISTRATION'
  | 'FIDUCIAL';

const classPrefixes: readonly (readonly [prefix: string, type: InstanceRecordType])[] = [
  ['1.2.840.10008.5.1.4.1.1.88.59', 'KEY OBJECT DOC'],
  ['1.2.840.10008.5.1.4.1.1.88.', 'SR DOCUMENT'],
  ['1.2.840.10008.5.1.4.1.1.11.', 'PRESENTATION'],
  ['1.2.840.10008.5.1.4.1.1.9.', 'WAVEFORM'],
  ['1.2.840.10008.5.1.4.1.1.104.', 'ENCAP DOC'],
  ['1.2.840.10008.5.1.4.1.1.66.1', 'REGISTRATION'],
  ['1.2.840.10008.5.1.4.1.1.66.3', 'REGISTRATION'],
  ['1.2.840.10008.5.1.4.1.1.66.2', 'FIDUCIAL'],
  ['1.2.840.10008.5.1.4.1.1.4.2', 'SPECTROSCOPY'],
  ['1.2.840.10008.5.1.4.1.1.481.2', 'RT DOSE'],
  ['1.2.840.10008.5.1.4.1.1.481.3', 'RT STRUCTURE SET'],
  ['1.2.840.10008.5.1.4.1.1.481.5', 'RT PLAN'],
  ['1.2.840.10008.5.1.4.1.1.481.8', 'RT PLAN'],
  ['1.2.840.10008.5.1.4.1.1.481.1', 'IMAGE'],
  ['1.2.840.10008.5.1.4.1.1.481.', 'RT TREAT RECORD'],
];

/** The record type of an instance; what has pixels is an image, and what nobody here knows is raw data. */
export function recordTypeOf(sopClassUid: string, hasPixels: boolean): InstanceRecordType {
  const found = classPrefixes.find(([prefix]) => sopClassUid.startsWith(prefix));
  if (found !== undefined) return found[1];
  return hasPixels ? 'IMAGE' : 'RAW DATA';
}

/** Keys of a record beside its own: those that are always there with what stands for an empty one, and those that may be. */
interface Keys {
  readonly required: readonly (readonly [tag: Tag, vr: Vr, substitute: string])[];
  readonly empty: readonly (readonly [tag: Tag, vr: Vr])[];
  readonly optional: readonly Tag[];
}

/** What stands for a date or time that an object does not tell (a de-identified one), where the directory needs one. */
const noDate = '19000101';
const noTime = '000000';
const contentDate = [tags.contentDate, 'DA', noDate] as const;
const contentTime = [tags.contentTime, 'TM', noTime] as const;
const instanceNumber = [tags.instanceNumber, 'IS', '1'] as const;
const conceptName = 0x0040a043;
const document: Keys = { required: [instanceNumber, contentDate, contentTime], empty: [], optional: [conceptName] };
const numbered: Keys = { required: [instanceNumber], empty: [], optional: [] };
const labelled: Keys = {
  required: [instanceNumber, contentDate, contentTime, [0x00700080, 'CS', 'UNLABELLED']],
  empty: [
    [0x00700081, 'LO'],
    [0x00700084, 'PN'],
  ],
  optional: [],
};

export const keysOf: Readonly<Record<InstanceRecordType | 'PATIENT' | 'STUDY' | 'SERIES', Keys>> = {
  PATIENT: { required: [[tags.patientId, 'LO', 'UNKNOWN']], empty: [[tags.patientName, 'PN']], optional: [] },
  STUDY: {
    required: [
      [tags.studyDate, 'DA', noDate],
      [tags.studyTime, 'TM', noTime],
      [tags.studyInstanceUid, 'UI', ''],
      [tags.studyId, 'SH', '1'],
    ],
    empty: [
      [tags.accessionNumber, 'SH'],
      [tags.studyDescription, 'LO'],
    ],
    optional: [],
  },
  SERIES: {
    required: [
      [tags.modality, 'CS', 'OT'],
      [tags.seriesInstanceUid, 'UI', ''],
      [tags.seriesNumber, 'IS', '1'],
    ],
    empty: [],
    optional: [tags.seriesDescription],
  },
  IMAGE: { ...numbered, optional: [tags.imageType] },
  'SR DOCUMENT': {
    ...document,
    required: [...document.required, [0x0040a491, 'CS', 'PARTIAL'], [0x0040a493, 'CS', 'UNVERIFIED']],
  },
  'KEY OBJECT DOC': document,
  PRESENTATION: {
    ...labelled,
    // The images that it presents.
    optional: [0x00081115],
    required: [
      [0x00700082, 'DA', noDate],
      [0x00700083, 'TM', noTime],
      ...labelled.required.filter(([tag]) => tag >>> 16 !== 8),
    ],
  },
  WAVEFORM: document,
  'ENCAP DOC': {
    required: [instanceNumber, [0x00420012, 'LO', 'application/octet-stream']],
    empty: [
      [tags.contentDate, 'DA'],
      [tags.contentTime, 'TM'],
      [0x00420010, 'ST'],
    ],
    optional: [conceptName],
  },
  'RAW DATA': document,
  SPECTROSCOPY: {
    required: [[tags.imageType, 'CS', 'ORIGINAL'], contentDate, contentTime, instanceNumber],
    empty: [],
    optional: [],
  },
  'RT DOSE': {
    required: [instanceNumber, [0x30040002, 'CS', 'GY'], [0x3004000a, 'CS', 'PLAN']],
    empty: [],
    optional: [],
  },
  'RT STRUCTURE SET': {
    required: [instanceNumber, [0x30060002, 'SH', 'UNLABELLED']],
    empty: [
      [0x30060008, 'DA'],
      [0x30060009, 'TM'],
    ],
    optional: [],
  },
  'RT PLAN': {
    required: [instanceNumber, [0x300a0002, 'SH', 'UNLABELLED']],
    empty: [
      [0x300a0006, 'DA'],
      [0x300a0007, 'TM'],
    ],
    optional: [],
  },
  'RT TREAT RECORD': {
    ...numbered,
    empty: [
      [0x30080250, 'DA'],
      [0x30080251, 'TM'],
    ],
  },
  REGISTRATION: labelled,
  FIDUCIAL: labelled,
};

/** The keys of a record, copied from the object as it writes them, in its character set. */
export function recordKeys(type: keyof typeof keysOf, dataSet: DataSet): WritableDataSet {
  const { required, empty, optional } = keysOf[type];
  const keys = new Map<Tag, WritableElement>();
  const copy = (tag: Tag) => {
    const element = dataSet.elements.get(tag);
    const copied = element === undefined ? null : textOf(element);
    if (copied !== null) keys.set(tag, copied);
  };
  for (const tag of [tags.specificCharacterSet, ...optional]) copy(tag);
  for (const [tag, vr] of empty) {
    keys.set(tag, { vr, value: '' });
    copy(tag);
  }
  for (const [tag, vr, substitute] of required) {
    keys.set(tag, { vr, value: substitute });
    if (stringOf(dataSet, tag) !== null) copy(tag);
  }
  return keys;
}

/** Text is the same in every byte order; nothing else is a key. */
function textOf({ vr, bytes, items }: DataElement): WritableElement | null {
  if (items !== undefined) {
    return {
      vr: 'SQ',
      value: items.map(
        item =>
          new Map(
            [...item.elements.values()].flatMap(element => {
              const copied = textOf(element);
              return copied === null ? [] : [[element.tag, copied] as const];
            }),
          ),
      ),
    };
  }
  return isText(vr) ? { vr: vr as Vr, value: bytes } : null;
}
