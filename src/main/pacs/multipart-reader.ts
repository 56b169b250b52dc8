import { Dicer } from '@fastify/busboy';

/** One part of a multipart body that came whole, or one that was there but cannot be used. */
export type MultipartItem =
  | { readonly kind: 'part'; readonly contentType: string | null; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'rejected'; readonly reason: 'too-large' | 'content-length' | 'header'; readonly bytes: number };

/** The body ended before its closing boundary: nothing after the last whole part can be trusted. */
export class MultipartTruncatedError extends Error {}

/**
 * Reads a multipart body (RFC 2046 section 5.1) as it arrives. Holds one part and one piece of the body in memory;
 * reading goes on when the consumer asks for the next item. A part larger than `maxPartBytes` is skipped without being
 * held. Throws `MultipartTruncatedError` when the closing boundary is missing, and what `body` throws.
 */
export async function* readMultipart(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  maxPartBytes: number,
): AsyncGenerator<MultipartItem, void> {
  const whole: MultipartItem[] = [];
  // A part is collected whole anyway, so its stream must never hold a write back: Dicer would wait for ever for a stream
  // that was full when the closing boundary came.
  const settings: Dicer.Config & { partHwm: number } = {
    boundary,
    maxHeaderPairs: 100,
    partHwm: Number.MAX_SAFE_INTEGER,
  };
  const dicer = new Dicer(settings);
  const end = new Promise<void>((resolve, reject) => {
    dicer.once('finish', resolve);
    dicer.once('error', reject);
  });
  // The rejection is looked at when the body is at its end; until then it must not count as unhandled.
  end.catch(() => {});
  dicer.on('part', part => collect(part, maxPartBytes, item => whole.push(item)));

  for await (const piece of body) {
    await new Promise<void>(resolve => {
      dicer.write(piece, () => resolve());
    });
    yield* whole.splice(0);
  }
  dicer.end();
  try {
    await end;
  } catch (error) {
    yield* whole.splice(0);
    throw new MultipartTruncatedError('closing boundary missing', { cause: error });
  }
  yield* whole.splice(0);
}

/** A part that announces no more than this is collected at its place at once; of a larger one the pieces are kept. */
const mostAhead = 64 * 1024 * 1024;

/** Collects one part; `done` is called when its end was seen, never for a part that broke off. */
function collect(part: Dicer.PartStream, maxPartBytes: number, done: (item: MultipartItem) => void): void {
  let contentType: string | null = null;
  let announced: number | null = null;
  let headerSeen = false;
  let brokenOff = false;
  let whole: Uint8Array<ArrayBuffer> | null = null;
  let pieces: Uint8Array[] = [];
  let received = 0;
  part.on('header', header => {
    headerSeen = true;
    const values = header as Record<string, string[] | undefined>;
    contentType = values['content-type']?.[0] ?? null;
    const length = values['content-length']?.[0];
    announced = length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
  });
  part.on('data', (piece: Uint8Array) => {
    const at = received;
    received += piece.length;
    if (announced !== null && announced <= Math.min(maxPartBytes, mostAhead)) {
      whole ??= new Uint8Array(announced);
      if (received <= announced) whole.set(piece, at);
    } else if (received > maxPartBytes) {
      pieces = [];
    } else {
      pieces.push(piece);
    }
  });
  part.on('error', () => {
    brokenOff = true;
  });
  part.on('end', () => {
    if (brokenOff) return;
    const reject = (reason: 'too-large' | 'content-length' | 'header') =>
      done({ kind: 'rejected', reason, bytes: received });
    if (!headerSeen) reject('header');
    else if (received > maxPartBytes) reject('too-large');
    else if (announced !== null && announced !== received) reject('content-length');
    else done({ kind: 'part', contentType, bytes: whole ?? concatenate(pieces, received) });
  });
}

/** One buffer of its own, so that it can be handed to a worker without a copy. */
export function concatenate(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
