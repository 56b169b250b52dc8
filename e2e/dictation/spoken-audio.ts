import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { joined } from '../../src/main/dictation/listening/utterance-cutter.ts';
import { waveFile } from '../../src/main/dictation/pcm.ts';
import { room } from './dictate.ts';
import { waveSamples } from './spoken-sentences.ts';

const run = promisify(execFile);

/**
 * A sentence spoken by Debian's flite, or null where it is not installed. Of its voices this one is understood the same
 * wherever the pieces of its sound are cut; of the voice `slt` one “scratch that” in five is heard as other words.
 */
async function spoken(words: string): Promise<Int16Array | null> {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-spoken-'));
  const file = join(folder, 'spoken.wav');
  try {
    await run('flite', ['-voice', 'awb', '-t', words, '-o', file]);
    return waveSamples(await readFile(file));
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a WAV file in which sentences are spoken one after the other with pauses between them, for Chromium's fake
 * microphone. False where no voice is installed.
 */
export async function speakInto(file: string, sentences: readonly string[], pauseSeconds = 2): Promise<boolean> {
  const parts: Int16Array[] = [room(2)];
  for (const words of sentences) {
    const samples = await spoken(words);
    if (!samples) return false;
    parts.push(samples, room(pauseSeconds));
  }
  await writeFile(file, waveFile(joined(parts)));
  return true;
}
