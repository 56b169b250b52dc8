import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DictationEvent, DictationMode } from '../../src/contract/index.ts';
import type { DictationService } from '../../src/main/dictation/index.ts';

const pieceSamples = 1600;

/** A quiet room: noise 66 dB below full scale, the same in every run. */
export function room(seconds: number): Int16Array {
  let state = 7;
  return Int16Array.from({ length: Math.round(seconds * 16_000) }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.round((state / 2 ** 31 - 0.5) * 32);
  });
}

/** Speaks audio into a service as a page does, piece by piece, and gives everything it told. */
export async function dictate(
  service: DictationService,
  audio: readonly Int16Array[],
  options: { readonly mode?: DictationMode; readonly reportId?: string; readonly pieceMs?: number } = {},
): Promise<DictationEvent[]> {
  const { mode = 'open', reportId = randomUUID(), pieceMs = 0 } = options;
  const begun = await service.begin(reportId, 'en', mode);
  if (!begun.ok) throw new Error(begun.failure.code);
  const { sessionId } = begun.value;
  const events: DictationEvent[] = [];
  const listening = (async () => {
    for await (const event of service.events(sessionId)) events.push(event);
  })();
  let at = 0;
  for (const samples of audio) {
    for (let from = 0; from < samples.length; from += pieceSamples) {
      const piece = samples.subarray(from, from + pieceSamples);
      await service.take(sessionId, at, piece);
      at += piece.length;
      await delay(pieceMs);
    }
  }
  await service.end(sessionId);
  await listening;
  return events;
}

/** What was understood, in its order. */
export function finals(events: readonly DictationEvent[]): string[] {
  return events.flatMap(event => (event.kind === 'final' ? [event.text] : []));
}
