import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type DictationEvent,
  type DictationKey,
  type DictationMode,
  type EngineState,
  fail,
  type Language,
  type Outcome,
  type RecordedUtterance,
  succeed,
} from '../../contract/index.ts';
import { StateChannel } from '../channel.ts';
import type { Log, Processes } from '../ports.ts';
import type { AsrProvider } from './asr-provider.ts';
import { Corrections } from './corrections.ts';
import { DictationSession } from './dictation-session.ts';
import { checkModelFolder } from './models/model-folder.ts';
import { SupervisedRecogniser } from './recogniser/supervised-recogniser.ts';
import { Recordings } from './recordings/recordings.ts';

export interface DictationOptions {
  /** Folder of this profile's dictation. */
  readonly folder: string;
  /** Folder of the reader's own words. */
  readonly lexicon: string;
  /** Model folders that the site's configuration names. */
  readonly models: Partial<Readonly<Record<Language, string>>>;
  readonly environment: NodeJS.ProcessEnv;
  readonly stationKey: Uint8Array;
  readonly processes: Processes;
  readonly log: Log;
}

/** Environment variables that name a model folder; they go before the configuration. */
export const modelVariables: Readonly<Record<Language, string>> = {
  fr: 'VIGIE_DICTATION_MODEL_FR',
  en: 'VIGIE_DICTATION_MODEL_EN',
};

/** Dictation into drafts: one at a time, by a recogniser a language. */
export class DictationService {
  readonly corrections: Corrections;
  /** Who comes late learns of the last press only, and does not take it for a new one. */
  readonly key = new StateChannel<DictationKey>({ isDown: false, count: 0 });
  readonly #options: DictationOptions;
  readonly #recordings: Recordings;
  readonly #recognisers: Readonly<Record<Language, AsrProvider>>;
  #session: DictationSession | null = null;
  /** The session before: its last words may still be recognised. */
  #former: DictationSession | null = null;

  constructor(options: DictationOptions, recognisers?: Readonly<Record<Language, AsrProvider>>) {
    this.#options = options;
    this.#recordings = new Recordings(join(options.folder, 'recordings'), options.stationKey);
    this.corrections = new Corrections(options.lexicon);
    const { processes, log } = options;
    const recogniser = (language: Language) =>
      new SupervisedRecogniser({ language, model: () => this.#model(language), processes, log });
    this.#recognisers = recognisers ?? { fr: recogniser('fr'), en: recogniser('en') };
  }

  engine(language: Language): StateChannel<EngineState> {
    return this.#recognisers[language].state;
  }

  async prepare(language: Language): Promise<EngineState> {
    return this.#recognisers[language].prepare();
  }

  pressKey(isDown: boolean): void {
    this.key.set({ isDown, count: this.key.value.count + 1 });
  }

  /** Begins to listen for a draft; refused where there is no model. What the former dictation still has to say is recognised. */
  async begin(reportId: string, language: Language, mode: DictationMode): Promise<Outcome<{ sessionId: string }>> {
    const recogniser = this.#recognisers[language];
    void this.#session?.end();
    // Without a model nobody is listened to: the reader would wait for words that never come.
    const engine = await recogniser.prepare();
    if (engine.kind === 'no-model') return { ok: false, failure: engine.failure };
    const id = randomUUID();
    try {
      const recording = await this.#recordings.begin(reportId, id);
      this.#former = this.#session;
      this.#session = new DictationSession({ id, reportId, mode, recogniser, recording, log: this.#options.log });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      return fail('store-unusable', { store: 'dictation', reason });
    }
    return succeed({ sessionId: id });
  }

  /** Takes audio of a session; null for one that is not known any more. */
  async take(sessionId: string, at: number, samples: Int16Array): Promise<{ isTaken: boolean; taken: number } | null> {
    return (await this.#find(sessionId)?.take(at, samples)) ?? null;
  }

  async *events(sessionId: string, signal?: AbortSignal): AsyncGenerator<DictationEvent, void> {
    const session = this.#find(sessionId);
    if (!session) yield { kind: 'ended' };
    else
      for await (const event of session.events.take(signal)) {
        yield event;
        if (event.kind === 'ended') return;
      }
  }

  async end(sessionId: string): Promise<Outcome<Record<string, never>>> {
    const session = this.#find(sessionId);
    if (!session) return fail('dictation-ended');
    void session.end();
    return succeed({});
  }

  async recordings(reportId: string): Promise<Outcome<RecordedUtterance[]>> {
    try {
      return succeed(await this.#recordings.list(reportId));
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      return fail('store-unusable', { store: 'dictation', reason });
    }
  }

  audio(reportId: string, sessionId: string, utterance: number): Promise<Int16Array | null> {
    return this.#recordings.audio(reportId, sessionId, utterance);
  }

  /** The draft is signed: nothing of its audio is kept. */
  async destroy(reportId: string): Promise<void> {
    for (const session of [this.#session, this.#former]) if (session?.reportId === reportId) await session.end();
    try {
      await this.#recordings.destroy(reportId);
    } catch (error) {
      this.#options.log.warn('dictation-not-destroyed', { reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
    }
  }

  /** Destroys the audio of all reports that are no drafts any more: the program may have ended right after a signature. */
  async destroyUnless(isDraft: (reportId: string) => Promise<boolean>): Promise<void> {
    for (const reportId of await this.#recordings.reports())
      if (!(await isDraft(reportId))) await this.destroy(reportId);
  }

  async stop(): Promise<void> {
    const ending = [this.#session, this.#former].map(session => session?.end());
    await Promise.all(Object.values(this.#recognisers).map(recogniser => recogniser.stop()));
    await Promise.all(ending);
  }

  #find(sessionId: string): DictationSession | null {
    return [this.#session, this.#former].find(session => session?.id === sessionId) ?? null;
  }

  async #model(language: Language) {
    const { models, environment, folder } = this.#options;
    const variable = modelVariables[language];
    const named = environment[variable] || models[language];
    const place = named ?? join(folder, 'models', language);
    const model = await checkModelFolder(place, language);
    const isAbsent = named === undefined && !model.ok && model.failure.params.reason === 'folder-missing';
    return isAbsent ? fail('dictation-no-model', { language, folder: place, variable }) : model;
  }
}
