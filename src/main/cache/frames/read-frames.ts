import { closeSync, openSync } from 'node:fs';
import { frameBytes, packedBytes, putPresence } from '../../../dicom/frame-pack/frame-pack-stream.ts';
import { type PackCipher, packCipher } from '../pack/pack-cipher.ts';
import { packPath } from '../pack/pack-files.ts';
import type { RecordPlace } from '../pack/pack-format.ts';
import { PackDamagedError, readRecordOf } from '../pack/pack-reader.ts';
import { finishDirectly } from './direct-frame.ts';
import { framePackPath } from './frame-files.ts';
import type { FramePackRow } from './frame-pack.ts';

/**
 * The frames of these indices as they are sent, one behind the other. A copy that is damaged throws `PackDamagedError`; an
 * original that is damaged or has too few pixels is marked as absent, since asking for it alone tells more. Throws what the
 * file system throws.
 */
export function readFrames(
  cacheFolder: string,
  pack: FramePackRow,
  key: Uint8Array,
  indices: readonly number[],
): Uint8Array<ArrayBuffer> {
  const size = packedBytes(pack.header);
  const sent = new Uint8Array(size * indices.length);
  const files = new OpenPacks(key, pack);
  try {
    for (const [at, index] of indices.entries()) {
      const packed = sent.subarray(size * at, size * (at + 1));
      const target = packed.subarray(size - frameBytes(pack.header));
      putPresence(packed, fill(cacheFolder, pack, files, index, target));
    }
  } finally {
    files.close();
  }
  return sent;
}

/** False where the frame is absent; `target` is then worthless. */
function fill(
  cacheFolder: string,
  { source, packId }: FramePackRow,
  files: OpenPacks,
  index: number,
  target: Uint8Array<ArrayBuffer>,
): boolean {
  switch (source.kind) {
    case 'stored': {
      const place = source.places[index];
      if (place === undefined) throw new PackDamagedError('a frame that the pack does not have');
      const plain = files.read(framePackPath(cacheFolder, packId), packId, place);
      if (plain.byteLength !== target.byteLength) throw new PackDamagedError('a frame of another size');
      target.set(plain);
      return true;
    }
    case 'direct': {
      const original = source.places[index];
      if (original === undefined) throw new PackDamagedError('a frame that the pack does not have');
      try {
        const plain = files.read(packPath(cacheFolder, original.packId), original.packId, original.place);
        return finishDirectly(source.transform, plain, target);
      } catch (error) {
        if (error instanceof PackDamagedError) return false;
        throw error;
      }
    }
  }
}

/** The files that frames are read from, each opened and its key derived once. */
class OpenPacks {
  readonly #key: Uint8Array;
  readonly #pack: FramePackRow;
  readonly #open = new Map<string, { readonly descriptor: number; readonly cipher: PackCipher }>();

  constructor(key: Uint8Array, pack: FramePackRow) {
    this.#key = key;
    this.#pack = pack;
  }

  read(path: string, packId: string, place: RecordPlace): Uint8Array<ArrayBuffer> {
    let file = this.#open.get(packId);
    if (file === undefined) {
      file = { descriptor: openSync(path, 'r'), cipher: packCipher(this.#key, packId, this.#pack) };
      this.#open.set(packId, file);
    }
    return readRecordOf(file.descriptor, file.cipher, place);
  }

  close(): void {
    for (const { descriptor } of this.#open.values()) closeSync(descriptor);
  }
}
