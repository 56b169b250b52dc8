import { type EngineState, type Failure, fail, type Language, type Outcome, succeed } from '../../../contract/index.ts';
import { StateChannel } from '../../channel.ts';
import type { ChildProcess, Log, Processes } from '../../ports.ts';
import { workerEntry } from '../../worker-entry.ts';
import type { AsrProvider } from '../asr-provider.ts';
import type { SpeechModel } from '../models/model-folder.ts';
import { bytesOf } from '../pcm.ts';
import { type RecogniserCall, recogniserAnswerSchema } from './protocol.ts';

export interface RecogniserOptions {
  readonly language: Language;
  /** Looks at the model folder. */
  readonly model: () => Promise<Outcome<SpeechModel>>;
  readonly processes: Processes;
  readonly log: Log;
  readonly limits?: Partial<RecogniserLimits>;
}

export interface RecogniserLimits {
  /** A process that has grown beyond this is replaced when it has nothing to do. */
  readonly memoryBytes: number;
  /** How long one utterance, or loading the model, may take. */
  readonly answerMs: number;
  readonly loadMs: number;
  /** Before the first restart; doubled with every further one. */
  readonly restartMs: number;
  /** Ends without an answer in between after which it is given up. */
  readonly mostEnds: number;
}

const defaultLimits: RecogniserLimits = {
  memoryBytes: 4e9,
  answerMs: 60_000,
  loadMs: 120_000,
  restartMs: 200,
  mostEnds: 5,
};

/** An utterance that ended the process this often is not tried again: others wait behind it. */
const mostTries = 2;

interface Work {
  readonly id: number;
  readonly samples: string;
  readonly kind: 'interim' | 'final';
  tries: number;
  readonly answer: (outcome: Outcome<string>) => void;
}

/** Figures of a recogniser at work, for the log and the benchmark. */
export interface RecogniserFigures {
  readonly loadMs: number;
  readonly busyMs: number;
  readonly memoryBytes: number;
}

/** A recogniser in a process of its own that is started with the first utterance and again when it ends. */
export class SupervisedRecogniser implements AsrProvider {
  readonly state = new StateChannel<EngineState>({ kind: 'idle' });
  readonly #options: RecogniserOptions;
  readonly #limits: RecogniserLimits;
  #child: ChildProcess | null = null;
  #isLoaded = false;
  #queue: Work[] = [];
  #atWork: Work | null = null;
  #lastId = 0;
  #ends = 0;
  #timer: NodeJS.Timeout | undefined;
  #starting: Promise<void> | null = null;
  #isStopped = false;
  #figures: RecogniserFigures = { loadMs: 0, busyMs: 0, memoryBytes: 0 };

  constructor(options: RecogniserOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  get figures(): RecogniserFigures {
    return this.#figures;
  }

  async prepare(): Promise<EngineState> {
    this.#ends = 0;
    if (this.#child === null) await this.#start();
    return this.state.value;
  }

  async recognise(samples: Int16Array, kind: 'interim' | 'final'): Promise<Outcome<string>> {
    if (this.#isStopped) return fail('cancelled');
    if (kind === 'interim' && (!this.#isLoaded || this.#atWork !== null || this.#queue.length > 0))
      return fail('cancelled');
    const { state } = this;
    if (state.value.kind === 'no-model' || state.value.kind === 'failing') {
      // Asked again for every utterance: a model may have been put there meanwhile.
      const prepared = await this.prepare();
      if (prepared.kind === 'no-model' || prepared.kind === 'failing') return { ok: false, failure: prepared.failure };
    }
    return new Promise(answer => {
      this.#lastId += 1;
      const work = { id: this.#lastId, samples: bytesOf(samples).toString('base64'), kind, tries: 0, answer };
      this.#queue.push(work);
      if (this.#child === null) void this.#start();
      this.#next();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const work of [...(this.#atWork ? [this.#atWork] : []), ...this.#queue]) work.answer(fail('cancelled'));
    this.#atWork = null;
    this.#queue = [];
    await this.#starting;
    const child = this.#child;
    this.#child = null;
    await child?.stop();
  }

  #start(): Promise<void> {
    this.#starting ??= this.#startNow().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #startNow(): Promise<void> {
    clearTimeout(this.#timer);
    const model = await this.#options.model();
    if (this.#isStopped) return;
    if (!model.ok) return this.#giveUp({ kind: 'no-model', failure: model.failure });
    this.state.set({ kind: this.#ends === 0 ? 'loading' : 'restarting' });
    const child = this.#options.processes.spawn(workerEntry('recogniser-process', import.meta.url), []);
    this.#child = child;
    this.#isLoaded = false;
    child.onMessage(message => {
      if (this.#child === child) this.#hear(message);
    });
    child.onExit(code => this.#ended(child, code));
    this.#expect(this.#limits.loadMs);
    // More threads than this gain nothing for one short utterance, and the viewer needs the rest.
    child.send({ kind: 'load', ...model.value, threads: 2 } satisfies RecogniserCall);
  }

  #hear(message: unknown): void {
    const answer = recogniserAnswerSchema.safeParse(message);
    if (!answer.success) return;
    switch (answer.data.kind) {
      case 'loaded':
        clearTimeout(this.#timer);
        this.#isLoaded = true;
        this.#figures = { ...this.#figures, loadMs: answer.data.milliseconds, memoryBytes: answer.data.memoryBytes };
        this.#options.log.info('recogniser-loaded', {
          language: this.#options.language,
          milliseconds: Math.round(answer.data.milliseconds),
          megabytes: Math.round(answer.data.memoryBytes / 1e6),
        });
        this.state.set({ kind: 'ready' });
        this.#next();
        break;
      case 'unusable': {
        const { failure } = fail('dictation-engine-failing', { language: this.#options.language }, answer.data.words);
        this.#giveUp({ kind: 'failing', failure });
        break;
      }
      case 'recognised': {
        const work = this.#atWork;
        if (work?.id !== answer.data.id) return;
        clearTimeout(this.#timer);
        this.#atWork = null;
        this.#ends = 0;
        const { busyMs, memoryBytes } = this.#figures;
        this.#figures = {
          ...this.#figures,
          busyMs: busyMs + answer.data.milliseconds,
          memoryBytes: Math.max(memoryBytes, answer.data.memoryBytes),
        };
        work.answer(succeed(answer.data.text));
        if (answer.data.memoryBytes > this.#limits.memoryBytes) {
          this.#options.log.warn('recogniser-too-large', { megabytes: Math.round(answer.data.memoryBytes / 1e6) });
          void this.#child?.stop();
        } else this.#next();
      }
    }
  }

  #next(): void {
    if (!this.#isLoaded || this.#atWork !== null || this.#child === null) return;
    const work = this.#queue.shift();
    if (!work) return;
    this.#atWork = work;
    work.tries += 1;
    this.#expect(this.#limits.answerMs);
    this.#child.send({ kind: 'recognise', id: work.id, samples: work.samples } satisfies RecogniserCall);
  }

  /** A process that does not answer in time is ended, and thereby started anew. */
  #expect(milliseconds: number): void {
    clearTimeout(this.#timer);
    const child = this.#child;
    this.#timer = setTimeout(() => void child?.stop(), milliseconds);
    this.#timer.unref();
  }

  #ended(child: ChildProcess, code: number | null): void {
    if (this.#child !== child) return;
    clearTimeout(this.#timer);
    this.#child = null;
    this.#isLoaded = false;
    if (this.#isStopped) return;
    this.#ends += 1;
    const { language } = this.#options;
    this.#options.log.warn('recogniser-ended', { language, code: code ?? -1, ends: this.#ends });
    const work = this.#atWork;
    this.#atWork = null;
    if (work && (work.kind === 'interim' || work.tries >= mostTries)) {
      work.answer(fail('dictation-engine-failing', { language }));
    } else if (work) this.#queue.unshift(work);
    if (this.#ends >= this.#limits.mostEnds) {
      this.#giveUp({ kind: 'failing', failure: fail('dictation-engine-failing', { language }).failure });
      return;
    }
    this.state.set({ kind: 'restarting' });
    const wait = this.#limits.restartMs * 2 ** (this.#ends - 1);
    this.#timer = setTimeout(() => void this.#start(), wait);
  }

  /** Nothing can be recognised: what waits is answered so, and its audio is kept by who asked. */
  #giveUp(state: Extract<EngineState, { failure: Failure }>): void {
    const child = this.#child;
    this.#child = null;
    this.#isLoaded = false;
    void child?.stop();
    this.state.set(state);
    for (const work of this.#queue.splice(0)) work.answer({ ok: false, failure: state.failure });
  }
}
