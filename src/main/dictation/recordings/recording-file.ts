import { type FileHandle, open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { dictationSampleRate } from '../../../contract/index.ts';
import { joined } from '../listening/utterance-cutter.ts';
import { bytesOf, samplesOf } from '../pcm.ts';
import { seal, unseal } from './recording-cipher.ts';

const noteSchema = z.object({
  utterance: z.number().int().positive(),
  from: z.number().int().nonnegative(),
  /** Null while it is spoken. */
  to: z.number().int().nonnegative().nullable(),
  text: z.string().nullable(),
});
/** Where an utterance stands in its recording, and what was understood. */
export type UtteranceNote = z.infer<typeof noteSchema>;

const audioRecord = 0;
const noteRecord = 1;
/** Audio is written once a second at the latest. */
const pieceSamples = dictationSampleRate;

/** Records one after the other: length (4 bytes), then kind and content sealed for their place in this file. */
const contextOf = (name: string, index: number) => `vigie dictation 1 ${name} ${index}`;

/** One dictation as it is recorded: encrypted before it touches the disk. */
export class RecordingWriter {
  readonly #handle: FileHandle;
  readonly #key: Uint8Array;
  readonly #name: string;
  #index = 0;
  #waiting: Int16Array[] = [];
  #waitingSamples = 0;
  /** Where what waits begins in the dictation. */
  #waitingAt = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, key: Uint8Array, name: string) {
    this.#handle = handle;
    this.#key = key;
    this.#name = name;
  }

  static async open(path: string, key: Uint8Array, name: string): Promise<RecordingWriter> {
    return new RecordingWriter(await open(path, 'wx', 0o600), key, name);
  }

  /** Takes audio that stands `at` samples after the start; on the disk within a second of audio. Rejects when the disk does not take it. */
  async audio(at: number, samples: Int16Array): Promise<void> {
    if (at !== this.#waitingAt + this.#waitingSamples) {
      await this.#flush();
      this.#waitingAt = at;
    }
    this.#waiting.push(samples);
    this.#waitingSamples += samples.length;
    if (this.#waitingSamples >= pieceSamples) await this.#flush();
  }

  async note(note: UtteranceNote): Promise<void> {
    await this.#flush();
    await this.#write(noteRecord, Buffer.from(JSON.stringify(note), 'utf8'));
  }

  async close(): Promise<void> {
    try {
      await this.#flush();
    } finally {
      await this.#handle.close();
    }
  }

  async #flush(): Promise<void> {
    if (this.#waitingSamples === 0) return;
    const samples = joined(this.#waiting);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(this.#waitingAt);
    this.#waiting = [];
    this.#waitingAt += samples.length;
    this.#waitingSamples = 0;
    await this.#write(audioRecord, Buffer.concat([place, bytesOf(samples)]));
  }

  #write(kind: number, content: Uint8Array): Promise<void> {
    const sealed = seal(this.#key, contextOf(this.#name, this.#index), Buffer.concat([Buffer.from([kind]), content]));
    this.#index += 1;
    const length = Buffer.alloc(4);
    length.writeUInt32LE(sealed.length);
    const written = this.#writing.then(async () => {
      await this.#handle.appendFile(Buffer.concat([length, sealed]));
      await this.#handle.datasync();
    });
    this.#writing = written.catch(() => {});
    return written;
  }
}

export interface Recording {
  /** What was recorded between two places of the dictation, to the end of what follows without a gap. */
  between(from: number, to: number | null): Int16Array;
  readonly notes: readonly UtteranceNote[];
}

/** Reads a recording as far as it is whole: what was cut off by a power cut ends it. */
export async function readRecording(path: string, key: Uint8Array, name: string): Promise<Recording> {
  const bytes = await readFile(path);
  const pieces: { at: number; samples: Int16Array }[] = [];
  const notes = new Map<number, UtteranceNote>();
  let at = 0;
  for (let index = 0; at + 4 <= bytes.length; index++) {
    const length = bytes.readUInt32LE(at);
    if (at + 4 + length > bytes.length) break;
    const plain = unseal(key, contextOf(name, index), bytes.subarray(at + 4, at + 4 + length));
    if (plain === null) break;
    at += 4 + length;
    const content = plain.subarray(1);
    if (plain[0] === audioRecord) {
      pieces.push({ at: content.readUInt32LE(0), samples: samplesOf(content.subarray(4)) });
    } else {
      const note = noteSchema.safeParse(JSON.parse(content.toString('utf8')));
      if (note.success) notes.set(note.data.utterance, note.data);
    }
  }
  return {
    notes: [...notes.values()],
    between(from, to) {
      const found: Int16Array[] = [];
      let next = from;
      for (const { at: start, samples } of pieces) {
        if (start > next || start + samples.length <= next || (to !== null && next >= to)) continue;
        const part = samples.subarray(next - start, to === null ? undefined : to - start);
        found.push(part);
        next += part.length;
      }
      return joined(found);
    },
  };
}
