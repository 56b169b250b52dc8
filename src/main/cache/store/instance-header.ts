import { inflateRawSync } from 'node:zlib';
import { fail, type Outcome, succeed } from '../../../contract/index.ts';
import { tags } from '../../../dicom/dataset/tags.ts';
import { integerOf, uidOf } from '../../../dicom/dataset/values.ts';
import { dicomJsonOf } from '../../../dicom/json/from-data-set.ts';
import { readPart10 } from '../../../dicom/part10/read.ts';
import type { StreamFacts } from '../../../dicom/pixel/stream-facts.ts';
import { streamFactsOf } from '../../decode/index.ts';
import type { CachedInstance, DicomJson } from '../study-cache.ts';

/** What the index needs to know about an instance. */
export interface InstanceHeader {
  readonly instance: CachedInstance;
  readonly transferSyntaxUid: string;
  readonly header: DicomJson;
  readonly stream: StreamFacts | null;
}

/** Upper bound of Number of Frames; it is shown, searched and looped over. */
const MOST_FRAMES = 1_000_000;

export const inflate = (bytes: Uint8Array, maxOutputLength: number) => inflateRawSync(bytes, { maxOutputLength });

/** Reads a Part 10 instance. `instance-unreadable` when it is none, or lacks one of the UIDs that make it findable. */
export function readInstanceHeader(bytes: Uint8Array): Outcome<InstanceHeader> {
  const file = readPart10(bytes, { inflate });
  if (!file.ok) return file;
  const { dataSet, transferSyntaxUid } = file.value;
  const uids = {
    studyUid: uidOf(dataSet, tags.studyInstanceUid),
    seriesUid: uidOf(dataSet, tags.seriesInstanceUid),
    sopInstanceUid: uidOf(dataSet, tags.sopInstanceUid),
    sopClassUid: uidOf(dataSet, tags.sopClassUid),
  };
  const { studyUid, seriesUid, sopInstanceUid, sopClassUid } = uids;
  if (studyUid === null || seriesUid === null || sopInstanceUid === null || sopClassUid === null) {
    const missing = Object.entries(uids).find(([, uid]) => uid === null)?.[0] ?? '';
    return fail('instance-unreadable', { reason: 'uid-missing', what: missing });
  }
  const numberOfFrames = integerOf(dataSet, tags.numberOfFrames, 1, MOST_FRAMES) ?? 1;
  const header = dicomJsonOf(dataSet);
  return succeed({
    instance: { studyUid, seriesUid, sopInstanceUid, sopClassUid, numberOfFrames },
    transferSyntaxUid,
    header,
    stream: streamFactsOf(file.value, header),
  });
}
