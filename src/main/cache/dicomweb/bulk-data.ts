import { bulkPathOf } from '../store/bulk-data.ts';
import type { StudyCache } from '../study-cache.ts';
import { acceptsParts, acceptsType, parseAccept } from './accept.ts';
import { badRequest, failureAnswer, notAcceptable } from './answers.ts';
import { multipartAnswer, singlePart } from './multipart.ts';

const OCTETS = 'application/octet-stream';

/** The value of one element, as one part or alone, as it is asked for (PS3.18 sections 8.7.3.3 and 10.4.1.1.5). */
export async function retrieveBulkData(
  cache: StudyCache,
  { studyUid, sopInstanceUid }: { readonly studyUid: string; readonly sopInstanceUid: string },
  { path, location }: { readonly path: string; readonly location: string },
  accept: string | null,
): Promise<Response> {
  const steps = bulkPathOf(path);
  if (steps === null) return badRequest('bulkdata');
  const ranges = parseAccept(accept);
  const isSingle = acceptsType(ranges, OCTETS);
  if (!isSingle && acceptsParts(ranges, OCTETS) === null) return notAcceptable(accept);
  const bytes = await cache.bulkData(studyUid, sopInstanceUid, steps);
  if (!bytes.ok) return failureAnswer(bytes.failure);
  const part = { contentType: OCTETS, location, bytes: bytes.value };
  return isSingle ? singlePart(part) : multipartAnswer(OCTETS, [part]);
}
