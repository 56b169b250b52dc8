import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CorrectionList,
  correctionSchema,
  fail,
  type Language,
  type Outcome,
  succeed,
} from '../../contract/index.ts';
import { type Correction, isRememberable, utteranceKey } from '../../report/dictation/index.ts';

const arrow = ' => ';
const largestFile = 1024 * 1024;

/**
 * What a reader corrected, kept as text that can be shared and edited: `heard => meant`, one a line. Lines that cannot be
 * read are told by number, left where they are, and keep no other from being used.
 */
export class Corrections {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(language: Language): Promise<Outcome<CorrectionList>> {
    const lines = await this.#lines(language);
    return lines.ok ? succeed(listOf(lines.value, language)) : lines;
  }

  async remember(language: Language, correction: Correction): Promise<Outcome<CorrectionList>> {
    if (!isRememberable(correction, language))
      return fail('input-invalid', { field: 'heard', reason: 'decisive-words' });
    return this.#change(language, lines => [
      ...lines.filter(line => !isSame(line, correction.heard)),
      `${correction.heard}${arrow}${correction.meant}`,
    ]);
  }

  forget(language: Language, heard: string): Promise<Outcome<CorrectionList>> {
    return this.#change(language, lines => lines.filter(line => !isSame(line, heard)));
  }

  async #change(language: Language, change: (lines: string[]) => string[]): Promise<Outcome<CorrectionList>> {
    const lines = await this.#lines(language);
    if (!lines.ok) return lines;
    const changed = change(lines.value);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const path = this.#file(language);
      const handle = await open(`${path}.part`, 'w', 0o600);
      try {
        await handle.writeFile(changed.map(line => `${line}\n`).join(''));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${path}.part`, path);
    } catch (error) {
      return unusable(error);
    }
    return succeed(listOf(changed, language));
  }

  async #lines(language: Language): Promise<Outcome<string[]>> {
    try {
      const text = await readFile(this.#file(language), 'utf8');
      if (text.length > largestFile) return fail('store-unusable', { store: 'corrections', reason: 'too-large' });
      return succeed(text.split('\n').filter(line => line.trim() !== ''));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? succeed([]) : unusable(error);
    }
  }

  #file(language: Language): string {
    return join(this.#folder, `dictation-${language}.txt`);
  }
}

function unusable(error: unknown) {
  return fail('store-unusable', { store: 'corrections', reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
}

function listOf(lines: readonly string[], language: Language): CorrectionList {
  const list: CorrectionList = { corrections: [], broken: [] };
  lines.forEach((text, index) => {
    if (text.startsWith('#')) return;
    const correction = correctionOf(text);
    if (correction && isRememberable(correction, language)) list.corrections.push(correction);
    else list.broken.push({ line: index + 1, text: text.slice(0, 200) });
  });
  return { corrections: list.corrections.slice(-10_000), broken: list.broken.slice(0, 100) };
}

function correctionOf(line: string): Correction | null {
  const [heard, meant, ...more] = line.split(arrow);
  return more.length > 0 ? null : (correctionSchema.safeParse({ heard, meant }).data ?? null);
}

function isSame(line: string, heard: string): boolean {
  const correction = correctionOf(line);
  return correction !== null && utteranceKey(correction.heard) === utteranceKey(heard);
}
