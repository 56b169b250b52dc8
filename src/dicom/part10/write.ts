import type { Tag } from '../dataset/data-set.ts';
import { encodeValue } from './encode-value.ts';
import {
  DicomWriteError,
  type EncapsulatedPixels,
  tagName,
  type Vr,
  type WritableDataSet,
  type WritableElement,
  type WritableValue,
} from './writable.ts';

export type { EncapsulatedPixels, Vr, WritableDataSet, WritableElement, WritableValue } from './writable.ts';
export { DicomWriteError } from './writable.ts';

export interface WriteOptions {
  readonly transferSyntaxUid: string;
  /** Sequences and items with explicit lengths, or with delimiters (PS3.5 7.5.1 and 7.5.2). */
  readonly sequenceLength?: 'defined' | 'undefined';
  /** (0002,0016). */
  readonly sourceApplicationEntityTitle?: string;
  /** (0002,0002) and (0002,0003) of a data set that does not hold them itself: a DICOMDIR (PS3.10 section 8.6). */
  readonly mediaStorage?: { readonly sopClassUid: string; readonly sopInstanceUid: string };
}

export const transferSyntaxes = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflatedExplicitLittleEndian: '1.2.840.10008.1.2.1.99',
  explicitBigEndian: '1.2.840.10008.1.2.2',
} as const;

/** (0002,0012): the UUID-derived UID under which Vigie writes files (PS3.5 B.2). */
export const implementationClassUid = '2.25.192466182604498717206135421349105733281';
export const implementationVersionName = 'VIGIE_1';

/** Value representations whose length field has 32 bits in explicit VR (PS3.5 7.1.2). */
const longLengthVrs: ReadonlySet<string> = new Set([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);

const preambleLength = 128;
const undefinedLength = 0xffffffff;
const itemTag = 0xfffee000;
const itemDelimiterTag = 0xfffee00d;
const sequenceDelimiterTag = 0xfffee0dd;
const pixelDataTag = 0x7fe00010;

interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
  readonly encapsulated: boolean;
  readonly delimited: boolean;
}

/**
 * Writes a Part 10 file (PS3.10 section 7): preamble, file meta information with its group length, and the data set in the
 * transfer syntax. Deflated files are not written. SOP class and instance of the meta information are those of the data
 * set. Throws `DicomWriteError`.
 */
export function writePart10(dataSet: WritableDataSet, options: WriteOptions): Uint8Array<ArrayBuffer> {
  const delimited = options.sequenceLength === 'undefined';
  const meta = writeMeta(dataSet, options);
  const body = writeDataSet(dataSet, [], encodingOf(options.transferSyntaxUid, delimited));
  const signature = Uint8Array.from([0x44, 0x49, 0x43, 0x4d]);
  return join([new Uint8Array(preambleLength), signature, ...meta, ...body]);
}

function encodingOf(transferSyntaxUid: string, delimited: boolean): Encoding {
  switch (transferSyntaxUid) {
    case transferSyntaxes.implicitLittleEndian:
      return { explicitVr: false, littleEndian: true, encapsulated: false, delimited };
    case transferSyntaxes.explicitLittleEndian:
      return { explicitVr: true, littleEndian: true, encapsulated: false, delimited };
    case transferSyntaxes.explicitBigEndian:
      return { explicitVr: true, littleEndian: false, encapsulated: false, delimited };
    case transferSyntaxes.deflatedExplicitLittleEndian:
      throw new DicomWriteError('deflated files are not written');
    default:
      // Every other transfer syntax of PS3.5 section 10 is explicit little endian with encapsulated pixel data.
      return { explicitVr: true, littleEndian: true, encapsulated: true, delimited };
  }
}

function writeMeta(dataSet: WritableDataSet, options: WriteOptions): Uint8Array[] {
  const encoding = encodingOf(transferSyntaxes.explicitLittleEndian, false);
  const { mediaStorage } = options;
  const elements = new Map<Tag, WritableElement>([
    [0x00020001, { vr: 'OB', value: Uint8Array.from([0, 1]) }],
    [0x00020002, { vr: 'UI', value: mediaStorage?.sopClassUid ?? requiredUid(dataSet, 0x00080016) }],
    [0x00020003, { vr: 'UI', value: mediaStorage?.sopInstanceUid ?? requiredUid(dataSet, 0x00080018) }],
    [0x00020010, { vr: 'UI', value: options.transferSyntaxUid }],
    [0x00020012, { vr: 'UI', value: implementationClassUid }],
    [0x00020013, { vr: 'SH', value: implementationVersionName }],
  ]);
  if (options.sourceApplicationEntityTitle !== undefined) {
    elements.set(0x00020016, { vr: 'AE', value: options.sourceApplicationEntityTitle });
  }
  const group = [...elements].flatMap(([tag, element]) => writeElement(tag, element, [], encoding));
  return [...writeElement(0x00020000, { vr: 'UL', value: totalLength(group) }, [], encoding), ...group];
}

function requiredUid(dataSet: WritableDataSet, tag: Tag): string {
  const value = dataSet.get(tag)?.value;
  if (typeof value !== 'string' || value === '') throw new DicomWriteError(`${tagName(tag)} must be one UID`);
  return value;
}

function writeDataSet(dataSet: WritableDataSet, inherited: readonly string[], encoding: Encoding): Uint8Array[] {
  const own = dataSet.get(0x00080005)?.value;
  // An item without its own (0008,0005) is in the character set of the data set around it (PS3.5 7.5.3).
  const characterSets = typeof own === 'string' ? [own] : Array.isArray(own) ? (own as string[]) : inherited;
  const chunks: Uint8Array[] = [];
  for (const [tag, element] of [...dataSet].sort(([a], [b]) => a - b)) {
    // Group 4 is a DICOMDIR's own (PS3.3 F.3.2.2).
    if (tag >>> 16 < 8 && tag >>> 16 !== 4)
      throw new DicomWriteError(`${tagName(tag)} does not belong into a data set`);
    for (const chunk of writeElement(tag, element, characterSets, encoding)) chunks.push(chunk);
  }
  return chunks;
}

function writeElement(
  tag: Tag,
  { vr, value }: WritableElement,
  characterSets: readonly string[],
  encoding: Encoding,
): Uint8Array[] {
  if (vr === 'SQ') return writeSequence(tag, value, characterSets, encoding);
  if (isEncapsulated(value)) return writeEncapsulated(tag, value, encoding);
  if (tag === pixelDataTag && encoding.encapsulated) {
    throw new DicomWriteError(`${tagName(tag)} must be given as fragments in this transfer syntax`);
  }
  const bytes = encodeValue(tag, vr, value, characterSets, encoding.littleEndian);
  return [elementHeader(tag, vr, bytes.length, encoding), bytes];
}

function writeSequence(
  tag: Tag,
  value: WritableValue,
  characterSets: readonly string[],
  encoding: Encoding,
): Uint8Array[] {
  if (!Array.isArray(value)) throw new DicomWriteError(`${tagName(tag)} needs items`);
  const chunks: Uint8Array[] = [];
  for (const item of value as readonly unknown[]) {
    if (!(item instanceof Map)) throw new DicomWriteError(`${tagName(tag)} needs items`);
    const content = writeDataSet(item as WritableDataSet, characterSets, encoding);
    chunks.push(itemHeader(itemTag, encoding.delimited ? undefinedLength : totalLength(content), encoding), ...content);
    if (encoding.delimited) chunks.push(itemHeader(itemDelimiterTag, 0, encoding));
  }
  const length = encoding.delimited ? undefinedLength : totalLength(chunks);
  if (encoding.delimited) chunks.push(itemHeader(sequenceDelimiterTag, 0, encoding));
  return [elementHeader(tag, 'SQ', length, encoding), ...chunks];
}

function isEncapsulated(value: WritableValue): value is EncapsulatedPixels {
  return typeof value === 'object' && 'fragments' in value;
}

function writeEncapsulated(tag: Tag, pixels: EncapsulatedPixels, encoding: Encoding): Uint8Array[] {
  if (!encoding.encapsulated || tag !== pixelDataTag) {
    throw new DicomWriteError(`${tagName(tag)} cannot be encapsulated in this transfer syntax`);
  }
  const offsets = encodeValue(tag, 'UL', pixels.offsets ?? [], [], true);
  const chunks = [
    elementHeader(tag, 'OB', undefinedLength, encoding),
    itemHeader(itemTag, offsets.length, encoding),
    offsets,
  ];
  for (const fragment of pixels.fragments) {
    const padding = fragment.length % 2;
    chunks.push(itemHeader(itemTag, fragment.length + padding, encoding), fragment, new Uint8Array(padding));
  }
  chunks.push(itemHeader(sequenceDelimiterTag, 0, encoding));
  return chunks;
}

function elementHeader(tag: Tag, vr: Vr, length: number, encoding: Encoding): Uint8Array {
  if (!encoding.explicitVr) return itemHeader(tag, length, encoding);
  const long = longLengthVrs.has(vr);
  if (!long && length > 0xfffe) throw new DicomWriteError(`${tagName(tag)} is too long for ${vr}`);
  const header = new Uint8Array(long ? 12 : 8);
  const view = new DataView(header.buffer);
  view.setUint16(0, tag >>> 16, encoding.littleEndian);
  view.setUint16(2, tag & 0xffff, encoding.littleEndian);
  header[4] = vr.charCodeAt(0);
  header[5] = vr.charCodeAt(1);
  if (long) view.setUint32(8, length, encoding.littleEndian);
  else view.setUint16(6, length, encoding.littleEndian);
  return header;
}

function itemHeader(tag: Tag, length: number, encoding: Encoding): Uint8Array {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  view.setUint16(0, tag >>> 16, encoding.littleEndian);
  view.setUint16(2, tag & 0xffff, encoding.littleEndian);
  view.setUint32(4, length, encoding.littleEndian);
  return header;
}

function totalLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(totalLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
