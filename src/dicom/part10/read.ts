import { fail, type Outcome, succeed } from '../../contract/failure.ts';
import type { DataSet, Part10File } from '../dataset/data-set.ts';
import { formatTag, tags } from '../dataset/tags.ts';
import { stringOf } from '../dataset/values.ts';
import { isKnownVr } from '../dataset/vr.ts';
import { ElementReader, UnreadableError } from './element-reader.ts';
import { transferSyntaxOf, transferSyntaxUids } from './transfer-syntax.ts';

export interface ReadOptions {
  /** Leaves out pixel data and what follows; a file that is cut off there is then readable. */
  readonly stopBeforePixelData?: boolean;
  /** Raw deflate (RFC 1951) for the deflated transfer syntaxes; throws when broken or longer than `maximumLength`. */
  readonly inflate?: (bytes: Uint8Array, maximumLength: number) => Uint8Array;
}

/** Preamble and prefix, PS3.10 section 7.1. */
const prefixAt = 128;
const metaAt = prefixAt + 4;
/** A deflated data set that grows beyond this is taken for an attack. */
const maximumInflated = 1024 * 1024 * 1024;

/**
 * Reads a DICOM file (PS3.10). Elements are views of `bytes`, which must not change afterwards. Never throws: what cannot
 * be read is `instance-unreadable` with the tag at fault and one of the reasons of `UnreadableReason`.
 */
export function readPart10(bytes: Uint8Array, options: ReadOptions = {}): Outcome<Part10File> {
  try {
    return succeed(readFile(bytes, options));
  } catch (error) {
    if (error instanceof UnreadableError) {
      return fail('instance-unreadable', { tag: formatTag(error.tag), reason: error.reason });
    }
    return fail('instance-unreadable', { tag: formatTag(0), reason: 'unexpected' });
  }
}

function readFile(bytes: Uint8Array, options: ReadOptions): Part10File {
  if (!hasPrefix(bytes) && startsWithGroup(bytes, 0, 0x08)) return readBareDataSet(bytes, options);
  const start = hasPrefix(bytes) ? metaAt : 0;
  if (!startsWithGroup(bytes, start, 0x02)) throw new UnreadableError(0, 'not-dicom');
  const metaReader = new ElementReader(bytes, start, { explicitVr: true, littleEndian: true });
  // the group length is often wrong in real files: the group ends where another begins
  const meta = metaReader.readDataSet({ onlyGroup: 0x0002 });
  const uid = stringOf(meta, tags.transferSyntaxUid);
  if (uid === null) throw new UnreadableError(tags.transferSyntaxUid, 'no-transfer-syntax');
  const syntax = transferSyntaxOf(uid);
  const body = syntax.deflated ? inflated(bytes.subarray(metaReader.position), options) : bytes;
  const bodyAt = syntax.deflated ? 0 : metaReader.position;
  const explicitVr = syntax.explicitVr || looksExplicit(body, bodyAt);
  const reader = new ElementReader(body, bodyAt, { explicitVr, littleEndian: syntax.littleEndian });
  const stop = options.stopBeforePixelData === true ? { stopBefore: tags.floatPixelData } : {};
  return { transferSyntaxUid: uid, meta, dataSet: readTopLevel(reader, stop) };
}

function readTopLevel(reader: ElementReader, stop: { stopBefore?: number }): DataSet {
  const dataSet = reader.readDataSet(stop);
  if (dataSet.elements.size === 0) throw new UnreadableError(0, 'empty');
  return dataSet;
}

/** Files that say Implicit VR but are written with VRs: read as implicit, the first length would pass the end. */
function looksExplicit(bytes: Uint8Array, start: number): boolean {
  if (bytes.length < start + 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, 8);
  const vr = String.fromCharCode(view.getUint8(4), view.getUint8(5));
  return isKnownVr(vr) && view.getUint32(4, true) > bytes.length - start;
}

/**
 * A data set without file meta information, as systems before PS3.10 wrote it: little endian, and to be taken for DICOM
 * only when all of it can be read and says what it is.
 */
function readBareDataSet(bytes: Uint8Array, options: ReadOptions): Part10File {
  const explicitVr = isKnownVr(String.fromCharCode(bytes[4] ?? 0, bytes[5] ?? 0));
  const reader = new ElementReader(bytes, 0, { explicitVr, littleEndian: true });
  const stop = options.stopBeforePixelData === true ? { stopBefore: tags.floatPixelData } : {};
  const dataSet = readTopLevel(reader, stop);
  if (stringOf(dataSet, tags.sopClassUid) === null) throw new UnreadableError(0, 'not-dicom');
  const { explicitLittleEndian, implicitLittleEndian } = transferSyntaxUids;
  const meta: DataSet = { elements: new Map(), littleEndian: true, characterSets: [] };
  return { transferSyntaxUid: explicitVr ? explicitLittleEndian : implicitLittleEndian, meta, dataSet };
}

function hasPrefix(bytes: Uint8Array): boolean {
  return bytes.length > metaAt && String.fromCharCode(...bytes.subarray(prefixAt, metaAt)) === 'DICM';
}

function startsWithGroup(bytes: Uint8Array, at: number, group: number): boolean {
  return bytes.length > at + 8 && bytes[at] === group && bytes[at + 1] === 0x00;
}

function inflated(bytes: Uint8Array, options: ReadOptions): Uint8Array {
  if (options.inflate === undefined) throw new UnreadableError(tags.transferSyntaxUid, 'deflated');
  try {
    return options.inflate(bytes, maximumInflated);
  } catch {
    throw new UnreadableError(tags.transferSyntaxUid, 'inflate-failed');
  }
}
