import { expect, test } from 'vitest';
import { AudioSender, type PostAudio } from './audio-sender.ts';

const piece = (from: number, length = 100) => Int16Array.from({ length }, (_, index) => from + index);
const atOnce = async () => {};

/** A main side that keeps what it takes, and fails as a test says. */
function receiver(fault: (call: number) => 'none' | 'lost-before' | 'lost-after' | 'partly' | 'over' = () => 'none') {
  const heard: number[] = [];
  let calls = 0;
  const post: PostAudio = async (at, samples) => {
    calls += 1;
    const kind = fault(calls);
    if (kind === 'lost-before') throw new Error('away');
    if (kind === 'over') return { kind: 'over' };
    const fresh = samples.subarray(heard.length - at);
    heard.push(...(kind === 'partly' ? fresh.subarray(0, 50) : fresh));
    if (kind === 'lost-after') throw new Error('answer lost');
    return { kind: 'taken', taken: heard.length };
  };
  return { heard, post };
}

const all = Array.from({ length: 1000 }, (_, index) => index);
async function sendAll(post: PostAudio): Promise<void> {
  const sender = new AudioSender(post, atOnce);
  for (let at = 0; at < 1000; at += 100) sender.send(piece(at));
  await sender.finish();
}

test.each([
  ['an ordinary line', () => 'none'],
  ['a main side that is away at first', call => (call < 4 ? 'lost-before' : 'none')],
  ['answers that are lost', call => (call % 2 === 1 ? 'lost-after' : 'none')],
  ['pieces that are taken partly', () => 'partly'],
] as [string, Parameters<typeof receiver>[0]][])('%s: every sample comes once, in its order', async (_name, fault) => {
  const { heard, post } = receiver(fault);
  await sendAll(post);
  expect(heard).toEqual(all);
});

test('a dictation that is over takes no more, and nothing waits for it', async () => {
  const { heard, post } = receiver(call => (call === 2 ? 'over' : 'none'));
  const sender = new AudioSender(post, atOnce);
  sender.send(piece(0));
  await sender.finish();
  sender.send(piece(100));
  await sender.finish();
  sender.send(piece(200));
  await sender.finish();
  expect(heard).toHaveLength(100);
});
