import type { Failure, Outcome, ReportContent } from '../../../contract/index.ts';

/** Where the text on screen stands against the store. */
export type DraftState =
  | { readonly kind: 'saved'; readonly at: string }
  | { readonly kind: 'pending' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'conflict'; readonly failure: Failure };

export type SaveDraft = (
  revision: number,
  content: ReportContent,
) => Promise<Outcome<{ revision: number; savedAt: string }>>;

interface DraftSaverOptions {
  readonly revision: number;
  readonly savedAt: string;
  readonly save: SaveDraft;
  readonly onState: (state: DraftState) => void;
  readonly timers?: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>;
  readonly now?: () => number;
}

/** Milliseconds after the last keystroke. */
const quietDelay = 250;
/** Milliseconds after the first keystroke not yet saved, while typing goes on. */
const longestDelay = 500;
const retryDelay = 2000;

/**
 * Saves a draft while it is typed: soon after the last keystroke, at least twice a second while typing goes on, one
 * save at a time, each naming the revision it was made from. A refused revision is a conflict that the reader decides.
 */
export class DraftSaver {
  #revision: number;
  #waiting: ReportContent | null = null;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstChange: number | null = null;
  #state: DraftState;
  readonly #options: DraftSaverOptions;
  readonly #timers: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>;
  readonly #now: () => number;

  constructor(options: DraftSaverOptions) {
    this.#options = options;
    this.#revision = options.revision;
    this.#state = { kind: 'saved', at: options.savedAt };
    this.#timers = options.timers ?? globalThis;
    this.#now = options.now ?? Date.now;
  }

  /** The last revision that the store confirmed. */
  get revision(): number {
    return this.#revision;
  }

  get state(): DraftState {
    return this.#state;
  }

  /** The text changed; it will be saved soon. */
  changed(content: ReportContent): void {
    this.#waiting = content;
    if (this.#state.kind === 'conflict') return;
    this.#firstChange ??= this.#now();
    if (this.#inFlight === null) this.#enter({ kind: 'pending' });
    const delay = Math.min(quietDelay, Math.max(0, this.#firstChange + longestDelay - this.#now()));
    this.#schedule(delay);
  }

  /** Saves what is not saved yet and resolves when the store answered; true when everything is saved. */
  async flush(): Promise<boolean> {
    this.#timers.clearTimeout(this.#timer);
    await this.#inFlight;
    if (this.#waiting !== null && this.#state.kind !== 'conflict') await this.#saveNow();
    return this.#state.kind === 'saved' && this.#waiting === null;
  }

  /** Ends a conflict: go on from `revision`, with our text (given again by `changed`) or with the store's. */
  resume(revision: number, savedAt: string): void {
    this.#revision = revision;
    this.#waiting = null;
    this.#firstChange = null;
    this.#enter({ kind: 'saved', at: savedAt });
  }

  /** Stops the timers; what waits is not saved any more (flush first). */
  stop(): void {
    this.#timers.clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = this.#timers.setTimeout(() => {
      if (this.#inFlight === null) void this.#saveNow();
    }, delay);
  }

  #saveNow(): Promise<void> {
    const content = this.#waiting;
    if (content === null) return Promise.resolve();
    this.#waiting = null;
    this.#firstChange = null;
    this.#enter({ kind: 'saving' });
    this.#inFlight = this.#options.save(this.#revision, content).then(outcome => {
      this.#inFlight = null;
      this.#settle(outcome, content);
    });
    return this.#inFlight;
  }

  #settle(outcome: Outcome<{ revision: number; savedAt: string }>, content: ReportContent): void {
    if (outcome.ok) {
      this.#revision = outcome.value.revision;
      if (this.#waiting === null) this.#enter({ kind: 'saved', at: outcome.value.savedAt });
      else this.changed(this.#waiting);
      return;
    }
    this.#waiting ??= content;
    if (outcome.failure.code === 'draft-outdated' || outcome.failure.code === 'report-already-signed') {
      this.#enter({ kind: 'conflict', failure: outcome.failure });
      return;
    }
    this.#enter({ kind: 'failed', failure: outcome.failure });
    this.#schedule(retryDelay);
  }

  #enter(state: DraftState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
