import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type PackCipher, packCipher } from './pack-cipher.ts';
import type { PackIdentity } from './pack-format.ts';
import { continuePack, createPack, type PackWriter, syncFolder } from './pack-writer.ts';

export interface PackEnd {
  readonly offset: number;
  readonly ordinal: number;
}

/** Open writers are kept for this many series; more are closed, least recently used first. */
const MOST_WRITERS = 32;

/** Where a pack lies: spread over 256 folders, so that none has very many entries. */
export function packPath(cacheFolder: string, packId: string): string {
  return join(cacheFolder, 'packs', packId.slice(0, 2), `${packId}.pack`);
}

/** The pack files of one cache folder: where they are, and the writers that are open. */
export class PackFiles {
  readonly folder: string;
  private readonly cacheFolder: string;
  private readonly writers = new Map<string, PackWriter>();

  constructor(cacheFolder: string) {
    this.cacheFolder = cacheFolder;
    this.folder = join(cacheFolder, 'packs');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  path(packId: string): string {
    return packPath(this.cacheFolder, packId);
  }

  /** Identifiers of all packs that are there. */
  list(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).flatMap(name => {
      const match = /^[0-9a-f]{2}[/\\]([0-9a-f]{32})\.pack$/.exec(name);
      return match === null ? [] : [match[1]!];
    });
  }

  /** A new pack with a random name and its open writer. */
  create(studyKey: { keyId: string; key: Uint8Array }, identity: PackIdentity): { packId: string; writer: PackWriter } {
    const packId = randomBytes(16).toString('hex');
    const path = this.path(packId);
    if (mkdirSync(join(this.folder, packId.slice(0, 2)), { recursive: true, mode: 0o700 })) syncFolder(this.folder);
    const cipher = packCipher(studyKey.key, packId, identity);
    try {
      const writer = createPack(path, { packId, keyId: studyKey.keyId }, identity, cipher);
      this.keep(packId, writer);
      return { packId, writer };
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
  }

  /** The writer of a pack whose last whole record ends at `end`. */
  writer(packId: string, cipher: PackCipher, end: PackEnd): PackWriter {
    const open = this.writers.get(packId) ?? continuePack(this.path(packId), cipher, end);
    this.keep(packId, open);
    return open;
  }

  private keep(packId: string, writer: PackWriter): void {
    this.writers.delete(packId);
    this.writers.set(packId, writer);
  }

  /** Closes the writers that were not used for longest; call it when nothing waits to become durable. */
  closeIdle(): void {
    for (const packId of [...this.writers.keys()].slice(0, -MOST_WRITERS)) this.closeWriter(packId);
  }

  closeWriter(packId: string): void {
    this.writers.get(packId)?.close();
    this.writers.delete(packId);
  }

  delete(packId: string): void {
    this.closeWriter(packId);
    rmSync(this.path(packId), { force: true });
  }

  /** Puts a pack that cannot be read out of the way, kept for an expert. */
  setAside(packId: string): void {
    this.closeWriter(packId);
    renameSync(this.path(packId), `${this.path(packId)}.damaged`);
  }

  close(): void {
    for (const packId of [...this.writers.keys()]) this.closeWriter(packId);
  }
}
