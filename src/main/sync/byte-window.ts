/** Bounds the bytes that are on their way into the cache, so that a fast PACS does not fill the memory. */
export class ByteWindow {
  readonly #limit: number;
  #held = 0;
  #waiting: { bytes: number; admit: () => void }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when there is room. One instance larger than the whole window is admitted alone. */
  enter(bytes: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#fits(bytes)) {
      this.#held += bytes;
      return Promise.resolve();
    }
    return new Promise(admit => {
      this.#waiting.push({ bytes, admit });
    });
  }

  leave(bytes: number): void {
    this.#held -= bytes;
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#held += next.bytes;
      next.admit();
    }
  }

  #fits(bytes: number): boolean {
    return this.#held === 0 || this.#held + bytes <= this.#limit;
  }
}
