import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packCipher } from '../pack/pack-cipher.ts';
import type { PackIdentity } from '../pack/pack-format.ts';
import { createPack, type PackWriter, syncFolder } from '../pack/pack-writer.ts';

/** Where the file of a frame pack lies: beside the originals' packs, and never taken for one of them. */
export function framePackPath(cacheFolder: string, packId: string): string {
  return join(framesFolder(cacheFolder), packId.slice(0, 2), `${packId}.frames`);
}

const framesFolder = (cacheFolder: string) => join(cacheFolder, 'frames');

/** A new file for the frames of one display set. Nothing of it counts before the index knows it. */
export function createFramePack(
  cacheFolder: string,
  studyKey: { readonly keyId: string; readonly key: Uint8Array },
  identity: PackIdentity,
): { readonly packId: string; readonly writer: PackWriter } {
  const packId = randomBytes(16).toString('hex');
  const path = framePackPath(cacheFolder, packId);
  mkdirSync(framesFolder(cacheFolder), { recursive: true, mode: 0o700 });
  if (mkdirSync(dirname(path), { recursive: true, mode: 0o700 })) syncFolder(framesFolder(cacheFolder));
  const cipher = packCipher(studyKey.key, packId, identity);
  return { packId, writer: createPack(path, { packId, keyId: studyKey.keyId }, identity, cipher) };
}

export function deleteFramePack(cacheFolder: string, packId: string): void {
  rmSync(framePackPath(cacheFolder, packId), { force: true });
}

/** Bytes of a pack's file; null where there is none. */
export function framePackSize(cacheFolder: string, packId: string): number | null {
  return statSync(framePackPath(cacheFolder, packId), { throwIfNoEntry: false })?.size ?? null;
}

/** Identifiers of all frame packs that have a file. */
export function listFramePacks(cacheFolder: string): string[] {
  mkdirSync(framesFolder(cacheFolder), { recursive: true, mode: 0o700 });
  return readdirSync(framesFolder(cacheFolder), { recursive: true, encoding: 'utf8' }).flatMap(name => {
    const match = /^[0-9a-f]{2}[/\\]([0-9a-f]{32})\.frames$/.exec(name);
    return match === null ? [] : [match[1]!];
  });
}
