import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type Hunspell, type HunspellFactory, loadModule } from 'hunspell-asm';
import type { Language } from '../../contract/index.ts';
import type { DictionaryFiles, SpellingAnswer, SpellingCall, SpellingSettings } from './protocol.ts';

const port = parentPort;
if (!port) throw new Error('runs as a worker thread');
const settings = workerData as SpellingSettings;

/** The dictionaries of one language, and further words in lower case. */
interface Speller {
  readonly dictionaries: readonly Hunspell[];
  readonly words: Set<string>;
}

let factory: Promise<HunspellFactory> | null = null;
const spellers = new Map<Language, Promise<Speller>>();

async function open({ dictionaries, wordLists }: DictionaryFiles, language: Language): Promise<Speller> {
  factory ??= loadModule();
  const { mountBuffer, create } = await factory;
  const opened: Hunspell[] = [];
  for (const [index, { aff, dic }] of dictionaries.entries()) {
    const name = `${language}${index}`;
    opened.push(
      create(mountBuffer(await readFile(aff), `${name}.aff`), mountBuffer(await readFile(dic), `${name}.dic`)),
    );
  }
  const words = new Set<string>();
  for (const file of wordLists) {
    // A reader without words of their own has no file.
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const line of text.split('\n')) if (line.trim() !== '' && !line.startsWith('#')) words.add(key(line));
  }
  return { dictionaries: opened, words };
}

function spellerOf(language: Language): Promise<Speller> {
  const known = spellers.get(language);
  if (known) return known;
  const opening = open(settings[language], language);
  spellers.set(language, opening);
  return opening;
}

/** Apostrophes of one kind, lower case. */
function key(word: string): string {
  return word.trim().replace(/’/g, "'").toLowerCase();
}

function isWord({ dictionaries, words }: Speller, word: string): boolean {
  const plain = word.replace(/’/g, "'");
  const bare = key(plain.replace(/^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'/i, ''));
  return words.has(key(plain)) || words.has(bare) || dictionaries.some(dictionary => dictionary.spell(plain));
}

async function answer(call: SpellingCall): Promise<readonly string[]> {
  const speller = await spellerOf(call.language);
  switch (call.kind) {
    case 'unknown':
      return call.words.filter(word => !isWord(speller, word));
    case 'suggest': {
      const found = speller.dictionaries.flatMap(dictionary => dictionary.suggest(call.word.replace(/’/g, "'")));
      return [...new Set(found)].slice(0, 8);
    }
    case 'learn':
      speller.words.add(key(call.word));
      return [];
  }
}

port.on('message', async (call: SpellingCall) => {
  const words = await answer(call).catch(() => null);
  port.postMessage({ id: call.id, words } satisfies SpellingAnswer);
});
