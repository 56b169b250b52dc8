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
  return withPackOpen(path, descriptor => readRecordOf(descriptor, cipher, place));
}

/** The same of a pack that is open. */
export function readRecordOf(descriptor: number, cipher: PackCipher, place: RecordPlace): Uint8Array<ArrayBuffer> {
  const stored = readSealed(descriptor, place);
  if (stored.length !== place.length) throw new PackDamagedError('the pack is too short');
  const parts = Math.ceil(place.length / (CHUNK_PLAIN_BYTES + CHUNK_OVERHEAD_BYTES));
  const length = place.length - parts * CHUNK_OVERHEAD_BYTES;
  const opened: Uint8Array<ArrayBuffer>[] = [];
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
      filled + header.length <= length;
    if (!expected) throw new PackDamagedError('a chunk header is not the expected one');
    const sealed = stored.subarray(at + CHUNK_HEADER_BYTES, at + CHUNK_OVERHEAD_BYTES + header.length);
    const plain = openChunk(cipher, header, sealed);
    if (plain === null) throw new PackDamagedError('a chunk does not authenticate');
    opened.push(plain);
    at += CHUNK_OVERHEAD_BYTES + header.length;
    filled += header.length;
  }
  if (filled !== length) throw new PackDamagedError('the record is too short');
  return opened.length === 1 ? opened[0]! : joined(opened, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** One for each thread: what is read into it is decrypted before anything else is read. */
let scratch = Buffer.alloc(0);
const mostScratchBytes = 8 * 1024 * 1024;

function readSealed(descriptor: number, { offset, length }: RecordPlace): Buffer {
  if (length > mostScratchBytes) return readAt(descriptor, offset, length);
  if (scratch.byteLength < length) scratch = Buffer.allocUnsafeSlow(length);
  return readInto(scratch.subarray(0, length), descriptor, offset);
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
  const plain = openChunk(cipher, header, sealed);
  return plain && { header, plain, end: offset + CHUNK_OVERHEAD_BYTES + header.length };
}

function openChunk(cipher: PackCipher, header: ChunkHeader, sealed: Buffer): Uint8Array<ArrayBuffer> | null {
  return sealed.length === header.length + TAG_BYTES ? cipher.open(header, sealed) : null;
}

/** Up to `length` bytes from `position`; fewer at the end of the file. */
export function readAt(descriptor: number, position: number, length: number): Buffer {
  return readInto(Buffer.allocUnsafeSlow(length), descriptor, position);
}

function readInto(bytes: Buffer, descriptor: number, position: number): Buffer {
  let filled = 0;
  while (filled < bytes.byteLength) {
    const got = readSync(descriptor, bytes, filled, bytes.byteLength - filled, position + filled);
    if (got === 0) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}
