import { type Failure, fail, type Outcome, succeed } from '../../contract/index.ts';
import type { Answer, Exchange } from './exchange.ts';
import { parseMediaType } from './media-type.ts';
import { concatenate, MultipartTruncatedError, readMultipart } from './multipart-reader.ts';
import type { RetrieveSummary } from './pacs-client.ts';
import { TransportError } from './transport-failure.ts';

/**
 * One media range only, as Orthanc refuses alternatives; `*` asks for the instances as they are stored, so that nothing
 * is transcoded on the way (PS3.18 section 8.7.3.5.2).
 */
const acceptAsStored = 'multipart/related; type="application/dicom"; transfer-syntax=*';

/** Rejected parts named one by one; more are counted by what is missing in the end. */
const maxRejected = 100;

/**
 * WADO-RS retrieval of Part 10 instances (PS3.18 section 10.4.1.1.1). Each whole part goes to `onInstance`, which is
 * awaited; an error it throws ends the retrieval and is thrown on.
 */
export async function retrieveInstances(
  exchange: Exchange,
  url: URL,
  onInstance: (part10: Uint8Array<ArrayBuffer>) => Promise<void>,
  maxInstanceBytes: number,
  signal: AbortSignal,
): Promise<Outcome<RetrieveSummary>> {
  const { siteId } = exchange;
  const answered = await exchange.get(url, acceptAsStored, signal);
  if (!answered.ok) return { ok: false, failure: asStudyNotFound(answered.failure) };
  const answer = answered.value;
  const { essence, parameters } = parseMediaType(answer.headers.get('content-type'));
  const boundary = parameters.get('boundary') ?? '';
  const isSingle = essence === 'application/dicom';
  // 70 characters are the most a boundary may have (RFC 2046 section 5.1.1).
  if (!isSingle && (!essence.startsWith('multipart/') || boundary === '' || boundary.length > 70)) {
    await answer.discard();
    return fail('pacs-answer-unreadable', { site: siteId, reason: `content type ${essence || 'missing'}` });
  }

  let instances = 0;
  let bytes = 0;
  let parts = 0;
  const rejected: Failure[] = [];
  try {
    const items = isSingle
      ? singlePart(answer, maxInstanceBytes)
      : readMultipart(answer.body(), boundary, maxInstanceBytes);
    for await (const item of items) {
      parts++;
      const reason = item.kind === 'rejected' ? item.reason : unusableContentType(item.contentType);
      if (item.kind === 'rejected' || reason !== null) {
        if (rejected.length < maxRejected) {
          const params = { site: siteId, part: parts, reason: reason ?? 'content-type' };
          rejected.push({ code: 'instance-unreadable', params });
        }
        continue;
      }
      instances++;
      bytes += item.bytes.length;
      await onInstance(item.bytes);
      if (signal.aborted) return fail('cancelled');
    }
  } catch (error) {
    if (error instanceof TransportError) return { ok: false, failure: error.failure };
    if (error instanceof MultipartTruncatedError) {
      return fail('pacs-answer-unreadable', { site: siteId, reason: 'multipart-truncated', parts });
    }
    throw error;
  }
  return succeed({ instances, bytes, rejected });
}

/** Some servers answer a single instance without the multipart around it. */
async function* singlePart(answer: Answer, maxBytes: number) {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of answer.body()) {
    length += piece.length;
    if (length > maxBytes) {
      yield { kind: 'rejected', reason: 'too-large', bytes: length } as const;
      return;
    }
    pieces.push(piece);
  }
  yield { kind: 'part', contentType: 'application/dicom', bytes: concatenate(pieces, length) } as const;
}

/** Null for a part that may hold an instance; else why not. Parts without a type count as what was asked for. */
function unusableContentType(contentType: string | null): string | null {
  if (contentType === null) return null;
  const { essence } = parseMediaType(contentType);
  return essence === 'application/dicom' || essence === 'application/octet-stream' ? null : `content type ${essence}`;
}

/** A PACS that does not have the study, series or instance answers 404 (PS3.18 table 10.4.3-1). */
export function asStudyNotFound(failure: Failure): Failure {
  return failure.code === 'pacs-server-error' && failure.params.status === 404
    ? { ...failure, code: 'study-not-found' }
    : failure;
}
