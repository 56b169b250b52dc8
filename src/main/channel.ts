/** The latest value of something, watched by any number of pages. A slow watcher skips values, never sees an old one. */
export class StateChannel<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Yields the present value, then every later one until the signal ends the watch. */
  async *watch(signal?: AbortSignal): AsyncGenerator<T, void> {
    let changed = true;
    let wake: () => void = () => {};
    const listener = () => {
      changed = true;
      wake();
    };
    this.#listeners.add(listener);
    signal?.addEventListener('abort', listener);
    try {
      while (!signal?.aborted) {
        if (!changed) {
          await new Promise<void>(resolve => {
            wake = resolve;
          });
          continue;
        }
        changed = false;
        yield this.#value;
      }
    } finally {
      this.#listeners.delete(listener);
      signal?.removeEventListener('abort', listener);
    }
  }
}

/** Messages that must reach one taker each, also one that connects after they were sent. The oldest fall out above a limit. */
export class MessageChannel<T> {
  readonly #limit: number;
  #waiting: T[] = [];
  readonly #takers = new Set<() => void>();

  constructor(limit = 64) {
    this.#limit = limit;
  }

  send(message: T): void {
    this.#waiting = [...this.#waiting, message].slice(-this.#limit);
    for (const taker of [...this.#takers]) taker();
  }

  /** Forgets what nobody took, e.g. when the case it belonged to is left. */
  clear(): void {
    this.#waiting = [];
  }

  async *take(signal?: AbortSignal): AsyncGenerator<T, void> {
    let wake: () => void = () => {};
    const taker = () => wake();
    this.#takers.add(taker);
    signal?.addEventListener('abort', taker);
    try {
      while (!signal?.aborted) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          yield next;
          continue;
        }
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    } finally {
      this.#takers.delete(taker);
      signal?.removeEventListener('abort', taker);
    }
  }
}
