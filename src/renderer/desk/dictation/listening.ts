import { type DictationEvent, type Failure, fail, type Language } from '../../../contract/index.ts';
import { type ApiClient, outcomeOf } from '../../ui/transport/index.ts';
import { AudioSender, audioPost } from './audio-sender.ts';
import { loudness, type MicrophoneFault, type OpenMicrophone, openMicrophone } from './microphone.ts';

/** Audio before the key was pressed that belongs to what is said: 0.8 s. */
const preRollPieces = 8;
/** A microphone that waits for the next press is let go after this. */
const idleMs = 60_000;

export type ListeningState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'listening' }
  /** The microphone is off; what was said is still being recognised. */
  | { readonly kind: 'finishing' }
  | { readonly kind: 'microphone'; readonly fault: MicrophoneFault | 'unplugged' }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface ListeningOptions {
  readonly api: ApiClient;
  readonly onState: (state: ListeningState) => void;
  readonly onEvent: (sessionId: string, event: DictationEvent) => void;
  readonly onLevel: (level: number) => void;
}

export interface ListeningRequest {
  readonly reportId: string;
  readonly language: Language;
  /** Speech is all that comes while a key is held. */
  readonly isHeld: boolean;
  readonly deviceId: string | null;
}

/** One microphone and the dictation it feeds: opens, begins, sends, ends. What was heard before a fault is kept. */
export class Listening {
  readonly #options: ListeningOptions;
  #microphone: OpenMicrophone | null = null;
  #deviceId: string | null = null;
  /** Recent audio while nobody dictates, or audio since the press until the main side is ready for it. */
  #waiting: Int16Array[] = [];
  #isWanted = false;
  #isStarting = false;
  #sender: AudioSender | null = null;
  #sessionId: string | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** Dictations whose last words are still to come. */
  readonly #open = new Map<string, Promise<void>>();
  #turn = 0;
  #state: ListeningState = { kind: 'off' };

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#isWanted;
  }

  async start(request: ListeningRequest): Promise<void> {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#idle);
    this.#enter({ kind: 'starting' });
    this.#isStarting = true;
    const fault = await this.#openMicrophone(request.deviceId);
    if (fault) {
      this.#isStarting = false;
      this.#isWanted = false;
      this.#enter({ kind: 'microphone', fault });
      return;
    }
    const { reportId, language, isHeld } = request;
    const begun = await outcomeOf(
      this.#options.api.dictation.begin({ reportId, language, mode: isHeld ? 'held' : 'open' }),
    );
    this.#isStarting = false;
    if (!begun.ok) {
      this.#isWanted = false;
      this.closeMicrophone();
      this.#enter({ kind: 'failed', failure: begun.failure });
      return;
    }
    const { sessionId } = begun.value;
    const sender = new AudioSender(audioPost(sessionId));
    for (const piece of this.#waiting.splice(0)) sender.send(piece);
    this.#open.set(sessionId, this.#follow(sessionId));
    // The key was let go before the main side was ready: what was said meanwhile is dictated all the same.
    if (!this.#isWanted || this.#turn !== turn) {
      void this.#finish(sessionId, sender);
      return;
    }
    this.#sender = sender;
    this.#sessionId = sessionId;
    this.#enter({ kind: 'listening' });
  }

  /** No more is said. Resolves when everything is recognised. */
  async stop(): Promise<void> {
    if (this.#isWanted) {
      this.#isWanted = false;
      const [sender, sessionId] = [this.#sender, this.#sessionId];
      this.#sender = null;
      this.#sessionId = null;
      this.#idle = setTimeout(() => this.closeMicrophone(), idleMs);
      if (sender && sessionId !== null) void this.#finish(sessionId, sender);
    }
    await Promise.all(this.#open.values());
  }

  /** Ends, and lets the microphone go. */
  async end(): Promise<void> {
    const ended = this.stop();
    this.closeMicrophone();
    await ended;
  }

  closeMicrophone(): void {
    clearTimeout(this.#idle);
    this.#microphone?.close();
    this.#microphone = null;
    this.#waiting = [];
    this.#options.onLevel(0);
  }

  #enter(state: ListeningState): void {
    this.#state = state;
    this.#options.onState(state);
  }

  async #openMicrophone(deviceId: string | null): Promise<MicrophoneFault | null> {
    if (this.#microphone && this.#deviceId === deviceId) return null;
    this.closeMicrophone();
    const opened = await openMicrophone(deviceId, {
      onSamples: samples => this.#hear(samples),
      onLost: () => this.#lost(),
    });
    if (typeof opened === 'string') return opened;
    this.#microphone = opened;
    this.#deviceId = deviceId;
    return null;
  }

  #hear(samples: Int16Array): void {
    this.#options.onLevel(loudness(samples));
    if (this.#sender) {
      this.#sender.send(samples);
      return;
    }
    this.#waiting.push(samples);
    if (!this.#isStarting && this.#waiting.length > preRollPieces) this.#waiting.shift();
  }

  /** Unplugged: what was heard until now is recognised. */
  #lost(): void {
    const wasOn = this.#isWanted;
    void this.end();
    if (wasOn) this.#enter({ kind: 'microphone', fault: 'unplugged' });
  }

  async #finish(sessionId: string, sender: AudioSender): Promise<void> {
    if (!this.#isWanted) this.#enter({ kind: 'finishing' });
    await sender.finish();
    await outcomeOf(this.#options.api.dictation.end({ sessionId }));
  }

  async #follow(sessionId: string): Promise<void> {
    try {
      for await (const event of await this.#options.api.dictation.watch({ sessionId })) {
        this.#options.onEvent(sessionId, event);
        if (event.kind === 'ended') break;
      }
    } catch {
      // The connection was lost: the audio is kept on the main side, to be heard again.
      if (this.#sessionId === sessionId) {
        this.#isWanted = false;
        this.#sender?.abandon();
        this.#sender = null;
        this.#sessionId = null;
        this.closeMicrophone();
        this.#enter({ kind: 'failed', failure: fail('dictation-ended').failure });
      }
    } finally {
      this.#open.delete(sessionId);
      // Another dictation was begun elsewhere: this one is over.
      if (this.#sessionId === sessionId) {
        this.#isWanted = false;
        this.#sender = null;
        this.#sessionId = null;
        this.closeMicrophone();
        this.#enter({ kind: 'off' });
      } else if (this.#open.size === 0 && this.#state.kind === 'finishing') this.#enter({ kind: 'off' });
    }
  }
}
