import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail, type Outcome, succeed } from '../../../contract/index.ts';
import type { Processes } from '../../ports.ts';
import type { SpeechModel } from '../models/model-folder.ts';
import type { RecogniserAnswer, RecogniserCall } from './protocol.ts';
import { type RecogniserLimits, SupervisedRecogniser } from './supervised-recogniser.ts';

const model: SpeechModel = { layout: 'moonshine', language: 'en', files: {} };
const samples = new Int16Array(1600);

/** A process that a test plays. */
class FakeProcess {
  readonly calls: RecogniserCall[] = [];
  isStopped = false;
  #hear: (message: unknown) => void = () => {};
  #exit: (code: number | null) => void = () => {};
  readonly child = {
    stop: async () => {
      this.isStopped = true;
      this.exit(null);
    },
    onMessage: (listener: (message: unknown) => void) => {
      this.#hear = listener;
    },
    onExit: (listener: (code: number | null) => void) => {
      this.#exit = listener;
    },
    send: (message: unknown) => void this.calls.push(message as RecogniserCall),
  };
  answer(message: RecogniserAnswer): void {
    this.#hear(message);
  }
  exit(code: number | null): void {
    this.#exit(code);
  }
  loaded(): void {
    this.answer({ kind: 'loaded', milliseconds: 1, memoryBytes: 1e8 });
  }
  /** Answers the last utterance it was given. */
  recognised(text: string, memoryBytes = 1e8): void {
    const call = this.calls.at(-1);
    if (call?.kind !== 'recognise') throw new Error('nothing was asked');
    this.answer({ kind: 'recognised', id: call.id, text, milliseconds: 5, memoryBytes });
  }
}

let started: FakeProcess[];
let folder: Outcome<SpeechModel>;
let recogniser: SupervisedRecogniser;
const processes: Processes = {
  spawn: () => {
    const fake = new FakeProcess();
    started.push(fake);
    return fake.child;
  },
};
const limits: Partial<RecogniserLimits> = { restartMs: 100, mostEnds: 3, answerMs: 1000, loadMs: 1000 };
const running = async (count: number) => {
  await vi.advanceTimersByTimeAsync(1000);
  expect(started).toHaveLength(count);
  return started[count - 1] as FakeProcess;
};

beforeEach(() => {
  vi.useFakeTimers();
  started = [];
  folder = succeed(model);
  recogniser = new SupervisedRecogniser({
    language: 'en',
    model: async () => folder,
    processes,
    log: { info() {}, warn() {} },
    limits,
  });
});
afterEach(async () => {
  await recogniser.stop();
  vi.useRealTimers();
});

test('the process is started with the first utterance, which waits for the model', async () => {
  const words = recogniser.recognise(samples, 'final');
  await vi.advanceTimersByTimeAsync(0);
  const process = started[0] as FakeProcess;
  expect(recogniser.state.value.kind).toBe('loading');
  expect(process.calls.map(({ kind }) => kind)).toEqual(['load']);
  process.loaded();
  expect(recogniser.state.value.kind).toBe('ready');
  process.recognised('No effusion.');
  expect(await words).toEqual(succeed('No effusion.'));
});

test('utterances are answered one after the other; an interim gives way', async () => {
  const words = [recogniser.recognise(samples, 'final'), recogniser.recognise(samples, 'final')];
  expect(await recogniser.recognise(samples, 'interim')).toMatchObject({ failure: { code: 'cancelled' } });
  await vi.advanceTimersByTimeAsync(0);
  const process = started[0] as FakeProcess;
  process.loaded();
  process.recognised('one');
  process.recognised('two');
  expect(await Promise.all(words)).toEqual([succeed('one'), succeed('two')]);
});

test('a process that ends in mid-utterance is started anew and asked again', async () => {
  const words = recogniser.recognise(samples, 'final');
  await vi.advanceTimersByTimeAsync(0);
  started[0]!.loaded();
  started[0]!.exit(139);
  expect(recogniser.state.value.kind).toBe('restarting');
  const second = await running(2);
  second.loaded();
  second.recognised('still here');
  expect(await words).toEqual(succeed('still here'));
});

test('an utterance that ends the process twice is given up; the one behind it is recognised', async () => {
  const [poison, next] = [recogniser.recognise(samples, 'final'), recogniser.recognise(samples, 'final')];
  await vi.advanceTimersByTimeAsync(0);
  started[0]!.loaded();
  started[0]!.exit(139);
  const second = await running(2);
  second.loaded();
  second.exit(139);
  expect(await poison).toMatchObject({ failure: { code: 'dictation-engine-failing' } });
  const third = await running(3);
  third.loaded();
  third.recognised('next');
  expect(await next).toEqual(succeed('next'));
});

test('a process that ends again and again is given up, until somebody tries again', async () => {
  const words = recogniser.recognise(samples, 'final');
  for (let ends = 1; ends <= 3; ends++) (await running(ends)).exit(255);
  expect(await words).toMatchObject({ failure: { code: 'dictation-engine-failing' } });
  expect(recogniser.state.value.kind).toBe('failing');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(started).toHaveLength(3);
  await recogniser.prepare();
  (started[3] as FakeProcess).loaded();
  expect(recogniser.state.value.kind).toBe('ready');
});

test('a process that does not answer is ended and started anew', async () => {
  const words = recogniser.recognise(samples, 'final');
  await vi.advanceTimersByTimeAsync(0);
  started[0]!.loaded();
  await vi.advanceTimersByTimeAsync(1001);
  expect(started[0]!.isStopped).toBe(true);
  const second = await running(2);
  second.loaded();
  second.recognised('at last');
  expect(await words).toEqual(succeed('at last'));
});

test('a process that has grown too large is replaced when it has answered', async () => {
  const words = recogniser.recognise(samples, 'final');
  await vi.advanceTimersByTimeAsync(0);
  started[0]!.loaded();
  started[0]!.recognised('large', 5e9);
  expect(await words).toEqual(succeed('large'));
  expect(started[0]!.isStopped).toBe(true);
  await running(2);
});

test('without a model nothing is started, until one is put there', async () => {
  folder = fail('dictation-no-model', { language: 'en' });
  expect(await recogniser.recognise(samples, 'final')).toMatchObject({ failure: { code: 'dictation-no-model' } });
  expect(recogniser.state.value.kind).toBe('no-model');
  expect(started).toEqual([]);
  folder = succeed(model);
  const words = recogniser.recognise(samples, 'final');
  await vi.advanceTimersByTimeAsync(0);
  started[0]!.loaded();
  started[0]!.recognised('now');
  expect(await words).toEqual(succeed('now'));
});
