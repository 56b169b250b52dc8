import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dictationSampleRate, type RecordedUtterance } from '../../../contract/index.ts';
import { seal, unseal } from './recording-cipher.ts';
import { RecordingWriter, readRecording } from './recording-file.ts';

const keyFile = 'key';
const ending = '.recording';
const keyContext = (reportId: string) => `vigie dictation key 1 ${reportId}`;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/**
 * What was dictated into drafts, kept until they are signed. Every report has a key of its own, wrapped by the station's;
 * destroying a report's audio drops its key first, so that what is left on the disk opens no more.
 */
export class Recordings {
  readonly #folder: string;
  readonly #masterKey: Uint8Array;

  constructor(folder: string, stationKey: Uint8Array) {
    this.#folder = folder;
    this.#masterKey = new Uint8Array(hkdfSync('sha256', stationKey, new Uint8Array(0), 'vigie dictation 1', 32));
  }

  /** Begins a recording. Throws when the disk does not take it. */
  async begin(reportId: string, sessionId: string): Promise<RecordingWriter> {
    const key = (await this.#key(reportId)) ?? (await this.#makeKey(reportId));
    return RecordingWriter.open(join(this.#reportFolder(reportId), `${sessionId}${ending}`), key, sessionId);
  }

  /** Everything that was dictated into a report, the oldest dictation first. */
  async list(reportId: string): Promise<RecordedUtterance[]> {
    const key = await this.#key(reportId);
    if (!key) return [];
    const utterances: RecordedUtterance[] = [];
    for (const sessionId of await this.#sessions(reportId)) {
      const recording = await this.#read(reportId, sessionId, key);
      for (const { utterance, from, to, text } of recording.notes) {
        const { length } = recording.between(from, to);
        if (length > 0) utterances.push({ sessionId, utterance, seconds: length / dictationSampleRate, text });
      }
    }
    return utterances;
  }

  /** The audio of one utterance, or null when it is not there. */
  async audio(reportId: string, sessionId: string, utterance: number): Promise<Int16Array | null> {
    if (!uuid.test(reportId) || !uuid.test(sessionId)) return null;
    const key = await this.#key(reportId);
    if (!key) return null;
    const recording = await this.#read(reportId, sessionId, key).catch(() => null);
    const note = recording?.notes.find(each => each.utterance === utterance);
    return recording && note ? recording.between(note.from, note.to) : null;
  }

  /** Drops the key, then the rest. */
  async destroy(reportId: string): Promise<void> {
    const folder = this.#reportFolder(reportId);
    try {
      const handle = await open(join(folder, keyFile), 'r+');
      try {
        await handle.write(randomBytes(512));
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await rm(folder, { recursive: true, force: true });
  }

  /** Reports of which audio is kept. */
  async reports(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => [] as string[]);
    return names.filter(name => uuid.test(name));
  }

  #reportFolder(reportId: string): string {
    if (!uuid.test(reportId)) throw new Error('a report is named by a UUID');
    return join(this.#folder, reportId);
  }

  async #sessions(reportId: string): Promise<string[]> {
    const folder = this.#reportFolder(reportId);
    const names = (await readdir(folder)).filter(name => name.endsWith(ending));
    const dated = await Promise.all(
      names.map(async name => ({ name, at: (await stat(join(folder, name))).birthtimeMs })),
    );
    return dated.sort((one, other) => one.at - other.at).map(({ name }) => name.slice(0, -ending.length));
  }

  #read(reportId: string, sessionId: string, key: Uint8Array) {
    return readRecording(join(this.#reportFolder(reportId), `${sessionId}${ending}`), key, sessionId);
  }

  async #key(reportId: string): Promise<Uint8Array | null> {
    const wrapped = await readFile(join(this.#reportFolder(reportId), keyFile)).catch(() => null);
    return wrapped && unseal(this.#masterKey, keyContext(reportId), wrapped);
  }

  async #makeKey(reportId: string): Promise<Uint8Array> {
    const key = randomBytes(32);
    const folder = this.#reportFolder(reportId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(join(folder, keyFile), 'w', 0o600);
    try {
      await handle.writeFile(seal(this.#masterKey, keyContext(reportId), key));
      await handle.sync();
    } finally {
      await handle.close();
    }
    return key;
  }
}
