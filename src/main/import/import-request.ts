import { fail, type ImportResult, largestImport } from '../../contract/index.ts';
import type { Importer } from './importer.ts';

/**
 * `POST /import?source=…`: one file as the body; answers an `ImportResult` as JSON. The page reads the reader's files and
 * archives, so that nothing of them is ever unpacked onto a disk.
 */
export async function answerImportRequest(importer: Importer, request: Request): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405 });
  const source = new URL(request.url).searchParams.get('source') ?? '';
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > largestImport) return answer({ kind: 'refused', failure: tooLarge });
  const bytes = await bodyOf(request);
  if (bytes === null) return answer({ kind: 'refused', failure: tooLarge });
  try {
    return answer(await importer.take(bytes, source));
  } catch (error) {
    const words = error instanceof Error ? error.name : undefined;
    return answer({ kind: 'refused', failure: fail('unexpected', { what: 'import' }, words).failure });
  }
}

const tooLarge = fail('instance-unreadable', { reason: 'too-large' }).failure;

function answer(result: ImportResult): Response {
  return Response.json(result, { headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } });
}

/** The whole body, or null when it grows beyond what is taken. */
async function bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request.body ?? []) {
    length += piece.length;
    if (length > largestImport) return null;
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
