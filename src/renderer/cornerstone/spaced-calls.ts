/** Makes a call now, or soon: then at most once in `spacingMs`, and never forgotten. */
export class SpacedCalls {
  readonly #call: () => void;
  readonly #spacingMs: number;
  #calledAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(call: () => void, spacingMs: number) {
    this.#call = call;
    this.#spacingMs = spacingMs;
  }

  now(): void {
    this.stop();
    this.#calledAt = performance.now();
    this.#call();
  }

  soon(): void {
    if (this.#timer !== null) return;
    const wait = this.#calledAt + this.#spacingMs - performance.now();
    if (wait <= 0) this.now();
    else this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Drops a call that is still to come. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
