import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { type ChunkHeader, encodeChunkHeader, type PackIdentity, TAG_BYTES } from './pack-format.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;

/** Seals and opens the chunks of one pack with AES-256-GCM. */
export interface PackCipher {
  /** Header, ciphertext and tag of a chunk, in the order in which they are written. */
  seal(header: Omit<ChunkHeader, 'nonce' | 'length'>, plain: Uint8Array): Buffer[];
  /** The plain bytes, in a buffer of their own; null when the chunk does not authenticate. */
  open(header: ChunkHeader, sealed: Uint8Array): Uint8Array<ArrayBuffer> | null;
}

/**
 * Every pack has its own key, derived from the study's key and the pack's random id (HKDF, RFC 5869), so dropping the
 * study's key shreds all its packs.
 *
 * Nonces: a GCM nonce must never come twice under one key. A counter would come twice: after a torn tail is cut, or a
 * profile is restored from a backup, the same ordinal is written again with other content. So each nonce is 96 random
 * bits. NIST SP 800-38D 8.3 allows 2^32 of them per key; a pack would have to reach 8 PB.
 *
 * Authenticated beside the ciphertext: the chunk's header (kind, ordinal, part, parts, length), pack id, study and
 * series. A chunk moved inside its pack, to another pack or to another series does not open.
 */
export function packCipher(studyKey: Uint8Array, packId: string, identity: PackIdentity): PackCipher {
  const key = Buffer.from(hkdfSync('sha256', studyKey, Buffer.from(packId, 'hex'), 'vigie pack 1', 32));
  const context = (kind: ChunkHeader['kind']) =>
    // Chunk 0 is read before the series is known; it is bound to pack and study alone.
    Buffer.from(JSON.stringify([packId, identity.studyUid, kind === 'identity' ? '' : identity.seriesUid]), 'utf8');
  const contexts = { identity: context('identity'), instance: context('instance') };
  return {
    seal(header, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const head = encodeChunkHeader({ ...header, length: plain.byteLength, nonce });
      const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.concat([head, contexts[header.kind]]));
      const body = cipher.update(plain);
      cipher.final();
      return [head, body, cipher.getAuthTag()];
    },
    open(header, sealed) {
      const decipher = createDecipheriv(ALGORITHM, key, header.nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.concat([encodeChunkHeader(header), contexts[header.kind]]));
      decipher.setAuthTag(sealed.subarray(header.length));
      const plain = decipher.update(sealed.subarray(0, header.length));
      try {
        decipher.final();
        // A `Buffer` would go on as one in its parts, and its `slice` copies nothing.
        return new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
      } catch {
        return null;
      }
    },
  };
}
