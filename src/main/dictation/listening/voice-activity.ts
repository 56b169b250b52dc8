import { dictationSampleRate } from '../../../contract/index.ts';

/** Samples of one decision: 20 ms. */
export const frameSamples = dictationSampleRate / 50;

/** A frame is speech when it is this many dB over the room's noise. */
const onsetDb = 9;
/** Speech goes on until a frame is less than this over the noise: ends of words are soft. */
const releaseDb = 5;
/** Nothing softer is ever speech (dB below full scale), so that digital silence has no speech in it. */
const softestSpeechDb = -52;
const quietestNoiseDb = -75;
/** Of the last five frames this many must be loud for speech to begin: a click is none. */
const onsetFrames = 3;
/** The noise is followed down at once and up slowly, 3 dB a second while nobody speaks. */
const riseDbPerFrame = 3 / 50;

/** What has varied less than this for two seconds is no voice: syllables alone make 10 dB. */
const steadyFrames = 100;
const steadyDb = 5;

/**
 * Voice activity by energy over the noise of the room, which it follows. It decides frame by frame; how long a pause ends
 * an utterance is its caller's matter.
 */
export class VoiceActivity {
  #noiseDb = -60;
  #recent: boolean[] = [];
  #isSpeaking = false;
  #levels: number[] = [];

  /** Whether someone speaks, after this frame of `frameSamples` samples. */
  isSpeech(frame: Int16Array): boolean {
    const level = levelDb(frame);
    this.#levels = [...this.#levels.slice(1 - steadyFrames), level];
    if (this.#isSpeaking && this.#isSteady()) this.#adopt(this.#levels);
    const over = level - this.#noiseDb;
    const isLoud =
      over > (this.#isSpeaking ? releaseDb : onsetDb) && level > softestSpeechDb - (this.#isSpeaking ? 6 : 0);
    this.#recent = [...this.#recent.slice(-4), isLoud];
    this.#isSpeaking = this.#isSpeaking ? isLoud : this.#recent.filter(Boolean).length >= onsetFrames;
    if (level < this.#noiseDb) this.#noiseDb = Math.max(quietestNoiseDb, level);
    else if (!this.#isSpeaking) this.#noiseDb = Math.min(level, this.#noiseDb + riseDbPerFrame);
    return this.#isSpeaking;
  }

  /** What was taken for speech and was none is the noise of the room. */
  adoptNoise(frames: readonly Int16Array[]): void {
    this.#adopt(frames.map(levelDb));
  }

  #isSteady(): boolean {
    if (this.#levels.length < steadyFrames) return false;
    const sorted = this.#levels.toSorted((one, other) => one - other);
    return (sorted[steadyFrames * 0.9] ?? 0) - (sorted[steadyFrames * 0.1] ?? 0) < steadyDb;
  }

  #adopt(levels: readonly number[]): void {
    const sorted = levels.toSorted((one, other) => one - other);
    this.#noiseDb = Math.max(this.#noiseDb, sorted[Math.floor(levels.length / 10)] ?? this.#noiseDb);
    this.#recent = [];
    this.#isSpeaking = false;
  }
}

/** Root mean square of samples in dB below full scale. */
export function levelDb(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, samples.length) / (32_768 * 32_768) + 1e-12);
}
