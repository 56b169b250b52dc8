const newline = [13, 10];

/**
 * The body of the first part of a `multipart/related` message (RFC 2046 section 5.1.1), without copying it. A message
 * that ends before its closing boundary is incomplete and gives null, so that a truncated frame is never shown.
 */
export function firstPart(contentType: string, body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) return null;
  const delimiter = new TextEncoder().encode(`--${boundary}`);
  const opening = find(body, delimiter, 0);
  if (opening < 0) return null;
  const headersEnd = find(body, Uint8Array.from([...newline, ...newline]), opening + delimiter.length);
  if (headersEnd < 0) return null;
  const start = headersEnd + 4;
  const closing = findLast(body, Uint8Array.from([...newline, ...delimiter]));
  return closing < start ? null : body.subarray(start, closing);
}

function matchesAt(bytes: Uint8Array, pattern: Uint8Array, at: number): boolean {
  for (let i = 0; i < pattern.length; i++) if (bytes[at + i] !== pattern[i]) return false;
  return true;
}

function find(bytes: Uint8Array, pattern: Uint8Array, from: number): number {
  for (let at = from; at <= bytes.length - pattern.length; at++) if (matchesAt(bytes, pattern, at)) return at;
  return -1;
}

function findLast(bytes: Uint8Array, pattern: Uint8Array): number {
  for (let at = bytes.length - pattern.length; at >= 0; at--) if (matchesAt(bytes, pattern, at)) return at;
  return -1;
}
