/** How many successes in a row let a site that was busy have one more request at once. */
const successesForMore = 8;
const windowMs = 250;
/** A line that carries less than 40 Mbit/s is thin: a CT slice takes longer on it than a turn of the wheel. */
export const thinBytesPerMs: number = 40_000 / 8;
/** Of smaller instances the round trips are seen, not the line. */
const tellingInstanceBytes = 128 * 1024;

/**
 * What all studies of one site share: the requests that may be open at once, which become fewer when the server says
 * that it is busy, and what its line was seen to carry.
 */
export class SiteLink {
  readonly #most: number;
  #allowed: number;
  #open = 0;
  #successes = 0;
  readonly #waiting: (() => void)[] = [];
  #window = { startedAt: 0, bytes: 0, instances: 0 };
  #bytesPerMs: number | null;
  #isSlow = false;
  /** How many small things are waited for now. */
  #urgent = 0;

  /** `assumedBytesPerMs`: what the line is taken to carry until it was seen; null where nobody knows. */
  constructor(requestsAtOnce: number, assumedBytesPerMs: number | null = null) {
    this.#most = requestsAtOnce;
    this.#allowed = requestsAtOnce;
    this.#bytesPerMs = assumedBytesPerMs;
  }

  /** Whether the line was thin when it last carried images large enough to tell. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Requests that may be open at once now. */
  get allowed(): number {
    return this.#allowed;
  }

  /** Bytes a millisecond that the line carried lately; null before anything came. */
  get bytesPerMs(): number | null {
    return this.#bytesPerMs;
  }

  /** Resolves with the way to leave when a request may be sent, or when the signal ends the wait. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (this.#hasRoom || signal.aborted) this.#open++;
    else await this.#turn(signal);
    if (this.#open === 1) this.#window = { startedAt: performance.now(), bytes: 0, instances: 0 };
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#open--;
      this.#admit();
    };
  }

  /** Lets nobody enter until all that called this have called what it returned. */
  giveWay(): () => void {
    this.#urgent++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#urgent--;
      this.#admit();
    };
  }

  get #hasRoom(): boolean {
    return this.#open < this.#allowed && this.#urgent === 0;
  }

  /** The server said that it is busy: half as many requests at once from now on. */
  busy(): void {
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
    this.#successes = 0;
  }

  succeeded(): void {
    this.#successes++;
    if (this.#allowed >= this.#most || this.#successes < successesForMore) return;
    this.#successes = 0;
    this.#allowed++;
    this.#admit();
  }

  /** An instance of so many bytes came. */
  received(bytes: number): void {
    const now = performance.now();
    this.#window.bytes += bytes;
    this.#window.instances++;
    const ms = now - this.#window.startedAt;
    if (ms < windowMs) return;
    const seen = this.#window.bytes / ms;
    this.#bytesPerMs = this.#bytesPerMs === null ? seen : 0.5 * this.#bytesPerMs + 0.5 * seen;
    if (this.#window.bytes / this.#window.instances >= tellingInstanceBytes) {
      this.#isSlow = this.#bytesPerMs < thinBytesPerMs;
    }
    this.#window = { startedAt: now, bytes: 0, instances: 0 };
  }

  /** Resolves when a place is taken for the caller, or when the signal ends the wait. */
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const enter = () => {
        signal.removeEventListener('abort', giveUp);
        this.#open++;
        resolve();
      };
      const giveUp = () => {
        // A place must not be kept for one that went: the next in turn would wait for ever.
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        this.#open++;
        resolve();
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #admit(): void {
    while (this.#hasRoom && this.#waiting.length > 0) this.#waiting.shift()?.();
  }
}
