/** Calls at most once in `intervalMs`, at once for the first and at the end of the interval for the last. */
export class Throttle {
  readonly #intervalMs: number;
  readonly #call: () => void;
  #timer: NodeJS.Timeout | null = null;
  #pending = false;

  constructor(intervalMs: number, call: () => void) {
    this.#intervalMs = intervalMs;
    this.#call = call;
  }

  /** Something changed; the call may come later. */
  poke(): void {
    if (this.#timer === null) this.#fire();
    else this.#pending = true;
  }

  /** Something changed that must be told now. */
  flush(): void {
    this.stop();
    this.#fire();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pending = false;
  }

  #fire(): void {
    this.#call();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#pending) return;
      this.#pending = false;
      this.#fire();
    }, this.#intervalMs);
    this.#timer.unref();
  }
}
