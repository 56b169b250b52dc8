import { largestAudioPiece } from '../../contract/index.ts';
import type { DictationService } from './dictation-service.ts';
import { samplesOf, waveFile } from './pcm.ts';

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * `POST /dictation/audio?session=…&at=…`: a piece of audio; answers `{"taken": samples}`, with 409 when samples before it
 * are missing and 404 when the dictation is over. `GET /dictation/recording?…`: an utterance as a WAV file.
 */
export async function answerDictationRequest(dictation: DictationService, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const session = searchParams.get('session') ?? '';
  if (pathname === '/dictation/audio' && request.method === 'POST') {
    const at = Number(searchParams.get('at') ?? Number.NaN);
    if (!Number.isSafeInteger(at) || at < 0) return new Response(null, { status: 400, headers });
    const bytes = await bodyOf(request);
    if (bytes === null) return new Response(null, { status: 413, headers });
    const answer = await dictation.take(session, at, samplesOf(bytes));
    if (answer === null) return new Response(null, { status: 404, headers });
    return Response.json({ taken: answer.taken }, { status: answer.isTaken ? 200 : 409, headers });
  }
  if (pathname === '/dictation/recording' && request.method === 'GET') {
    const utterance = Number(searchParams.get('utterance') ?? Number.NaN);
    const samples = await dictation.audio(searchParams.get('report') ?? '', session, utterance);
    if (samples === null) return new Response(null, { status: 404, headers });
    return new Response(waveFile(samples), { headers: { ...headers, 'content-type': 'audio/wav' } });
  }
  return new Response(null, { status: 404, headers });
}

async function bodyOf(request: Request): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request.body ?? []) {
    length += piece.length;
    if (length > largestAudioPiece) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
