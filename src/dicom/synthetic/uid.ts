/**
 * A UID that depends on its seed alone, under the root of UUID-derived UIDs (2.25, PS3.5 B.2). The 128 bits are a
 * version 8 UUID (RFC 9562 5.8): they carry a hash of the seed, which is not a cryptographic one.
 */
export function syntheticUid(...seed: readonly (string | number)[]): string {
  const text = seed.join('\u0000');
  const words = [0, 1, 2, 3].map(lane => BigInt(hash32(text, lane)));
  let bits = words.reduce((value, word) => (value << 32n) | word, 0n);
  bits = (bits & ~(0xfn << 76n)) | (0x8n << 76n);
  bits = (bits & ~(0x3n << 62n)) | (0x2n << 62n);
  return `2.25.${bits}`;
}

/** FNV-1a with the finaliser of MurmurHash3, so that seeds that differ in one digit share no bits. */
export function hash32(text: string, lane = 0): number {
  let hash = (0x811c9dc5 ^ Math.imul(lane + 1, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
