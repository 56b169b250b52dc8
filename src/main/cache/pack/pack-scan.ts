import type { PackCipher } from './pack-cipher.ts';
import {
  CHUNK_HEADER_BYTES,
  CHUNK_MAGIC,
  PACK_HEADER_BYTES,
  type PackIdentity,
  type RecordPlace,
} from './pack-format.ts';
import { readAt, readChunk } from './pack-reader.ts';

/** What a scan met, in the order of the file. */
export interface PackScan {
  /** Where the last whole record ends; behind it is a torn write, or nothing. */
  readonly end: { readonly offset: number; readonly ordinal: number };
  /** Bytes between whole records that are none: damage, not a torn write. */
  readonly damagedBytes: number;
  /** Bytes behind `end`. */
  readonly tornBytes: number;
}

/** The identity in chunk 0, or null when it is damaged. `cipher` need only know study and pack. */
export function readPackIdentity(descriptor: number, cipher: PackCipher): PackIdentity | null {
  const chunk = readChunk(descriptor, cipher, PACK_HEADER_BYTES);
  if (chunk === null || chunk.header.kind !== 'identity') return null;
  const value: unknown = JSON.parse(Buffer.from(chunk.plain).toString('utf8'));
  if (typeof value !== 'object' || value === null || !('studyUid' in value) || !('seriesUid' in value)) return null;
  return { studyUid: String(value.studyUid), seriesUid: String(value.seriesUid) };
}

/**
 * Reads the records behind `from` and gives each whole one to `found`. Behind bytes that are no chunk it looks for the
 * next chunk that authenticates: only where there is none, the rest is a torn write.
 */
export function scanPack(
  descriptor: number,
  size: number,
  cipher: PackCipher,
  from: { offset: number; ordinal: number },
  found: (place: RecordPlace, plain: Uint8Array<ArrayBuffer>) => void,
): PackScan {
  let end = from;
  let damagedBytes = 0;
  let at = from.offset;
  while (at < size) {
    const record = readWholeRecord(descriptor, cipher, at, end.ordinal);
    if (record !== null) {
      damagedBytes += at - end.offset;
      end = { offset: at + record.place.length, ordinal: record.place.ordinal + record.parts };
      found(record.place, record.plain);
      at = end.offset;
    } else {
      const next = findMagic(descriptor, at + 1, size);
      if (next === null) break;
      at = next;
    }
  }
  return { end, damagedBytes, tornBytes: size - end.offset };
}

function readWholeRecord(
  descriptor: number,
  cipher: PackCipher,
  offset: number,
  leastOrdinal: number,
): { place: RecordPlace; parts: number; plain: Uint8Array<ArrayBuffer> } | null {
  const first = readChunk(descriptor, cipher, offset);
  if (first === null || first.header.kind !== 'instance' || first.header.part !== 0) return null;
  const { ordinal, parts } = first.header;
  if (ordinal < leastOrdinal) return null;
  const pieces = [first.plain];
  let end = first.end;
  for (let part = 1; part < parts; part += 1) {
    const chunk = readChunk(descriptor, cipher, end);
    const follows = chunk !== null && chunk.header.ordinal === ordinal + part && chunk.header.part === part;
    if (!follows || chunk.header.parts !== parts) return null;
    pieces.push(chunk.plain);
    end = chunk.end;
  }
  const plain = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let filled = 0;
  for (const piece of pieces) {
    plain.set(piece, filled);
    filled += piece.byteLength;
  }
  return { place: { offset, length: end - offset, ordinal }, parts, plain };
}

function findMagic(descriptor: number, from: number, size: number): number | null {
  const window = 1024 * 1024;
  // Windows overlap, so that a magic on their border is found.
  for (let at = from; at + CHUNK_HEADER_BYTES <= size; at += window - CHUNK_MAGIC.length) {
    const place = readAt(descriptor, at, window).indexOf(CHUNK_MAGIC);
    if (place >= 0) return at + place;
  }
  return null;
}
