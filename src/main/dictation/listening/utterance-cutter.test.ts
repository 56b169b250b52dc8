import { describe, expect, test } from 'vitest';
import { type CutterEvent, joined, preRollSamples, UtteranceCutter } from './utterance-cutter.ts';

const rate = 16_000;

/** Noise of a level in dB below full scale. */
function noise(seconds: number, db: number, seed = 1): Int16Array {
  let state = seed;
  const peak = 32_768 * 10 ** (db / 20) * Math.sqrt(3);
  return Int16Array.from({ length: Math.round(seconds * rate) }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.round((state / 2 ** 30 - 1) * peak);
  });
}
/** A voiced sound: 150 Hz with its overtones, about 20 dB below full scale, in four syllables a second. */
function voice(seconds: number): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * rate) }, (_, index) => {
    const phase = (2 * Math.PI * 150 * index) / rate;
    const syllable = 0.6 + 0.4 * Math.cos((2 * Math.PI * 4 * index) / rate);
    return Math.round(3000 * syllable * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(3 * phase)));
  });
}
const room = (seconds: number) => noise(seconds, -62);

function cut(audio: readonly Int16Array[], mode: 'open' | 'held' = 'open', piece = 1600): CutterEvent[] {
  const cutter = new UtteranceCutter(mode);
  const all = joined(audio);
  const events: CutterEvent[] = [];
  for (let at = 0; at < all.length; at += piece) events.push(...cutter.push(all.subarray(at, at + piece)));
  return [...events, ...cutter.flush()];
}
const ended = (events: readonly CutterEvent[]) => events.flatMap(event => (event.kind === 'ended' ? [event] : []));

describe('voice activity', () => {
  test('an utterance begins at least 0.6 s before the voice and ends behind it', () => {
    const audio = [room(2), voice(1.5), room(2)];
    const [event, ...others] = ended(cut(audio));
    expect(others).toEqual([]);
    const { from } = event!.utterance;
    expect(2 * rate - from).toBeGreaterThanOrEqual(0.6 * rate);
    expect(2 * rate - from).toBeLessThanOrEqual(preRollSamples + 0.2 * rate);
    expect(from + event!.samples.length).toBeGreaterThanOrEqual(3.5 * rate);
    // The samples are those of the audio, at their place.
    const all = joined(audio);
    expect(event!.samples).toEqual(all.slice(from, from + event!.samples.length));
  });

  test('a short pause ends nothing, a long one does', () => {
    expect(ended(cut([room(1), voice(0.6), room(0.4), voice(0.6), room(1)]))).toHaveLength(1);
    expect(ended(cut([room(1), voice(0.6), room(1), voice(0.6), room(1)]))).toHaveLength(2);
  });

  test.each([
    ['a quiet room', [room(5)]],
    ['digital silence', [new Int16Array(5 * rate)]],
    ['a loud but steady fan', [noise(5, -35)]],
    ['a click', [room(2), voice(0.03), room(2)]],
  ])('%s is no speech', (_name, audio) => {
    // The first moments of a loud room may be taken for speech; what is steady is not for long.
    expect(ended(cut(audio)).filter(({ samples }) => samples.length > 3.5 * rate)).toEqual([]);
  });

  test('voice out of digital silence is heard from its beginning', () => {
    const [event] = ended(cut([new Int16Array(rate), voice(1), new Int16Array(rate)]));
    expect(event!.utterance.from).toBeLessThanOrEqual(0.4 * rate);
  });

  test('speech without a pause is cut, and no sample of it is lost', () => {
    const audio = [room(1), voice(10), noise(0.1, -40), voice(20), room(1)];
    const parts = ended(cut(audio));
    expect(parts.length).toBeGreaterThan(1);
    for (const { samples } of parts) expect(samples.length).toBeLessThanOrEqual(24 * rate);
    for (const [index, part] of parts.entries()) {
      const next = parts[index + 1];
      if (next) expect(part.utterance.from + part.samples.length).toBe(next.utterance.from);
    }
  });

  test('the size of the pieces does not matter', () => {
    const audio = [room(1), voice(1), room(1), voice(1), room(1)];
    const places = (piece: number) =>
      ended(cut(audio, 'open', piece)).map(({ utterance, samples }) => [utterance.from, samples.length]);
    expect(places(37)).toEqual(places(1600));
    expect(places(100_000)).toEqual(places(1600));
  });

  test('what is open when the microphone goes is an utterance', () => {
    const [event] = ended(cut([room(1), voice(0.7)]));
    expect(event!.utterance.from + event!.samples.length).toBe(1.7 * rate);
  });
});

test('while the key is held everything is the utterance, also a whisper', () => {
  const whisper = noise(1.5, -58);
  const events = cut([whisper], 'held');
  expect(events.map(({ kind }) => kind)).toEqual(['begun', 'ended']);
  expect(ended(events)[0]!.samples).toEqual(whisper);
});
