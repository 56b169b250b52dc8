import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { PackCipher } from './pack-cipher.ts';
import {
  CHUNK_HEADER_BYTES,
  CHUNK_OVERHEAD_BYTES,
  CHUNK_PLAIN_BYTES,
  type ChunkHeader,
  decodeChunkHeader,
  decodePackHeader,
  PACK_HEADER_BYTES,
  type PackHeader,
  type RecordPlace,
  TAG_BYTES,
} from './pack-format.ts';

/** A record that is not what was written: a byte changed, chunks swapped, or the file too short. */
export class PackDamagedError extends Error {}

/** Runs `work` with the file open for reading. */
export function withPackOpen<T>(path: string, work: (descriptor: number, size: number) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    return work(descriptor, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

/** Null when the file does not begin as a pack. */
export function readPackHeader(descriptor: number): PackHeader | null {
  return decodePackHeader(readAt(descriptor, 0, PACK_HEADER_BYTES));
}

/** The plain bytes of a record, in a buffer of their own. Throws `PackDamagedError`. */
export function readRecord(path: string, cipher: PackCipher, place: RecordPlace): Uint8Array<ArrayBuffer> {
  const stored = withPackOpen(path, descriptor => readAt(descriptor, place.offset, place.length));
  if (stored.length !== place.length) throw new PackDamagedError('the pack is too short');
  const parts = Math.ceil(place.length / (CHUNK_PLAIN_BYTES + CHUNK_OVERHEAD_BYTES));
  const plain = new Uint8Array(place.length - parts * CHUNK_OVERHEAD_BYTES);
  let at = 0;
  let filled = 0;
  for (let part = 0; part < parts; part += 1) {
    const header = decodeChunkHeader(stored.subarray(at, at + CHUNK_HEADER_BYTES));
    const expected =
      header !== null &&
      header.kind === 'instance' &&
      header.ordinal === place.ordinal + part &&
      header.part === part &&
      header.parts === parts &&
      filled + header.length <= plain.byteLength;
    if (!expected) throw new PackDamagedError('a chunk header is not the expected one');
    const sealed = stored.subarray(at + CHUNK_HEADER_BYTES, at + CHUNK_OVERHEAD_BYTES + header.length);
    if (!openChunk(cipher, header, sealed, plain.subarray(filled, filled + header.length))) {
      throw new PackDamagedError('a chunk does not authenticate');
    }
    at += CHUNK_OVERHEAD_BYTES + header.length;
    filled += header.length;
  }
  if (filled !== plain.byteLength) throw new PackDamagedError('the record is too short');
  return plain;
}

/** A chunk read and authenticated at `offset`, or null. */
export function readChunk(
  descriptor: number,
  cipher: PackCipher,
  offset: number,
): { header: ChunkHeader; plain: Uint8Array; end: number } | null {
  const header = decodeChunkHeader(readAt(descriptor, offset, CHUNK_HEADER_BYTES));
  if (header === null) return null;
  const sealed = readAt(descriptor, offset + CHUNK_HEADER_BYTES, header.length + TAG_BYTES);
  const plain = new Uint8Array(header.length);
  if (!openChunk(cipher, header, sealed, plain)) return null;
  return { header, plain, end: offset + CHUNK_OVERHEAD_BYTES + header.length };
}

function openChunk(cipher: PackCipher, header: ChunkHeader, sealed: Buffer, target: Uint8Array): boolean {
  return sealed.length === header.length + TAG_BYTES && cipher.open(header, sealed, target);
}

/** Up to `length` bytes from `position`; fewer at the end of the file. */
export function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const got = readSync(descriptor, bytes, filled, length - filled, position + filled);
    if (got === 0) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}
