/**
 * ISO 2022 code extensions (PS3.5 6.1.2.5): escape sequences switch G0 (bytes below 0x80) and G1 (above) between
 * character sets; delimiters and line ends put both back to those of the first value of (0008,0005).
 */

interface CodeElement {
  /** The platform's encoding that contains the set, and how one character's bytes become that encoding's. */
  readonly encoding: string;
  readonly bytesPerCharacter: 1 | 2;
  readonly prefix: readonly number[];
}

const single = (encoding: string): CodeElement => ({ encoding, bytesPerCharacter: 1, prefix: [] });
const double = (encoding: string, prefix: readonly number[] = []): CodeElement => ({
  encoding,
  bytesPerCharacter: 2,
  prefix,
});

const ascii = single('us-ascii');
const jisX0201Romaji = single('us-ascii');
const jisX0201Katakana: CodeElement = { encoding: 'euc-jp', bytesPerCharacter: 1, prefix: [0x8e] };
const jisX0208 = double('euc-jp');
const jisX0212 = double('euc-jp', [0x8f]);
const latin1 = single('latin1-exact');

/** Escape sequences after ESC, PS3.3 tables C.12-3 and C.12-4. */
const escapes: Readonly<Record<string, { g0?: CodeElement; g1?: CodeElement }>> = {
  '(B': { g0: ascii },
  '(J': { g0: jisX0201Romaji },
  ')I': { g1: jisX0201Katakana },
  $B: { g0: jisX0208 },
  '$@': { g0: jisX0208 },
  '$(D': { g0: jisX0212 },
  '$)C': { g1: double('euc-kr') },
  '$)A': { g1: double('gbk') },
  '-A': { g1: latin1 },
  '-B': { g1: single('iso-8859-2') },
  '-C': { g1: single('iso-8859-3') },
  '-D': { g1: single('iso-8859-4') },
  '-L': { g1: single('iso-8859-5') },
  '-G': { g1: single('iso-8859-6') },
  '-F': { g1: single('iso-8859-7') },
  '-H': { g1: single('iso-8859-8') },
  '-M': { g1: single('iso-8859-9') },
  '-T': { g1: single('tis-620') },
  '-b': { g1: single('iso-8859-15') },
};

/** G1 that the first value of (0008,0005) names. Sets that need an escape sequence first are absent. */
const initialG1: Readonly<Record<string, CodeElement>> = {
  'ISO 2022 IR 100': latin1,
  'ISO 2022 IR 101': single('iso-8859-2'),
  'ISO 2022 IR 109': single('iso-8859-3'),
  'ISO 2022 IR 110': single('iso-8859-4'),
  'ISO 2022 IR 144': single('iso-8859-5'),
  'ISO 2022 IR 127': single('iso-8859-6'),
  'ISO 2022 IR 126': single('iso-8859-7'),
  'ISO 2022 IR 138': single('iso-8859-8'),
  'ISO 2022 IR 148': single('iso-8859-9'),
  'ISO 2022 IR 203': single('iso-8859-15'),
  'ISO 2022 IR 13': jisX0201Katakana,
  'ISO 2022 IR 166': single('tis-620'),
  // met in real files as the only value, with and without escape sequences
  'ISO 2022 IR 149': double('euc-kr'),
  'ISO 2022 IR 58': double('gbk'),
};

const escapeByte = 0x1b;
/** One text in which a backslash is a character, several values, or person names with components and groups. */
export type TextKind = 'text' | 'values' | 'person-names';

/**
 * What puts G0 and G1 back (PS3.5 6.1.2.5.3): TAB, LF, FF and CR in every text, `\` where it separates values, `^` and `=`
 * in person names. Elsewhere they are characters, behind which writers go on without a new escape sequence.
 */
const resets: Readonly<Record<TextKind, ReadonlySet<number>>> = {
  text: new Set([0x09, 0x0a, 0x0c, 0x0d]),
  values: new Set([0x09, 0x0a, 0x0c, 0x0d, 0x5c]),
  'person-names': new Set([0x09, 0x0a, 0x0c, 0x0d, 0x3d, 0x5c, 0x5e]),
};

/** True when (0008,0005) asks for code extensions. Terms are in their standard spelling. */
export function usesCodeExtensions(terms: readonly string[]): boolean {
  return terms.length > 1 || terms.some(term => term.startsWith('ISO 2022 '));
}

export function decodeWithCodeExtensions(bytes: Uint8Array, terms: readonly string[], kind: TextKind): string {
  const first = (terms[0] ?? '').replace('ISO_IR ', 'ISO 2022 IR ');
  const start = { g0: ascii, g1: initialG1[first] ?? latin1 };
  let { g0, g1 } = start;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === escapeByte) {
      const found = escapeAt(bytes, at + 1);
      if (found !== null) {
        g0 = found.switches.g0 ?? g0;
        g1 = found.switches.g1 ?? g1;
        at += 1 + found.length;
        continue;
      }
    }
    const element = byte < 0x80 ? g0 : g1;
    // control characters and the space are in C0, whatever G0 is
    if (byte <= 0x20 || (byte < 0x80 && element.bytesPerCharacter === 1)) {
      text += String.fromCharCode(byte);
      if (resets[kind].has(byte)) ({ g0, g1 } = start);
      at += 1;
      continue;
    }
    const end = Math.min(at + element.bytesPerCharacter, bytes.length);
    text += character(element, bytes.subarray(at, end));
    at = end;
  }
  return text;
}

function escapeAt(bytes: Uint8Array, at: number) {
  for (const length of [2, 3]) {
    const sequence = String.fromCharCode(...bytes.subarray(at, at + length));
    const switches = Object.hasOwn(escapes, sequence) ? escapes[sequence] : undefined;
    if (switches !== undefined) return { switches, length };
  }
  return null;
}

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();
function character(element: CodeElement, bytes: Uint8Array): string {
  if (element.encoding === 'latin1-exact') return String.fromCharCode(bytes[0] ?? 0);
  let decoder = decoders.get(element.encoding);
  if (decoder === undefined) {
    decoder = new TextDecoder(element.encoding);
    decoders.set(element.encoding, decoder);
  }
  return decoder.decode(new Uint8Array([...element.prefix, ...Array.from(bytes, byte => byte | 0x80)]));
}

/** The text when all bytes are plain ASCII without escape sequences; null otherwise. */
export function asciiOf(bytes: Uint8Array): string | null {
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0x80 || byte === escapeByte) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}
