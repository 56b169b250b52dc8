import { asciiOf, decodeWithCodeExtensions, type TextKind, usesCodeExtensions } from './code-extensions.ts';

/** Encodings of single-valued (0008,0005), PS3.3 C.12.1.1.2, by the platform's label. */
const encodings: Readonly<Record<string, string>> = {
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'tis-620',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/**
 * Text of one value field under the character sets in force, not yet split or trimmed. Never fails: bytes that the
 * declared set has no character for become U+FFFD, or their Latin-1 letter where no set was declared. What ends a code
 * extension depends on the kind of the text.
 */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[], kind: TextKind = 'values'): string {
  const ascii = asciiOf(bytes);
  if (ascii !== null) return ascii;
  const terms = characterSets.map(normalised);
  // UTF-8 and GB18030 stand alone (PS3.3 C.12.1.1.2); a file that lists them among others is written in them
  const whole = terms.find(term => term === 'ISO_IR 192' || term === 'GB18030' || term === 'GBK');
  if (whole !== undefined) return decodeAs(encodings[whole] ?? 'utf-8', bytes);
  if (usesCodeExtensions(terms)) return decodeWithCodeExtensions(bytes, terms, kind);
  const [term = ''] = terms;
  if (term === 'ISO_IR 100') return latin1(bytes);
  const encoding = encodings[term];
  return encoding === undefined ? decodeUndeclared(bytes) : decodeAs(encoding, bytes);
}

/** Upper case, one spelling: "ISO-IR 100" and "ISO IR 100" are met in real files. */
function normalised(term: string): string {
  const upper = term.trim().toUpperCase();
  return upper
    .replace(/^ISO[-_ ]IR[-_ ]?(\d+)$/, 'ISO_IR $1')
    .replace(/^ISO[-_ ]2022[-_ ]IR[-_ ]?(\d+)$/, 'ISO 2022 IR $1');
}

/** Letters outside the default repertoire without a declared set: UTF-8 where they are well-formed, else Latin-1. */
function decodeUndeclared(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();
function decodeAs(encoding: string, bytes: Uint8Array): string {
  let decoder = decoders.get(encoding);
  if (decoder === undefined) {
    decoder = new TextDecoder(encoding, { ignoreBOM: true });
    decoders.set(encoding, decoder);
  }
  return decoder.decode(bytes);
}

/** The platform's "latin1" is windows-1252, which differs in 0x80-0x9F. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
