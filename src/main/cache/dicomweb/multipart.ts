import { randomUUID } from 'node:crypto';
import { commonHeaders } from './answers.ts';

/** One part of a multipart/related answer (RFC 2387, PS3.18 section 8.6.1.2). */
export interface Part {
  readonly contentType: string;
  readonly location: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

function frame(boundary: string, part: Part, first: boolean): Uint8Array<ArrayBuffer> {
  const lines = [
    `${first ? '' : '\r\n'}--${boundary}`,
    `Content-Type: ${part.contentType}`,
    `Content-Length: ${part.bytes.byteLength}`,
    `Content-Location: ${part.location}`,
  ];
  return encoder.encode(`${lines.join('\r\n')}\r\n\r\n`);
}

const closing = (boundary: string) => encoder.encode(`\r\n--${boundary}--\r\n`);
const headersFor = (boundary: string, partType: string) => ({
  ...commonHeaders,
  'content-type': `multipart/related; type="${partType}"; boundary=${boundary}`,
});

/** Parts that are all at hand, with the length of the whole. */
export function multipartAnswer(partType: string, parts: readonly Part[]): Response {
  const boundary = randomUUID();
  const pieces = [
    ...parts.flatMap((part, index) => [frame(boundary, part, index === 0), part.bytes]),
    closing(boundary),
  ];
  const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  return new Response(streamOf(pieces), {
    headers: { ...headersFor(boundary, partType), 'content-length': String(length) },
  });
}

function streamOf(pieces: readonly Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[next];
      next += 1;
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

/**
 * Parts that are made one by one as the receiver takes them, so that one is in memory at a time, whatever the number.
 * An error in the middle breaks the connection off: without its closing boundary the answer cannot be taken for whole.
 */
export function multipartStream(partType: string, parts: AsyncIterator<Part>): Response {
  const boundary = randomUUID();
  let first = true;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done === true) {
          controller.enqueue(closing(boundary));
          controller.close();
          return;
        }
        controller.enqueue(frame(boundary, value, first));
        controller.enqueue(value.bytes);
        first = false;
      },
      async cancel() {
        await parts.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: headersFor(boundary, partType) });
}

/** One part alone, without the wrapping. */
export function singlePart(part: Part): Response {
  return new Response(part.bytes, {
    headers: {
      ...commonHeaders,
      'content-type': part.contentType,
      'content-length': String(part.bytes.byteLength),
      'content-location': part.location,
    },
  });
}
