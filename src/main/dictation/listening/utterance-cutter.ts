import { type DictationMode, dictationSampleRate } from '../../../contract/index.ts';
import { frameSamples, levelDb, VoiceActivity } from './voice-activity.ts';

/** Audio before the voice was noticed that belongs to the utterance: without it the first word ("No …") is lost. */
export const preRollSamples = 0.8 * dictationSampleRate;
/** A pause this long ends an utterance; a command is bounded by such pauses. */
const pauseFrames = 0.7 * 50;
/** Longer utterances are cut at their softest place, since recognisers are made for short ones. */
const longestSamples = 24 * dictationSampleRate;
/** Where the softest place is looked for: the last quarter. */
const cutWindowSamples = 6 * dictationSampleRate;

export interface Utterance {
  readonly number: number;
  /** Samples of the dictation before it. */
  readonly from: number;
}

export type CutterEvent =
  | { readonly kind: 'begun'; readonly utterance: Utterance }
  | { readonly kind: 'ended'; readonly utterance: Utterance; readonly samples: Int16Array };

/** Cuts what is heard into utterances. Pure: samples in, events out. */
export class UtteranceCutter {
  readonly #mode: DictationMode;
  readonly #voice = new VoiceActivity();
  /** Frames before an utterance, or the frames of the open one. */
  #frames: Int16Array[] = [];
  #rest = new Int16Array(0);
  #open: Utterance | null = null;
  #silentFrames = 0;
  #heard = 0;
  #last = 0;

  constructor(mode: DictationMode) {
    this.#mode = mode;
  }

  /** The open utterance as far as it was heard. */
  get open(): { readonly utterance: Utterance; readonly samples: Int16Array } | null {
    return this.#open && { utterance: this.#open, samples: joined([...this.#frames, this.#rest]) };
  }

  push(samples: Int16Array): CutterEvent[] {
    const events: CutterEvent[] = [];
    const waiting = joined([this.#rest, samples]);
    let at = 0;
    for (; at + frameSamples <= waiting.length; at += frameSamples) {
      events.push(...this.#frame(waiting.slice(at, at + frameSamples)));
    }
    this.#rest = waiting.slice(at);
    return events;
  }

  /** No more comes: what is open ends here. */
  flush(): CutterEvent[] {
    const { open } = this;
    if (!open) return [];
    this.#open = null;
    this.#frames = [];
    this.#rest = new Int16Array(0);
    return [{ kind: 'ended', ...open }];
  }

  /** Takes what was open without being speech as the noise of the room. */
  adoptNoise(samples: Int16Array): void {
    const frames: Int16Array[] = [];
    for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
      frames.push(samples.subarray(at, at + frameSamples));
    }
    this.#voice.adoptNoise(frames);
  }

  #frame(frame: Int16Array): CutterEvent[] {
    this.#heard += frame.length;
    this.#frames.push(frame);
    const isSpeech = this.#mode === 'held' || this.#voice.isSpeech(frame);
    if (!this.#open) {
      if (!isSpeech) {
        if (this.#frames.length > preRollSamples / frameSamples) this.#frames.shift();
        return [];
      }
      return [this.#begin()];
    }
    this.#silentFrames = isSpeech ? 0 : this.#silentFrames + 1;
    if (this.#silentFrames >= pauseFrames) return [this.#end(this.#frames.length)];
    if (this.#frames.length * frameSamples < longestSamples) return [];
    // The voice goes on: what is behind the cut begins the next utterance.
    return [this.#end(this.#softestFrame()), this.#begin()];
  }

  #begin(): CutterEvent {
    this.#last += 1;
    this.#silentFrames = 0;
    this.#open = { number: this.#last, from: this.#heard - this.#frames.length * frameSamples };
    return { kind: 'begun', utterance: this.#open };
  }

  #end(frames: number): CutterEvent {
    const utterance = this.#open as Utterance;
    const samples = joined(this.#frames.slice(0, frames));
    // What ended an utterance is the room before the next one.
    this.#frames =
      frames === this.#frames.length
        ? this.#frames.slice(-preRollSamples / frameSamples / 2)
        : this.#frames.slice(frames);
    this.#open = null;
    return { kind: 'ended', utterance, samples };
  }

  #softestFrame(): number {
    const first = this.#frames.length - cutWindowSamples / frameSamples;
    let softest = this.#frames.length - 1;
    let least = Number.POSITIVE_INFINITY;
    for (let index = first; index < this.#frames.length - 5; index++) {
      const level = levelDb(joined(this.#frames.slice(index, index + 5)));
      if (level < least) [least, softest] = [level, index + 2];
    }
    return softest;
  }
}

/** Pieces one after the other. */
export function joined(pieces: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const all = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
