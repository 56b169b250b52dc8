/** Character sets of MSH-18 (HL7 table 0211) that a site may send. */
const labels: Readonly<Record<string, string>> = {
  '': 'utf-8',
  ASCII: 'utf-8', // a superset; senders that say ASCII and mean Latin-1 are caught below
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  '8859/1': 'windows-1252',
  '8859/15': 'iso-8859-15',
  '8859/2': 'iso-8859-2',
};

/**
 * The text of a message, decoded as its MSH-18 says. Null when the character set is not known, or the bytes are not
 * valid in it. Where MSH-18 is empty or ASCII, bytes that are not UTF-8 are read as Latin-1, as old senders mean it.
 */
export function decodeMessage(bytes: Uint8Array): { text: string } | { unknownCharacterSet: string } {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const content = bytes.subarray(start);
  const stated = statedCharacterSet(content);
  const label = labels[stated];
  if (label === undefined) return { unknownCharacterSet: stated };
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(content) };
  } catch {
    if (stated === '' || stated === 'ASCII') return { text: new TextDecoder('windows-1252').decode(content) };
    return { unknownCharacterSet: stated };
  }
}

/** MSH-18, first repetition, read before anything is decoded: the header's structure is ASCII in all these sets. */
function statedCharacterSet(content: Uint8Array): string {
  const head = new TextDecoder('windows-1252').decode(content.subarray(0, 4096));
  const line = head.split(/[\r\n]/, 1)[0] ?? '';
  // MSH-1 is the separator itself, so MSH-18 stands at index 17 of the split line.
  const field = line.split(line.charAt(3) || '|')[17] ?? '';
  return (field.split(line.charAt(5) || '~', 1)[0] ?? '').trim().toUpperCase();
}
