/**
 * A pack is one append-only file with the instances of one series:
 *
 *     file header   magic(8) version(4) zero(4) pack id(16) key id(16)
 *     chunk 0       who this is: JSON { studyUid, seriesUid }
 *     chunk 1..n    instances, each as one or more consecutive parts of at most 2 MiB
 *
 *     chunk         magic(8) kind(4) ordinal(4) part(4) parts(4) length(4) nonce(12), ciphertext(length), tag(16)
 *
 * Integers are little endian. File names and headers hold random identifiers only; every identity of patient, study or
 * series is inside the ciphertext. Nothing is ever overwritten: a pack grows at its end or is deleted.
 */
export const PACK_HEADER_BYTES = 48;
export const CHUNK_HEADER_BYTES = 40;
export const TAG_BYTES = 16;
export const CHUNK_OVERHEAD_BYTES = CHUNK_HEADER_BYTES + TAG_BYTES;
/** Most plain bytes in one chunk. */
export const CHUNK_PLAIN_BYTES = 2 * 1024 * 1024;

const FORMAT_VERSION = 1;
const PACK_MAGIC = Buffer.from('VIGIEPAK', 'latin1');
/** Begins every chunk, so that a reader finds the next whole chunk behind a damaged one. */
export const CHUNK_MAGIC = Buffer.from('\x89VigChk\n', 'latin1');

export const chunkKinds = { identity: 0, instance: 1 } as const;
export type ChunkKind = keyof typeof chunkKinds;

/** What a pack's plain file header says. */
export interface PackHeader {
  /** 16 random bytes in lower-case hex; also the file's name. */
  readonly packId: string;
  /** Which study key opens it, 16 random bytes in lower-case hex. */
  readonly keyId: string;
}

export interface ChunkHeader {
  readonly kind: ChunkKind;
  /** Place of the chunk in its pack, from 0. */
  readonly ordinal: number;
  /** Place of the chunk in its record, from 0. */
  readonly part: number;
  /** Number of chunks of the record. */
  readonly parts: number;
  /** Bytes of ciphertext, the same as of plain text. */
  readonly length: number;
  readonly nonce: Uint8Array;
}

/** Whom a pack belongs to; bound into every chunk's authentication. */
export interface PackIdentity {
  readonly studyUid: string;
  readonly seriesUid: string;
}

/** Where a record (the chunks of one instance) stands in its pack. */
export interface RecordPlace {
  readonly offset: number;
  /** Bytes in the file, headers and tags included. */
  readonly length: number;
  readonly ordinal: number;
}

export function encodePackHeader(header: PackHeader): Buffer {
  const bytes = Buffer.alloc(PACK_HEADER_BYTES);
  PACK_MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(FORMAT_VERSION, 8);
  bytes.write(header.packId, 16, 16, 'hex');
  bytes.write(header.keyId, 32, 16, 'hex');
  return bytes;
}

/** Null when these bytes do not begin a pack of this version. */
export function decodePackHeader(bytes: Buffer): PackHeader | null {
  if (bytes.length < PACK_HEADER_BYTES || !bytes.subarray(0, 8).equals(PACK_MAGIC)) return null;
  if (bytes.readUInt32LE(8) !== FORMAT_VERSION || bytes.readUInt32LE(12) !== 0) return null;
  return { packId: bytes.toString('hex', 16, 32), keyId: bytes.toString('hex', 32, 48) };
}

export function encodeChunkHeader(header: ChunkHeader): Buffer {
  const bytes = Buffer.alloc(CHUNK_HEADER_BYTES);
  CHUNK_MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(chunkKinds[header.kind], 8);
  bytes.writeUInt32LE(header.ordinal, 12);
  bytes.writeUInt32LE(header.part, 16);
  bytes.writeUInt32LE(header.parts, 20);
  bytes.writeUInt32LE(header.length, 24);
  bytes.set(header.nonce, 28);
  return bytes;
}

/** Null when no possible chunk begins here. What is given is plausible, not yet authenticated. */
export function decodeChunkHeader(bytes: Buffer): ChunkHeader | null {
  if (bytes.length < CHUNK_HEADER_BYTES || !bytes.subarray(0, 8).equals(CHUNK_MAGIC)) return null;
  const kindNumber = bytes.readUInt32LE(8);
  if (kindNumber > 1) return null;
  const part = bytes.readUInt32LE(16);
  const parts = bytes.readUInt32LE(20);
  const length = bytes.readUInt32LE(24);
  if (part >= parts || length > CHUNK_PLAIN_BYTES) return null;
  return {
    kind: kindNumber === chunkKinds.identity ? 'identity' : 'instance',
    ordinal: bytes.readUInt32LE(12),
    part,
    parts,
    length,
    nonce: bytes.subarray(28, CHUNK_HEADER_BYTES),
  };
}

/** Plain content of chunk 0. */
export function encodeIdentity({ studyUid, seriesUid }: PackIdentity): Buffer {
  return Buffer.from(JSON.stringify({ studyUid, seriesUid }), 'utf8');
}

/** Where the instances of a pack begin: behind chunk 0. */
export function endOfIdentity(identity: PackIdentity): { offset: number; ordinal: number } {
  return { offset: PACK_HEADER_BYTES + CHUNK_OVERHEAD_BYTES + encodeIdentity(identity).length, ordinal: 1 };
}
