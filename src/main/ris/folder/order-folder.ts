import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure, Order } from '../../../contract/index.ts';
import { openOrders } from '../hl7v2/order-book.ts';
import { type OrderFile, readOrderFile } from '../hl7v2/order-file.ts';

const longestFile = 8 * 1024 * 1024;
const mostFiles = 20_000;
/** A file that changed less than this ago may still be being written; it is not complained about yet. */
const settlingMs = 3_000;

interface SeenFile {
  readonly fingerprint: string;
  readonly content: OrderFile;
  readonly told: boolean;
}

export interface FolderReading {
  readonly orders: readonly Order[];
  /** Failures that were not told before. */
  readonly rejected: readonly { readonly what: string; readonly failure: Failure }[];
  /** True when a file is too young to be judged; the folder should be read again soon. */
  readonly unsettled: boolean;
}

/**
 * The orders in a folder of HL7 files. Files are only read: what can not be understood stays where it is and is told
 * once, and again when it changes. Messages count in the order of their time (MSH-7), then of their file names.
 */
export class OrderFolder {
  readonly #folder: string;
  readonly #siteId: string;
  #seen = new Map<string, SeenFile>();

  constructor(folder: string, siteId: string) {
    this.#folder = folder;
    this.#siteId = siteId;
  }

  /** Throws the system's error when the folder can not be listed. `now` in ms since the epoch. */
  async read(now: number): Promise<FolderReading> {
    const names = (await readdir(this.#folder)).filter(name => /^[^.].*\.hl7$/i.test(name)).sort();
    const seen = new Map<string, SeenFile>();
    const rejected: { what: string; failure: Failure }[] = [];
    let unsettled = false;
    for (const name of names.slice(0, mostFiles)) {
      const file = await this.#readFile(name, now);
      if (!file) continue;
      const young = file.content.failures.length > 0 && !file.told && file.youngUntil > now;
      unsettled ||= young;
      if (!file.told && !young)
        for (const failure of file.content.failures) rejected.push({ what: name, failure: named(failure, name) });
      seen.set(name, { fingerprint: file.fingerprint, content: file.content, told: file.told || !young });
    }
    this.#seen = seen;
    return { orders: this.#orders(), rejected, unsettled };
  }

  async #readFile(name: string, now: number): Promise<(SeenFile & { youngUntil: number }) | null> {
    const path = join(this.#folder, name);
    try {
      const { size, mtimeMs, ino } = await stat(path);
      const fingerprint = `${size}:${mtimeMs}:${ino}`;
      // Clocks of workstation and file server may differ: an age below zero counts as settled after the same time.
      const youngUntil = Math.min(mtimeMs, now) + settlingMs;
      const known = this.#seen.get(name);
      if (known?.fingerprint === fingerprint) return { ...known, youngUntil };
      const content = size > longestFile ? tooLong : readOrderFile(await readFile(path), this.#siteId);
      return { fingerprint, content, told: false, youngUntil };
    } catch (error) {
      // Moved away between listing and reading: it is simply not there any more.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
      const failures: Failure[] = [{ code: 'order-unreadable', params: { segment: '', field: '', reason: code } }];
      const told = this.#seen.get(name)?.fingerprint === code;
      return { fingerprint: code, content: { messages: [], failures }, told, youngUntil: 0 };
    }
  }

  #orders(): readonly Order[] {
    const messages = [...this.#seen].flatMap(([name, { content }]) =>
      content.messages.map(message => ({ name, ...message })),
    );
    // The sort is stable, so messages of one file keep their places.
    messages.sort((a, b) => compare(a.sentAt ?? '', b.sentAt ?? '') || compare(a.name, b.name));
    return [...openOrders(messages.flatMap(({ changes }) => changes)).values()];
  }
}

const tooLong: OrderFile = {
  messages: [],
  failures: [{ code: 'order-unreadable', params: { segment: 'MSH', field: 'MSH', reason: 'too-long' } }],
};

function named(failure: Failure, file: string): Failure {
  return { ...failure, params: { ...failure.params, file } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
