/** Answer of the main side to a piece of audio. */
export type AudioAnswer = { readonly kind: 'taken'; readonly taken: number } | { readonly kind: 'over' };

/** Hands samples over that begin `at` samples after the start. Rejects while the main side cannot be reached. */
export type PostAudio = (at: number, samples: Int16Array) => Promise<AudioAnswer>;

/** At most this much at once: five seconds. */
const largestPost = 5 * 16_000;
const retryMs = 300;

/**
 * Sends what the microphone hears, in order and each sample once. What is not acknowledged is kept and sent again, so that
 * a main side that is busy or away for a moment loses nothing.
 */
export class AudioSender {
  readonly #post: PostAudio;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #pieces: Int16Array[] = [];
  /** Samples acknowledged, and samples that were dropped since nobody takes them any more. */
  #sent = 0;
  #isOver = false;
  #sending: Promise<void> | null = null;

  constructor(
    post: PostAudio,
    wait = (milliseconds: number) => new Promise<void>(end => setTimeout(end, milliseconds)),
  ) {
    this.#post = post;
    this.#wait = wait;
  }

  send(samples: Int16Array): void {
    if (this.#isOver) return;
    this.#pieces.push(samples);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  /** Resolves when everything was taken, or nobody takes it any more. */
  async finish(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  /** Gives up what is not taken yet. */
  abandon(): void {
    this.#isOver = true;
    this.#pieces = [];
  }

  async #sendAll(): Promise<void> {
    while (this.#pieces.length > 0 && !this.#isOver) {
      const samples = this.#next();
      let answer: AudioAnswer;
      try {
        answer = await this.#post(this.#sent, samples);
      } catch {
        await this.#wait(retryMs);
        continue;
      }
      if (answer.kind === 'over') this.abandon();
      else this.#acknowledge(answer.taken - this.#sent);
    }
  }

  /** What waits as one piece, within limits. */
  #next(): Int16Array {
    let length = 0;
    const count = this.#pieces.findIndex(piece => {
      length += piece.length;
      return length > largestPost;
    });
    const taken = this.#pieces.slice(0, count < 0 ? undefined : Math.max(1, count));
    const samples = new Int16Array(taken.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of taken) {
      samples.set(piece, at);
      at += piece.length;
    }
    return samples;
  }

  #acknowledge(samples: number): void {
    let left = samples;
    this.#sent += samples;
    while (left > 0) {
      const [first] = this.#pieces;
      if (!first) return;
      if (first.length > left) {
        this.#pieces[0] = first.subarray(left);
        return;
      }
      left -= first.length;
      this.#pieces.shift();
    }
  }
}

/** Posts to a session of the main side. */
export function audioPost(sessionId: string): PostAudio {
  return async (at, samples) => {
    const body = new Uint8Array(samples.buffer as ArrayBuffer, samples.byteOffset, samples.byteLength);
    const response = await fetch(`/dictation/audio?session=${sessionId}&at=${at}`, { method: 'POST', body });
    if (response.status === 404) return { kind: 'over' };
    if (response.status !== 200 && response.status !== 409) throw new Error(`status ${response.status}`);
    const { taken } = (await response.json()) as { taken: number };
    // Less than what was acknowledged is there: it is another session's, or a fault that sending again cannot mend.
    return taken < at ? { kind: 'over' } : { kind: 'taken', taken };
  };
}
