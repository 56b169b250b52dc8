/** Base 64 of RFC 4648 section 4, for InlineBinary (PS3.18 F.2.7); the language has none that all our platforms know. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = [18, 12, 6, 0].map(shift => alphabet[(word >> shift) & 63]);
    const used = Math.min(3, bytes.length - at) + 1;
    text += digits.slice(0, used).join('').padEnd(4, '=');
  }
  return text;
}

/** Null for what is not base 64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const digits = text.replace(/=+$/, '');
  if (/[^A-Za-z0-9+/]/.test(digits) || digits.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (const digit of digits) {
    word = ((word << 6) | alphabet.indexOf(digit)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (word >> bits) & 0xff;
  }
  return bytes;
}
