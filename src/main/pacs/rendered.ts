import { fail, type Outcome, succeed } from '../../contract/index.ts';
import type { Exchange } from './exchange.ts';
import { concatenate } from './multipart-reader.ts';
import type { RenderedFrame, RenderedPicture } from './pacs-client.ts';
import { isUid } from './qido.ts';
import { TransportError } from './transport-failure.ts';

/** A picture of this many pixels is never larger, as PNG neither. */
const largestPicture = 8 * 1024 * 1024;
const quality = 80;

/** Retrieves a frame as a picture (PS3.18 section 10.4.1.1.3, parameters section 8.3.5.1). One media type, as Orthanc wants it. */
export async function retrieveRendered(
  exchange: Exchange,
  baseUrl: string,
  frame: RenderedFrame,
  signal: AbortSignal,
): Promise<Outcome<RenderedPicture>> {
  const { studyUid, seriesUid, sopInstanceUid, frameNumber, size, window } = frame;
  if (![studyUid, seriesUid, sopInstanceUid].every(isUid)) return fail('input-invalid', { field: 'uid' });
  const instance = `${baseUrl}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`;
  const url = new URL(`${instance}/frames/${frameNumber}/rendered`);
  // Commas as they stand: servers look for them before they decode.
  const greys = window === null ? '' : `&window=${window.center},${window.width},linear`;
  url.search = `viewport=${size},${size}&quality=${quality}${greys}`;
  const answered = await exchange.get(url, 'image/jpeg', signal);
  if (!answered.ok) return answered;
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of answered.value.body()) {
      length += piece.length;
      if (length > largestPicture)
        return fail('pacs-answer-unreadable', { site: exchange.siteId, reason: 'too large' });
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof TransportError) return { ok: false, failure: error.failure };
    throw error;
  }
  const bytes = concatenate(pieces, length);
  const mediaType = mediaTypeOf(bytes);
  return mediaType === null
    ? fail('pacs-answer-unreadable', { site: exchange.siteId, reason: 'not a picture' })
    : succeed({ mediaType, bytes });
}

/** By its first bytes: servers call pictures by other names. */
function mediaTypeOf(bytes: Uint8Array): RenderedPicture['mediaType'] | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  return bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47 ? 'image/png' : null;
}
