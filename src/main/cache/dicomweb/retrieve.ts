import { fail, type Outcome } from '../../../contract/index.ts';
import { readPart10 } from '../../../dicom/part10/read.ts';
import { StudyCacheError } from '../failures.ts';
import type { CachedInstance, FinishedFrame, StudyCache } from '../study-cache.ts';
import { acceptsParts, acceptsType, parseAccept } from './accept.ts';
import { badRequest, failureAnswer, notAcceptable, notFound } from './answers.ts';
import { multipartAnswer, multipartStream, type Part, singlePart } from './multipart.ts';

/** What a path names: a study, a series or an instance. */
export interface Resource {
  readonly studyUid: string;
  readonly seriesUid: string | null;
  readonly sopInstanceUid: string | null;
}

const DICOM = 'application/dicom';
const OCTETS = 'application/octet-stream';
/** Finished frames are little endian and uncompressed. */
const FINISHED = `${OCTETS}; transfer-syntax=1.2.840.10008.1.2.1`;
/** Frames of one request; they are all in memory at once. */
const MOST_FRAMES = 64;

/** Original instances of a study, a series, or one, bit-exact as they came (PS3.18 section 10.4.1.1). */
export async function retrieveInstances(
  cache: StudyCache,
  { studyUid, seriesUid, sopInstanceUid }: Resource,
  accept: string | null,
  prefix: string,
): Promise<Response> {
  const ranges = parseAccept(accept);
  const wanted = acceptsParts(ranges, DICOM);
  const single = wanted === null && sopInstanceUid !== null && acceptsType(ranges, DICOM);
  if (wanted === null && !single) return notAcceptable(accept);
  const instances = (await cache.instances(studyUid)).filter(
    instance =>
      (seriesUid === null || instance.seriesUid === seriesUid) &&
      (sopInstanceUid === null || instance.sopInstanceUid === sopInstanceUid),
  );
  if (instances.length === 0) return notFound('instances');
  const parts = originals(cache, instances, prefix, wanted?.transferSyntaxes ?? null);
  // The first one decides between an error that can still be said and an answer that has begun.
  const first = await settled(parts.next());
  if (!first.ok) return failureAnswer(first.failure);
  if (first.value.done === true) return notFound('instances');
  const part = first.value.value;
  if (single) return singlePart(part);
  return instances.length === 1 ? multipartAnswer(DICOM, [part]) : multipartStream(DICOM, resumed(part, parts));
}

async function* originals(
  cache: StudyCache,
  instances: readonly CachedInstance[],
  prefix: string,
  acceptable: ReadonlySet<string> | null,
): AsyncGenerator<Part, void> {
  for (const { studyUid, seriesUid, sopInstanceUid } of instances) {
    const original = await cache.original(studyUid, sopInstanceUid);
    if (!original.ok) throw new StudyCacheError(original.failure);
    const file = readPart10(original.value, { stopBeforePixelData: true });
    if (!file.ok && file.failure.params.reason !== 'deflated') throw new StudyCacheError(file.failure);
    const syntax = file.ok ? file.value.transferSyntaxUid : '1.2.840.10008.1.2.1.99';
    if (acceptable !== null && !acceptable.has(syntax)) {
      throw new StudyCacheError(fail('transfer-syntax-unsupported', { uid: syntax }).failure);
    }
    yield {
      contentType: `${DICOM}; transfer-syntax=${syntax}`,
      location: `${prefix}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`,
      bytes: original.value,
    };
  }
}

async function* resumed(first: Part, rest: AsyncGenerator<Part, void>): AsyncGenerator<Part, void> {
  yield first;
  yield* rest;
}

async function settled<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    if (error instanceof StudyCacheError) return { ok: false, failure: error.failure };
    throw error;
  }
}

/** Header that names the numpy type of the finished values in this answer. */
export const FRAME_TYPE = 'vigie-frame-type';

/** Frames of one instance, and where they are. */
export interface FrameSource {
  /** Counted from 1. */
  frame(number: number): Promise<Outcome<FinishedFrame>>;
  readonly location: string;
}

/** Finished frames of one instance (PS3.18 section 10.4.1.1.6). */
export async function retrieveFrames(
  { frame: frameOf, location }: FrameSource,
  numbers: readonly number[],
  accept: string | null,
): Promise<Response> {
  const ranges = parseAccept(accept);
  const wanted = acceptsParts(ranges, OCTETS);
  const single = wanted === null && numbers.length === 1 && acceptsType(ranges, OCTETS);
  const littleEndian = wanted === null || wanted.transferSyntaxes?.has('1.2.840.10008.1.2.1') !== false;
  if ((wanted === null && !single) || !littleEndian) return notAcceptable(accept);
  if (numbers.length > MOST_FRAMES || numbers.some(number => number < 1)) return badRequest('frames');
  const parts: Part[] = [];
  const types = new Set<string>();
  for (const number of numbers) {
    const frame = await frameOf(number);
    if (!frame.ok) return failureAnswer(frame.failure);
    types.add(frame.value.dtype);
    parts.push({
      contentType: FINISHED,
      location: `${location}/frames/${number}`,
      bytes: frame.value.bytes,
    });
  }
  const answer = single ? singlePart(parts[0]!) : multipartAnswer(OCTETS, parts);
  // The values' type may widen while a series still arrives: a reader of older metadata must notice, not misread.
  answer.headers.set(FRAME_TYPE, [...types].join(','));
  return answer;
}
