import type { DataElement, DataSet, Tag } from '../dataset/data-set.ts';
import { implicitVr } from '../dataset/dictionary.ts';
import { tags } from '../dataset/tags.ts';
import { elementStrings, numberOf } from '../dataset/values.ts';
import { hasShortLength, isKnownVr } from '../dataset/vr.ts';

export type UnreadableReason =
  | 'not-dicom'
  | 'no-transfer-syntax'
  | 'deflated'
  | 'inflate-failed'
  | 'empty'
  | 'truncated'
  | 'nested-too-deep'
  | 'too-many-elements'
  | 'unexpected-delimiter'
  | 'undefined-length'
  | 'not-an-item';

/** Internal to this folder; becomes an `instance-unreadable` failure at its border. */
export class UnreadableError extends Error {
  readonly tag: Tag;
  readonly reason: UnreadableReason;
  constructor(tag: Tag, reason: UnreadableReason) {
    super(reason);
    this.tag = tag;
    this.reason = reason;
  }
}

export interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

interface Extent {
  /** Reads while the group is this one. */
  readonly onlyGroup?: number;
  /** Stops before the first element with this tag or a higher one. */
  readonly stopBefore?: Tag;
}

/** Where an enclosing data set stands, for what its items inherit. */
interface Inherited {
  readonly depth: number;
  readonly characterSets: readonly string[];
  readonly pixelRepresentation: number;
}

const item = 0xfffee000;
const itemDelimitation = 0xfffee00d;
const sequenceDelimitation = 0xfffee0dd;
const undefinedLength = 0xffffffff;
/** Real objects nest less than ten deep (SR content trees up to some tens). */
const maximumDepth = 64;
/** Bounds the memory that a hostile file can ask for by many tiny elements. */
const maximumElements = 4_000_000;

const outermost: Inherited = { depth: 0, characterSets: [], pixelRepresentation: 0 };

/** Reads data elements (PS3.5 section 7) from a buffer, checking every length against what is really there. */
export class ElementReader {
  position: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #encoding: Encoding;
  readonly #budget: { elements: number };

  constructor(bytes: Uint8Array, position: number, encoding: Encoding, budget = { elements: maximumElements }) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
    this.#encoding = encoding;
    this.#budget = budget;
  }

  /** A data set from here to the end of the buffer, or as far as `extent` says. */
  readDataSet(extent: Extent = {}): DataSet {
    return this.#readElements(this.#bytes.length, false, outermost, extent);
  }

  /** Items up to `end`, or, where the sequence is delimited, up to its delimiter before `end` (PS3.5 7.5). */
  #readItems(tag: Tag, end: number, delimited: boolean, inherited: Inherited): readonly DataSet[] {
    const items: DataSet[] = [];
    while (delimited || this.position < end) {
      const itemTag = this.#readTag(tag, end);
      const length = this.#readUint32(tag, end);
      if (itemTag === sequenceDelimitation) {
        // also met, needlessly, in sequences of defined length
        if (delimited) return items;
        continue;
      }
      if (itemTag !== item) throw new UnreadableError(tag, 'not-an-item');
      const itemDelimited = length === undefinedLength;
      if (!itemDelimited && length > end - this.position) throw new UnreadableError(tag, 'truncated');
      const itemEnd = itemDelimited ? end : this.position + length;
      items.push(this.#readElements(itemEnd, itemDelimited, { ...inherited, depth: inherited.depth + 1 }, {}));
    }
    return items;
  }

  #readElements(end: number, delimited: boolean, inherited: Inherited, extent: Extent): DataSet {
    const elements = new Map<Tag, DataElement>();
    const { littleEndian } = this.#encoding;
    let characterSets = inherited.characterSets;
    const now = (): DataSet => ({ elements, littleEndian, characterSets });
    let pixelRepresentation = inherited.pixelRepresentation;
    let last: Tag = 0;
    while (this.position < end) {
      if (inherited.depth === 0 && this.#isPadding(end)) break;
      const start = this.position;
      const tag = this.#readTag(last, end);
      if (extent.onlyGroup !== undefined && tag >>> 16 !== extent.onlyGroup) {
        this.position = start;
        return now();
      }
      if (extent.stopBefore !== undefined && tag >= extent.stopBefore) return now();
      if (tag === itemDelimitation) {
        this.#readUint32(tag, end);
        if (delimited) return now();
        throw new UnreadableError(last, 'unexpected-delimiter');
      }
      // a second delimiter behind the pixel data, as some ultrasound writers have it
      if (tag === sequenceDelimitation && inherited.depth === 0 && last === tags.pixelData) {
        this.#readUint32(tag, end);
        continue;
      }
      if (tag === sequenceDelimitation || tag === item) throw new UnreadableError(last, 'unexpected-delimiter');
      const element = this.#readElement(tag, end, { ...inherited, characterSets, pixelRepresentation });
      // a second element of the same tag is ignored, as DCMTK does: the first one names the object
      if (!elements.has(tag)) {
        elements.set(tag, element);
        if (tag === tags.specificCharacterSet) characterSets = elementStrings(element, []);
        if (tag === tags.pixelRepresentation) pixelRepresentation = numberOf(now(), tag) ?? pixelRepresentation;
      }
      last = tag;
    }
    if (delimited) throw new UnreadableError(last, 'truncated');
    return now();
  }

  #readElement(tag: Tag, end: number, inherited: Inherited): DataElement {
    this.#budget.elements -= 1;
    if (this.#budget.elements < 0) throw new UnreadableError(tag, 'too-many-elements');
    if (inherited.depth > maximumDepth) throw new UnreadableError(tag, 'nested-too-deep');
    const { vr, length } = this.#readVrAndLength(tag, end, inherited.pixelRepresentation);
    if (length === undefinedLength) return this.#readUndefinedLength(tag, vr, end, inherited);
    if (length > end - this.position) throw new UnreadableError(tag, 'truncated');
    const start = this.position;
    if (vr === 'SQ') {
      const items = this.#readItems(tag, start + length, false, inherited);
      this.position = start + length;
      return { tag, vr, bytes: this.#bytes.subarray(start, start), items };
    }
    this.position = start + length;
    const bytes = this.#bytes.subarray(start, start + length);
    return vr === 'UN' ? this.#knownByTag(tag, bytes, inherited) : { tag, vr, bytes };
  }

  #readVrAndLength(tag: Tag, end: number, pixelRepresentation: number): { vr: string; length: number } {
    const byTag = implicitVr(tag, pixelRepresentation);
    if (!this.#encoding.explicitVr) return { vr: byTag, length: this.#readUint32(tag, end) };
    this.#need(4, tag, end);
    const vr = String.fromCharCode(this.#bytes[this.position] ?? 0, this.#bytes[this.position + 1] ?? 0);
    if (isKnownVr(vr)) return { vr, length: this.#readExplicitLength(vr, tag, end) };
    if (/^[A-Z]{2}$/.test(vr)) return { vr: 'UN', length: this.#readExplicitLength(vr, tag, end) };
    // Met in real files: elements without a VR inside explicit data sets, and blanks where the VR should be, which
    // DCMTK too takes for a VR with a 2-byte length.
    const implicitLength = this.#view.getUint32(this.position, this.#encoding.littleEndian);
    if (implicitLength === undefinedLength || implicitLength <= end - this.position - 4) {
      return { vr: byTag, length: this.#readUint32(tag, end) };
    }
    return { vr: byTag, length: this.#readExplicitLength('US', tag, end) };
  }

  #readExplicitLength(vr: string, tag: Tag, end: number): number {
    this.position += 2;
    if (hasShortLength(vr)) {
      this.#need(2, tag, end);
      const length = this.#view.getUint16(this.position, this.#encoding.littleEndian);
      this.position += 2;
      return length;
    }
    this.position += 2;
    return this.#readUint32(tag, end);
  }

  #readUndefinedLength(tag: Tag, vr: string, end: number, inherited: Inherited): DataElement {
    const bytes = this.#bytes.subarray(this.position, this.position);
    if (vr === 'SQ') return { tag, vr, bytes, items: this.#readItems(tag, end, true, inherited) };
    if (tag === tags.pixelData) return { tag, vr, bytes, fragments: this.#readFragments(tag, end) };
    if (vr !== 'UN') throw new UnreadableError(tag, 'undefined-length');
    // PS3.5 6.2.2 note 2: a sequence of unknown VR is written as implicit VR little endian
    const implicit = this.#implicitAt(this.#bytes, this.position);
    const items = implicit.#readItems(tag, end, true, inherited);
    this.position = implicit.position;
    return { tag, vr: 'SQ', bytes, items };
  }

  /** A standard element that came through a system that did not know it (PS3.5 6.2.2 note 1). */
  #knownByTag(tag: Tag, bytes: Uint8Array, inherited: Inherited): DataElement {
    const vr = this.#encoding.littleEndian ? implicitVr(tag, inherited.pixelRepresentation) : 'UN';
    if (vr !== 'SQ') return { tag, vr, bytes };
    try {
      const items = this.#implicitAt(bytes, 0).#readItems(tag, bytes.length, false, inherited);
      return { tag, vr, bytes: bytes.subarray(0, 0), items };
    } catch (error) {
      if (error instanceof UnreadableError && error.reason !== 'too-many-elements') return { tag, vr: 'UN', bytes };
      throw error;
    }
  }

  #implicitAt(bytes: Uint8Array, position: number): ElementReader {
    return new ElementReader(bytes, position, { explicitVr: false, littleEndian: true }, this.#budget);
  }

  /** Fragments of encapsulated pixel data up to the sequence delimiter (PS3.5 A.4). */
  #readFragments(tag: Tag, end: number): readonly Uint8Array[] {
    const fragments: Uint8Array[] = [];
    for (;;) {
      const itemTag = this.#readTag(tag, end);
      const length = this.#readUint32(tag, end);
      if (itemTag === sequenceDelimitation) return fragments;
      if (itemTag !== item) throw new UnreadableError(tag, 'not-an-item');
      if (length > end - this.position) throw new UnreadableError(tag, 'truncated');
      this.#budget.elements -= 1;
      if (this.#budget.elements < 0) throw new UnreadableError(tag, 'too-many-elements');
      fragments.push(this.#bytes.subarray(this.position, this.position + length));
      this.position += length;
    }
  }

  /** Zeros up to the end of the file: some writers fill the last block. */
  #isPadding(end: number): boolean {
    if (this.#bytes[this.position] !== 0 || this.#bytes[end - 1] !== 0) return false;
    for (let at = this.position; at < end; at++) {
      if (this.#bytes[at] !== 0) return false;
    }
    return true;
  }

  #readTag(after: Tag, end: number): Tag {
    this.#need(4, after, end);
    const { littleEndian } = this.#encoding;
    const group = this.#view.getUint16(this.position, littleEndian);
    const element = this.#view.getUint16(this.position + 2, littleEndian);
    this.position += 4;
    return group * 0x10000 + element;
  }

  #readUint32(tag: Tag, end: number): number {
    this.#need(4, tag, end);
    const value = this.#view.getUint32(this.position, this.#encoding.littleEndian);
    this.position += 4;
    return value;
  }

  #need(count: number, tag: Tag, end: number): void {
    if (end - this.position < count) throw new UnreadableError(tag, 'truncated');
  }
}
