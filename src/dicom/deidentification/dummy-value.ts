/**
 * Dummy values by value representation (PS3.15 E.1.1, action D): valid in every attribute of that representation and
 * the same in all objects. Null where only zero length says nothing about anybody (bulk data, unknown values).
 */
export function dummyValue(vr: string, length: number): Uint8Array | null {
  const text = dummyTexts[vr];
  if (text !== undefined) return asciiBytes(text);
  // Numbers: zeros, as many as there were.
  return numbers.has(vr) ? new Uint8Array(length) : null;
}

const dummyTexts: Readonly<Record<string, string>> = {
  AE: 'ANONYMIZED',
  AS: '000Y',
  CS: 'ANONYMIZED',
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  LO: 'Anonymized',
  LT: 'Anonymized',
  PN: 'Anonymized',
  SH: 'Anonymized',
  ST: 'Anonymized',
  TM: '000000',
  UC: 'Anonymized',
  UR: 'urn:anonymized',
  UT: 'Anonymized',
};

const numbers: ReadonlySet<string> = new Set(['FD', 'FL', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);

/** ASCII text as a value field, padded to an even length (PS3.5 6.2); a UID is padded by NUL. */
export function asciiBytes(text: string, padding = 0x20): Uint8Array {
  const bytes = new Uint8Array(text.length + (text.length % 2)).fill(padding);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
