import type { Tag } from '../dataset/data-set.ts';
import { DicomWriteError, tagName, type Vr, type WritableValue } from './writable.ts';

type NumberWriter = (view: DataView, offset: number, value: number, littleEndian: boolean) => void;

interface BinaryVr {
  readonly size: number;
  readonly least: number;
  readonly most: number;
  readonly write: NumberWriter;
}

const integer = (size: number, signed: boolean, write: NumberWriter): BinaryVr => ({
  size,
  least: signed ? -(2 ** (size * 8 - 1)) : 0,
  most: 2 ** (signed ? size * 8 - 1 : size * 8) - 1,
  write,
});

/** Binary numbers of PS3.5 table 6.2-1. 64-bit integers are limited to what a JavaScript number holds exactly. */
const binaryVrs: Partial<Record<Vr, BinaryVr>> = {
  US: integer(2, false, (view, offset, value, little) => view.setUint16(offset, value, little)),
  SS: integer(2, true, (view, offset, value, little) => view.setInt16(offset, value, little)),
  UL: integer(4, false, (view, offset, value, little) => view.setUint32(offset, value, little)),
  SL: integer(4, true, (view, offset, value, little) => view.setInt32(offset, value, little)),
  UV: {
    ...integer(8, false, (view, offset, value, little) => view.setBigUint64(offset, BigInt(value), little)),
    most: Number.MAX_SAFE_INTEGER,
  },
  SV: {
    ...integer(8, true, (view, offset, value, little) => view.setBigInt64(offset, BigInt(value), little)),
    least: Number.MIN_SAFE_INTEGER,
    most: Number.MAX_SAFE_INTEGER,
  },
  FL: {
    size: 4,
    least: -Infinity,
    most: Infinity,
    write: (view, o, value, little) => view.setFloat32(o, value, little),
  },
  FD: {
    size: 8,
    least: -Infinity,
    most: Infinity,
    write: (view, o, value, little) => view.setFloat64(o, value, little),
  },
  // A tag is two 16-bit numbers, each in the byte order of the file (PS3.5 table 6.2-1).
  AT: {
    size: 4,
    least: 0,
    most: 0xffffffff,
    write: (view, offset, value, little) => {
      view.setUint16(offset, value >>> 16, little);
      view.setUint16(offset + 2, value & 0xffff, little);
    },
  },
};

/** Longest value in characters (PS3.5 table 6.2-1); PN is limited for each of its component groups. */
const longestText: Partial<Record<Vr, number>> = {
  AE: 16,
  AS: 4,
  CS: 16,
  DA: 8,
  DS: 16,
  DT: 26,
  IS: 12,
  LO: 64,
  LT: 10240,
  PN: 64,
  SH: 16,
  ST: 1024,
  TM: 14,
  UI: 64,
};

/** One value only: a backslash in it is a character, not a separator (PS3.5 6.4). */
const singleValueText: ReadonlySet<Vr> = new Set(['LT', 'ST', 'UT', 'UR']);
/** Text in the character set of (0008,0005) (PS3.5 6.1.2.2). */
const characterSetText: ReadonlySet<Vr> = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const asciiText: ReadonlySet<Vr> = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);

/** The value field of an element, padded to an even length (PS3.5 6.2). Throws `DicomWriteError`. */
export function encodeValue(
  tag: Tag,
  vr: Vr,
  value: WritableValue,
  characterSets: readonly string[],
  littleEndian: boolean,
): Uint8Array {
  if (value instanceof Uint8Array) return padded(value, 0);
  if (value instanceof Uint16Array || value instanceof Int16Array) return encodeWords(tag, vr, value, littleEndian);
  const values = typeof value === 'object' && Symbol.iterator in value ? [...value] : [value];
  const binary = binaryVrs[vr];
  if (binary !== undefined) return encodeNumbers(tag, vr, binary, values, littleEndian);
  if (characterSetText.has(vr) || asciiText.has(vr)) return encodeText(tag, vr, values, characterSets);
  throw new DicomWriteError(`${tagName(tag)} of ${vr} needs bytes`);
}

function encodeWords(tag: Tag, vr: Vr, words: Uint16Array | Int16Array, littleEndian: boolean): Uint8Array {
  if (vr !== 'OW' && vr !== 'US' && vr !== 'SS')
    throw new DicomWriteError(`${tagName(tag)} of ${vr} is not made of words`);
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const platformIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  if (littleEndian === platformIsLittleEndian) return bytes;
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 2) {
    swapped[i] = bytes[i + 1]!;
    swapped[i + 1] = bytes[i]!;
  }
  return swapped;
}

function encodeNumbers(
  tag: Tag,
  vr: Vr,
  binary: BinaryVr,
  values: readonly unknown[],
  littleEndian: boolean,
): Uint8Array {
  const bytes = new Uint8Array(values.length * binary.size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    const whole = vr === 'FL' || vr === 'FD' || Number.isInteger(value);
    if (typeof value !== 'number' || !whole || value < binary.least || value > binary.most) {
      throw new DicomWriteError(`${tagName(tag)} cannot hold ${String(value)} as ${vr}`);
    }
    binary.write(view, index * binary.size, value, littleEndian);
  });
  return bytes;
}

function encodeText(tag: Tag, vr: Vr, values: readonly unknown[], characterSets: readonly string[]): Uint8Array {
  const texts = values.map(value => {
    const text = typeof value === 'number' ? formatNumber(tag, vr, value) : value;
    if (typeof text !== 'string') throw new DicomWriteError(`${tagName(tag)} of ${vr} needs text`);
    const longest = longestText[vr];
    const parts = vr === 'PN' ? text.split('=') : [text];
    if (longest !== undefined && parts.some(part => [...part].length > longest)) {
      throw new DicomWriteError(`${tagName(tag)} has a value longer than the ${longest} characters of ${vr}`);
    }
    if (!singleValueText.has(vr) && text.includes('\\')) {
      throw new DicomWriteError(`${tagName(tag)} has a backslash inside a value`);
    }
    return text;
  });
  if (singleValueText.has(vr) && texts.length > 1)
    throw new DicomWriteError(`${tagName(tag)} of ${vr} has one value only`);
  const bytes = encodeCharacters(tag, texts.join('\\'), characterSetText.has(vr) ? characterSets : []);
  return padded(bytes, vr === 'UI' ? 0 : 0x20);
}

function formatNumber(tag: Tag, vr: Vr, value: number): string {
  if (vr === 'DS') return formatDecimalString(value);
  if (vr === 'IS' && Number.isInteger(value)) return String(value);
  throw new DicomWriteError(`${tagName(tag)} of ${vr} cannot hold a number`);
}

/** The nearest decimal string of at most 16 characters (DS, PS3.5 table 6.2-1). Throws for NaN and infinities. */
export function formatDecimalString(value: number): string {
  if (!Number.isFinite(value)) throw new DicomWriteError('a decimal string must be finite');
  const plain = String(value === 0 ? 0 : value);
  if (plain.length <= 16) return plain;
  for (let digits = 15; digits > 0; digits--) {
    const rounded = String(Number(value.toPrecision(digits)));
    if (rounded.length <= 16) return rounded;
  }
  return '0';
}

function encodeCharacters(tag: Tag, text: string, characterSets: readonly string[]): Uint8Array {
  const [characterSet = '', ...extensions] = characterSets;
  if (characterSet === 'ISO_IR 192') return new TextEncoder().encode(text);
  const highest = characterSet === 'ISO_IR 100' && extensions.length === 0 ? 0xff : 0x7f;
  if (characterSet !== '' && characterSet !== 'ISO_IR 6' && highest === 0x7f) {
    throw new DicomWriteError(`character set ${characterSets.join('\\')} is not written`);
  }
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > highest) throw new DicomWriteError(`${tagName(tag)} has a character outside of its character set`);
    bytes[i] = code;
  }
  return bytes;
}

function padded(bytes: Uint8Array, padding: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = padding;
  return even;
}
