import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { samplesOf } from '../../src/main/dictation/pcm.ts';
import { samplesFolder } from '../peers/samples.ts';

export type Voice = 'slt' | 'hts' | 'espeak';

/** A sentence of the samples (`asr`), its words and its audio. */
export interface SpokenSentence {
  readonly name: string;
  readonly words: string;
  readonly samples: Int16Array;
}

/** The sentences of one synthetic voice; null where the samples are not here. */
export async function spokenSentences(voice: Voice): Promise<SpokenSentence[] | null> {
  const samples = samplesFolder();
  const folder = samples && join(samples, 'asr');
  if (!folder || !existsSync(folder)) return null;
  const lines = (await readFile(join(folder, 'sentences.en.txt'), 'utf8')).split('\n').filter(line => line.trim());
  return Promise.all(
    lines.map(async (words, index) => {
      const name = `${voice}-${String(index + 1).padStart(2, '0')}`;
      return { name, words, samples: waveSamples(await readFile(join(folder, `${name}.wav`))) };
    }),
  );
}

/** Samples of a 16-bit one-channel WAV file of 16 kHz. Throws for any other. */
export function waveSamples(file: Buffer): Int16Array {
  const [channels, rate, bits] = [file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)];
  if (channels !== 1 || rate !== 16_000 || bits !== 16)
    throw new Error(`${channels} channels, ${rate} Hz, ${bits} bits`);
  const data = file.indexOf('data', 12, 'latin1');
  return samplesOf(file.subarray(data + 8, data + 8 + file.readUInt32LE(data + 4)));
}
