import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DictationService } from '../../src/main/dictation/index.ts';
import { nodeProcesses } from '../../src/main/host-node/processes.ts';
import { dictate, finals, room } from '../dictation/dictate.ts';
import { spokenSentences } from '../dictation/spoken-sentences.ts';
import { wordErrorRate } from '../dictation/word-errors.ts';
import { englishSpeechModel, frenchSpeechModel } from '../peers/speech-model.ts';

/** The real decode path: real model, real audio of two synthetic voices, voice activity, process, protocol. */
const model = await englishSpeechModel();
const voices = { slt: await spokenSentences('slt'), hts: await spokenSentences('hts') };
const missing = 'reason' in model ? model.reason : voices.slt ? null : 'VIGIE_SAMPLES names no folder with asr';
const french = frenchSpeechModel();
if ('reason' in french) process.stderr.write(`the French model is not tested: ${french.reason}\n`);
if (missing) process.stderr.write(`dictation tests are skipped: ${missing}\n`);

let folder: string;
let service: DictationService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-dictation-'));
  service = serviceFor('folder' in model ? model.folder : '');
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

function serviceFor(english: string): DictationService {
  return new DictationService({
    folder,
    lexicon: join(folder, 'lexicon'),
    models: { en: english },
    environment: {},
    stationKey,
    processes: nodeProcesses(),
    log: { info() {}, warn() {} },
  });
}

const stationKey = randomBytes(32);

test.skipIf(missing).each(['slt', 'hts'] as const)(
  'voice %s: at most one word in four is wrong, no “No” is lost',
  async voice => {
    const pairs: { words: string; recognised: string }[] = [];
    for (const { words, samples } of voices[voice] ?? []) {
      const events = await dictate(service, [room(1), samples, room(1.2)]);
      pairs.push({ words, recognised: finals(events).join(' ') });
    }
    process.stderr.write(`dictation, voice ${voice}: word error rate ${wordErrorRate(pairs).toFixed(3)}\n`);
    expect(wordErrorRate(pairs)).toBeLessThanOrEqual(0.25);
    const negated = pairs.filter(({ words }) => words.startsWith('No '));
    expect(negated).toHaveLength(2);
    for (const { recognised } of negated) expect(recognised).toMatch(/^No\b/);
  },
  120_000,
);

test.skipIf(missing)(
  'no interim loses the “No” that an utterance begins with',
  async () => {
    const negated = [...(voices.slt ?? []), ...(voices.hts ?? [])].filter(({ words }) => words.startsWith('No '));
    for (const { samples } of negated) {
      const events = await dictate(service, [room(1.5), samples, room(1)], { pieceMs: 60 });
      const interims = events.flatMap(event => (event.kind === 'interim' ? [event.text] : []));
      expect(interims.length).toBeGreaterThan(0);
      for (const text of interims) expect(text).toMatch(/^No\b/);
      const kinds = events.map(({ kind }) => kind);
      expect(kinds[0]).toBe('speaking');
      expect(kinds.at(-1)).toBe('ended');
    }
  },
  120_000,
);

test.skipIf(missing)(
  'two sentences with a pause between them are two utterances, in their order',
  async () => {
    const [first, , third] = voices.slt ?? [];
    const texts = finals(await dictate(service, [room(1), first!.samples, room(1.2), third!.samples, room(1)]));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/^The lungs are clear/);
    expect(texts[1]).toMatch(/^No evidence/);
  },
  60_000,
);

test.skipIf(missing)(
  'a recogniser that is killed in mid-sentence is started anew and loses nothing',
  async () => {
    const [sentence] = voices.slt ?? [];
    const killing = serviceFor('folder' in model ? model.folder : '');
    await killing.prepare('en');
    const reportId = randomUUID();
    const speaking = dictate(killing, [room(1), sentence!.samples, room(1.2)], { reportId, pieceMs: 40 });
    await expect.poll(() => killing.engine('en').value.kind, { timeout: 30_000 }).toBe('ready');
    const recognisers = await recognisersOf(process.pid);
    expect(recognisers.length).toBeGreaterThan(0);
    for (const pid of recognisers) process.kill(pid, 'SIGKILL');
    const texts = finals(await speaking);
    await killing.stop();
    expect(texts.join(' ')).toMatch(/^The lungs are clear/);
  },
  60_000,
);

test.skipIf(missing)(
  'what was dictated is heard again until the report is signed, encrypted, and then never',
  async () => {
    const [sentence] = voices.slt ?? [];
    const reportId = randomUUID();
    await dictate(service, [room(1), sentence!.samples, room(1)], { reportId });
    const listed = await service.recordings(reportId);
    expect(listed).toMatchObject({ ok: true, value: [{ utterance: 1, text: expect.stringMatching(/^The lungs/) }] });
    const [entry] = listed.ok ? listed.value : [];
    const audio = await service.audio(reportId, entry!.sessionId, 1);
    // The utterance with its pre-roll is there, bit for bit.
    expect(audio!.length).toBeGreaterThan(sentence!.samples.length * 0.9);
    expect(indexOf(audio!, sentence!.samples.subarray(8000, 8100))).toBeGreaterThan(0);
    const recordings = join(folder, 'recordings', reportId);
    const [name = ''] = (await readdir(recordings)).filter(each => each.endsWith('.recording'));
    const bytes = await readFile(join(recordings, name));
    expect(bytes.includes('lungs')).toBe(false);
    const piece = sentence!.samples.subarray(8000, 8040);
    expect(bytes.includes(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))).toBe(false);

    await service.destroy(reportId);
    expect(await service.recordings(reportId)).toEqual({ ok: true, value: [] });
    expect(await service.audio(reportId, entry!.sessionId, 1)).toBeNull();
    expect((await readdir(join(folder, 'recordings'))).includes(reportId)).toBe(false);
  },
  60_000,
);

test.skipIf('reason' in french)(
  'the French model of the environment loads and answers',
  async () => {
    const speaking = new DictationService({
      folder,
      lexicon: join(folder, 'lexicon'),
      models: {},
      environment: process.env,
      stationKey,
      processes: nodeProcesses(),
      log: { info() {}, warn() {} },
    });
    const begun = await speaking.begin(randomUUID(), 'fr', 'held');
    expect(begun.ok).toBe(true);
    await expect.poll(() => speaking.engine('fr').value.kind, { timeout: 60_000 }).toBe('ready');
    await speaking.stop();
  },
  90_000,
);

/** Ids of the recogniser processes below a process: those that have the model's library mapped. */
async function recognisersOf(parent: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (status.includes(`PPid:\t${parent}\n`) && command.includes('recogniser-process')) found.push(Number(name));
  }
  return found;
}

function indexOf(samples: Int16Array, part: Int16Array): number {
  return samples.findIndex((_, at) => part.every((sample, index) => samples[at + index] === sample));
}
