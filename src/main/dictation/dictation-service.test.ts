import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DictationEvent, type EngineState, fail, type Outcome, succeed } from '../../contract/index.ts';
import { StateChannel } from '../channel.ts';
import type { AsrProvider } from './asr-provider.ts';
import { answerDictationRequest, DictationService } from './index.ts';
import { bytesOf } from './pcm.ts';

/** A recogniser that says how long what it heard was, or what a test tells it to. */
class FakeRecogniser implements AsrProvider {
  readonly state = new StateChannel<EngineState>({ kind: 'ready' });
  say: (samples: Int16Array) => Outcome<string> = samples => succeed(`${samples.length} samples`);
  async prepare() {
    return this.state.value;
  }
  async recognise(samples: Int16Array, kind: 'interim' | 'final') {
    return kind === 'interim' ? fail('cancelled') : this.say(samples);
  }
  async stop() {}
}

const reportId = randomUUID();
const loud = (length: number) => Int16Array.from({ length }, (_, index) => (index % 100 < 50 ? 8000 : -8000));
let folder: string;
let recogniser: FakeRecogniser;
let service: DictationService;
const open = () =>
  new DictationService(
    {
      folder,
      lexicon: folder,
      models: {},
      environment: {},
      stationKey: new Uint8Array(32).fill(7),
      processes: { spawn: () => expect.unreachable('the recognisers are fakes') },
      log: { info() {}, warn() {} },
    },
    { fr: recogniser, en: recogniser },
  );
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-dictation-'));
  recogniser = new FakeRecogniser();
  service = open();
});
afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

async function begin(mode: 'held' | 'open' = 'held'): Promise<string> {
  const begun = await service.begin(reportId, 'en', mode);
  if (!begun.ok) throw new Error(begun.failure.code);
  return begun.value.sessionId;
}
async function eventsOf(sessionId: string): Promise<DictationEvent[]> {
  const events: DictationEvent[] = [];
  for await (const event of service.events(sessionId)) events.push(event);
  return events;
}

test('audio that comes twice is taken once, a gap is refused', async () => {
  const session = await begin();
  expect(await service.take(session, 0, loud(1600))).toEqual({ isTaken: true, taken: 1600 });
  expect(await service.take(session, 0, loud(1600))).toEqual({ isTaken: true, taken: 1600 });
  expect(await service.take(session, 800, loud(1600))).toEqual({ isTaken: true, taken: 2400 });
  expect(await service.take(session, 9999, loud(1600))).toEqual({ isTaken: false, taken: 2400 });
  await service.end(session);
  expect(await eventsOf(session)).toEqual([
    { kind: 'speaking', utterance: 1 },
    { kind: 'final', utterance: 1, text: '2400 samples' },
    { kind: 'ended' },
  ]);
  expect(await service.take(session, 2400, loud(1600))).toMatchObject({ isTaken: false });
});

test('what is not recognised is told, and kept to be heard again, also after a restart', async () => {
  recogniser.say = () => fail('dictation-engine-failing', { language: 'en' });
  const session = await begin();
  await service.take(session, 0, loud(4000));
  await service.end(session);
  expect((await eventsOf(session))[1]).toMatchObject({ kind: 'unrecognised', utterance: 1 });
  service = open();
  expect(await service.recordings(reportId)).toEqual(
    succeed([{ sessionId: session, utterance: 1, seconds: 0.25, text: null }]),
  );
  expect(await service.audio(reportId, session, 1)).toEqual(loud(4000));
});

test('without a model nobody is listened to', async () => {
  const { failure } = fail('dictation-no-model', { language: 'en' });
  recogniser.state.set({ kind: 'no-model', failure });
  expect(await service.begin(reportId, 'en', 'open')).toEqual({ ok: false, failure });
});

test('the next dictation ends the former one, whose last words still come', async () => {
  const first = await begin();
  await service.take(first, 0, loud(3200));
  const second = await begin();
  expect((await eventsOf(first)).at(-2)).toEqual({ kind: 'final', utterance: 1, text: '3200 samples' });
  await service.end(second);
  expect(await eventsOf(second)).toEqual([{ kind: 'ended' }]);
  expect(await service.end(randomUUID())).toMatchObject({ failure: { code: 'dictation-ended' } });
});

test('audio of reports that are no drafts is destroyed at the start, the others’ is kept', async () => {
  for (const id of [reportId, randomUUID()]) {
    const begun = await service.begin(id, 'en', 'held');
    if (!begun.ok) throw new Error(begun.failure.code);
    await service.take(begun.value.sessionId, 0, loud(1600));
    await service.end(begun.value.sessionId);
    await eventsOf(begun.value.sessionId);
  }
  await service.destroyUnless(async id => id === reportId);
  expect(await readdir(join(folder, 'recordings'))).toEqual([reportId]);
});

test('a recording that was cut off, or changed, is read as far as it is whole', async () => {
  const session = await begin();
  await service.take(session, 0, loud(4000));
  await service.end(session);
  await eventsOf(session);
  await appendFile(join(folder, 'recordings', reportId, `${session}.recording`), Buffer.from([9, 0, 0, 0, 1, 2]));
  expect(await service.audio(reportId, session, 1)).toEqual(loud(4000));
  expect((await stat(join(folder, 'recordings', reportId, 'key'))).mode & 0o077).toBe(0);
});

test('what is said between utterances is not recorded; an utterance that a power cut ended is', async () => {
  const voice = Int16Array.from(
    { length: 16_000 },
    (_, index) => 6000 * Math.sin(index / 8) * (1 + Math.sin(index / 600)),
  );
  const room = new Int16Array(48_000).fill(1);
  const session = await begin('open');
  let at = 0;
  for (const part of [room, voice, room, room, voice]) {
    for (let from = 0; from < part.length; from += 1600) {
      await service.take(session, at, part.subarray(from, from + 1600));
      at += 1600;
    }
  }
  // The last utterance is still open: what is on the disk now is what a power cut would leave.
  await expect.poll(async () => (await open().recordings(reportId)).ok).toBe(true);
  const listed = await open().recordings(reportId);
  const [first, last] = listed.ok ? listed.value : [];
  expect(first).toMatchObject({ utterance: 1, text: expect.stringContaining('samples') });
  expect(first!.seconds).toBeLessThan(3);
  expect(last).toMatchObject({ utterance: 2, text: null });
  expect(last!.seconds).toBeGreaterThan(0.5);
  const { size } = await stat(join(folder, 'recordings', reportId, `${session}.recording`));
  expect(size).toBeLessThan(2 * (first!.seconds + 3) * 16_000 + 4000);
});

test('over HTTP: pieces are taken in order, an utterance comes back as a WAV file', async () => {
  const session = await begin();
  const post = (at: number | string, samples: Int16Array, id = session) =>
    answerDictationRequest(
      service,
      new Request(`http://desk/dictation/audio?session=${id}&at=${at}`, { method: 'POST', body: bytesOf(samples) }),
    );
  expect(await (await post(0, loud(1600))).json()).toEqual({ taken: 1600 });
  expect((await post(4800, loud(1600))).status).toBe(409);
  expect((await post('x', loud(1600))).status).toBe(400);
  expect((await post(0, loud(1600), randomUUID())).status).toBe(404);
  expect((await post(1600, new Int16Array(161_000))).status).toBe(413);
  await service.end(session);
  await eventsOf(session);
  const get = (report: string) =>
    answerDictationRequest(
      service,
      new Request(`http://desk/dictation/recording?report=${report}&session=${session}&utterance=1`),
    );
  const wave = Buffer.from(await (await get(reportId)).arrayBuffer());
  expect(wave.subarray(0, 4).toString()).toBe('RIFF');
  expect(wave.subarray(44)).toEqual(bytesOf(loud(1600)));
  expect((await get(randomUUID())).status).toBe(404);
  expect((await get('../../x')).status).toBe(404);
});
