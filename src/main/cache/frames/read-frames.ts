import { type FrameBounds, frameBytes, packedBytes, putBounds } from '../../../dicom/frame-pack/frame-pack-stream.ts';
import { extremes } from '../../../dicom/pixel/extremes.ts';
import { finishedValues } from '../../../dicom/pixel/finished-values.ts';
import { packCipher } from '../pack/pack-cipher.ts';
import { packPath } from '../pack/pack-files.ts';
import { PackDamagedError, readRecord } from '../pack/pack-reader.ts';
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
  for (const [at, index] of indices.entries()) {
    const packed = sent.subarray(size * at, size * (at + 1));
    const target = packed.subarray(size - frameBytes(pack.header));
    putBounds(packed, fill(cacheFolder, pack, key, index, target));
  }
  return sent;
}

function fill(
  cacheFolder: string,
  pack: FramePackRow,
  key: Uint8Array,
  index: number,
  target: Uint8Array<ArrayBuffer>,
): FrameBounds {
  const { source, packId, header } = pack;
  switch (source.kind) {
    case 'stored': {
      const place = source.places[index];
      if (place === undefined) throw new PackDamagedError('a frame that the pack does not have');
      const plain = readRecord(framePackPath(cacheFolder, packId), packCipher(key, packId, pack), place);
      if (plain.byteLength !== target.byteLength) throw new PackDamagedError('a frame of another size');
      target.set(plain);
      const [lower, upper] = source.bounds[index] ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      return { lower, upper };
    }
    case 'direct': {
      const original = source.places[index];
      if (original === undefined) throw new PackDamagedError('a frame that the pack does not have');
      const cipher = packCipher(key, original.packId, pack);
      try {
        const plain = readRecord(packPath(cacheFolder, original.packId), cipher, original.place);
        if (!finishDirectly(source.transform, plain, target)) return 'absent';
      } catch (error) {
        if (error instanceof PackDamagedError) return 'absent';
        throw error;
      }
      return extremes(finishedValues({ bytes: target, dtype: header.pixelType, samplesPerPixel: 1 }));
    }
  }
}
