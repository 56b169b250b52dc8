import { appendFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail, type Language, type Outcome, succeed } from '../../contract/index.ts';
import { workerEntry } from '../worker-entry.ts';
import type { SpellingAnswer, SpellingCall, SpellingSettings } from './protocol.ts';

const { resolve } = createRequire(import.meta.url);

/** English reports are written in either spelling: a word of one of them is a word. */
const packages: Readonly<Record<Language, readonly string[]>> = {
  fr: ['dictionary-fr'],
  en: ['dictionary-en', 'dictionary-en-gb'],
};

export interface SpellingOptions {
  /** Folder of the shipped word lists, `fr.txt` and `en.txt`. */
  readonly lexicons: string;
  /** Folder of the reader's own words; made with the first of them. */
  readonly own: string;
}

type Request = SpellingCall extends infer Call ? (Call extends SpellingCall ? Omit<Call, 'id'> : never) : never;

/** Dictionaries in a thread of their own, begun with the first question: they take 80 MB and a third of a second. */
export class SpellingService {
  readonly #options: SpellingOptions;
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, (words: readonly string[] | null) => void>();
  #last = 0;

  constructor(options: SpellingOptions) {
    this.#options = options;
  }

  unknown(language: Language, words: readonly string[]): Promise<Outcome<string[]>> {
    return this.#ask({ kind: 'unknown', language, words });
  }

  suggest(language: Language, word: string): Promise<Outcome<string[]>> {
    return this.#ask({ kind: 'suggest', language, word });
  }

  /** Keeps a word for this reader, from now on and after a restart. */
  async learn(language: Language, word: string): Promise<Outcome<string[]>> {
    try {
      await mkdir(this.#options.own, { recursive: true, mode: 0o700 });
      await appendFile(this.#ownFile(language), `${word}\n`, { mode: 0o600 });
    } catch (error) {
      return fail('store-unusable', { store: 'lexicon', reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
    }
    return this.#ask({ kind: 'learn', language, word });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #ask(request: Request): Promise<Outcome<string[]>> {
    this.#worker ??= this.#start();
    this.#last += 1;
    const id = this.#last;
    const worker = this.#worker;
    const words = await new Promise<readonly string[] | null>(take => {
      this.#waiting.set(id, take);
      worker.postMessage({ ...request, id });
    });
    return words === null ? fail('store-unusable', { store: 'dictionary', reason: 'unreadable' }) : succeed([...words]);
  }

  #start(): Worker {
    const worker = new Worker(workerEntry('spelling.worker', import.meta.url), { workerData: this.#settings() });
    worker.on('message', ({ id, words }: SpellingAnswer) => {
      this.#waiting.get(id)?.(words);
      this.#waiting.delete(id);
    });
    const end = () => {
      if (this.#worker === worker) this.#worker = null;
      for (const take of this.#waiting.values()) take(null);
      this.#waiting.clear();
    };
    worker.on('error', end);
    worker.on('exit', end);
    // Dictionaries keep no program alive.
    worker.unref();
    return worker;
  }

  #settings(): SpellingSettings {
    const filesOf = (language: Language) => ({
      dictionaries: packages[language].map(name => {
        const folder = dirname(resolve(name));
        return { aff: join(folder, 'index.aff'), dic: join(folder, 'index.dic') };
      }),
      wordLists: [join(this.#options.lexicons, `${language}.txt`), this.#ownFile(language)],
    });
    return { fr: filesOf('fr'), en: filesOf('en') };
  }

  #ownFile(language: Language): string {
    return join(this.#options.own, `${language}.txt`);
  }
}
