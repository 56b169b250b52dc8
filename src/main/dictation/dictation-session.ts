import type { DictationEvent, DictationMode } from '../../contract/index.ts';
import { dictationSampleRate } from '../../contract/index.ts';
import { MessageChannel } from '../channel.ts';
import type { Log } from '../ports.ts';
import type { AsrProvider } from './asr-provider.ts';
import { type CutterEvent, joined, UtteranceCutter } from './listening/utterance-cutter.ts';
import type { RecordingWriter, UtteranceNote } from './recordings/recording-file.ts';

/** New audio after which an open utterance is looked at again. Faster would be all a machine of two cores does. */
const interimSamples = dictationSampleRate;
/** Events that nobody has taken yet: finals must reach the page. */
const mostEvents = 10_000;

export interface SessionOptions {
  readonly id: string;
  readonly reportId: string;
  readonly mode: DictationMode;
  readonly recogniser: AsrProvider;
  readonly recording: RecordingWriter;
  readonly log: Log;
}

/** One dictation: takes audio, records it, cuts it into utterances, and tells what was understood, in its order. */
export class DictationSession {
  readonly events = new MessageChannel<DictationEvent>(mostEvents);
  readonly #options: SessionOptions;
  readonly #cutter: UtteranceCutter;
  /** Samples taken so far. */
  #taken = 0;
  #interimAt = 0;
  #isEnded = false;
  #finals: Promise<void> = Promise.resolve();
  #recordingFault = false;
  /** Samples before this are recorded, or were no speech: what is said between utterances is nobody's. */
  #recordedTo = 0;
  #recorded: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#cutter = new UtteranceCutter(options.mode);
  }

  get id(): string {
    return this.#options.id;
  }

  get reportId(): string {
    return this.#options.reportId;
  }

  /**
   * Takes samples that begin `at` samples after the start. What was taken before is not taken twice; a gap is refused.
   * Gives the number of samples taken.
   */
  async take(at: number, samples: Int16Array): Promise<{ isTaken: boolean; taken: number }> {
    if (this.#isEnded || at > this.#taken) return { isTaken: false, taken: this.#taken };
    const fresh = samples.subarray(Math.min(samples.length, this.#taken - at));
    if (fresh.length === 0) return { isTaken: true, taken: this.#taken };
    this.#taken += fresh.length;
    for (const event of this.#cutter.push(fresh)) this.#follow(event);
    const { open } = this.#cutter;
    if (open) this.#record(open.utterance.from, open.samples);
    this.#lookAgain();
    await this.#recorded;
    return { isTaken: true, taken: this.#taken };
  }

  /** No more audio comes. Resolves when everything is recognised, or known not to be. */
  async end(): Promise<void> {
    if (!this.#isEnded) {
      this.#isEnded = true;
      for (const event of this.#cutter.flush()) this.#follow(event);
      this.#finals = this.#finals.then(async () => {
        await this.#options.recording.close().catch(() => {});
        this.events.send({ kind: 'ended' });
      });
    }
    await this.#finals;
  }

  #follow(event: CutterEvent): void {
    const { number } = event.utterance;
    if (event.kind === 'begun') {
      this.#interimAt = event.utterance.from;
      this.events.send({ kind: 'speaking', utterance: number });
      void this.#note({ utterance: number, from: event.utterance.from, to: null, text: null });
      return;
    }
    this.#record(event.utterance.from, event.samples);
    // Begun now, so that the recogniser works while the next utterance is heard; told in order.
    const recognised = this.#options.recogniser.recognise(event.samples, 'final');
    this.#finals = this.#finals.then(async () => {
      const outcome = await recognised;
      const text = outcome.ok ? outcome.value : null;
      const { from } = event.utterance;
      await this.#note({ utterance: number, from, to: from + event.samples.length, text: text || null });
      if (outcome.ok) {
        if (outcome.value === '') this.#cutter.adoptNoise(event.samples);
        this.events.send({ kind: 'final', utterance: number, text: outcome.value });
      } else this.events.send({ kind: 'unrecognised', utterance: number, failure: outcome.failure });
    });
  }

  /** An interim of what is being said; one at a time, and none where the recogniser has finals to do. */
  #lookAgain(): void {
    const { open } = this.#cutter;
    if (!open || this.#taken - this.#interimAt < interimSamples) return;
    this.#interimAt = this.#taken;
    const { number } = open.utterance;
    // What follows the last word of an unfinished utterance is silence for the recogniser, not a cut.
    const samples = joined([open.samples, new Int16Array(dictationSampleRate / 10)]);
    void this.#options.recogniser.recognise(samples, 'interim').then(outcome => {
      if (!outcome.ok || outcome.value === '' || this.#cutter.open?.utterance.number !== number) return;
      this.events.send({ kind: 'interim', utterance: number, text: outcome.value });
    });
  }

  /** Records what of these samples is not recorded yet. */
  #record(from: number, samples: Int16Array): void {
    const start = Math.max(from, this.#recordedTo);
    const fresh = samples.subarray(start - from);
    if (fresh.length === 0) return;
    this.#recordedTo = from + samples.length;
    this.#recorded = this.#options.recording.audio(start, fresh).catch(this.#notRecorded);
  }

  async #note(note: UtteranceNote): Promise<void> {
    await this.#options.recording.note(note).catch(this.#notRecorded);
  }

  /** Heard is heard: a disk that is full keeps nobody from dictating, only from hearing it again. */
  #notRecorded = (error: NodeJS.ErrnoException): void => {
    if (!this.#recordingFault) this.#options.log.warn('dictation-not-recorded', { reason: error.code ?? 'unknown' });
    this.#recordingFault = true;
  };
}
