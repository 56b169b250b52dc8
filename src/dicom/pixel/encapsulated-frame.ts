import { type Outcome, succeed } from '../../contract/failure.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { type PixelDescription, pixelFailure } from './pixel-description.ts';

/** The encoded stream of one frame. */
export interface EncapsulatedFrame {
  readonly bytes: Uint8Array;
  /** An offset table was there and pointed beside the fragments; the frames were found without it. */
  readonly offsetTableWrong: boolean;
}

/**
 * Collects the fragments of a frame (from 1) of encapsulated pixel data (PS3.5 A.4). Offset tables are believed only as
 * far as they point at fragments; without them a frame is a fragment, or starts where a codec's stream starts.
 */
export function encapsulatedFrame(
  dataSet: DataSet,
  description: PixelDescription,
  frameNumber: number,
): Outcome<EncapsulatedFrame> {
  const element = dataSet.elements.get(tags.pixelData);
  if (element === undefined) return pixelFailure(tags.pixelData, 'missing');
  if (element.fragments === undefined) return pixelFailure(tags.pixelData, 'not-encapsulated');
  if (!(frameNumber >= 1 && frameNumber <= description.numberOfFrames)) {
    return pixelFailure(tags.numberOfFrames, 'no-such-frame');
  }
  const [basicTable = new Uint8Array(), ...fragments] = element.fragments;
  if (fragments.length === 0) return pixelFailure(tags.pixelData, 'missing');
  const { numberOfFrames } = description;
  const tables = [extendedOffsets(dataSet), basicOffsets(basicTable)].filter(table => table.length > 0);
  const starts = tables.map(table => startsAt(table, fragments, numberOfFrames)).find(found => found !== null);
  const offsetTableWrong = tables.length > 0 && starts === undefined;
  const first = starts ?? startsWithout(fragments, numberOfFrames);
  if (first === null) return pixelFailure(tags.pixelData, 'frames-not-found');
  const [from, to] = [first[frameNumber - 1], first[frameNumber] ?? fragments.length];
  return succeed({ bytes: joined(fragments.slice(from, to)), offsetTableWrong });
}

/** Offsets of the frames from the first fragment's item tag (PS3.5 A.4). */
function basicOffsets(table: Uint8Array): readonly number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: table.byteLength >> 2 }, (_, at) => view.getUint32(4 * at, true));
}

/** Extended Offset Table (PS3.3 C.7.6.3.1.8): the same in 64 bits, for objects beyond 4 GB. */
function extendedOffsets(dataSet: DataSet): readonly number[] {
  const bytes = dataSet.elements.get(tags.extendedOffsetTable)?.bytes ?? new Uint8Array();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength >> 3 }, (_, at) => Number(view.getBigUint64(8 * at, true)));
}

/** Index of each frame's first fragment, or null when an offset is beside a fragment's start. */
function startsAt(offsets: readonly number[], fragments: readonly Uint8Array[], frames: number) {
  if (offsets.length !== frames || offsets[0] !== 0) return null;
  const starts: number[] = [];
  let offset = 0;
  fragments.forEach((fragment, index) => {
    if (offset === offsets[starts.length]) starts.push(index);
    // item tag and length stand before the fragment
    offset += 8 + fragment.length;
  });
  return starts.length === frames ? starts : null;
}

function startsWithout(fragments: readonly Uint8Array[], frames: number): readonly number[] | null {
  if (frames === 1) return [0];
  if (fragments.length === frames) return fragments.map((_, index) => index);
  const starts = fragments.flatMap((fragment, index) => (startsStream(fragment) ? [index] : []));
  return starts.length === frames && starts[0] === 0 ? starts : null;
}

const jpegXlContainer = [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20];

/** SOI of JPEG and JPEG-LS, SOC and SIZ of JPEG 2000, or a signature of JPEG XL. */
function startsStream(fragment: Uint8Array): boolean {
  const [first, second, third, fourth] = fragment;
  if (first === 0xff && second === 0xd8 && third === 0xff) return true;
  if (first === 0xff && second === 0x4f && third === 0xff && fourth === 0x51) return true;
  if (first === 0xff && second === 0x0a) return true;
  return jpegXlContainer.every((byte, at) => fragment[at] === byte);
}

function joined(fragments: readonly Uint8Array[]): Uint8Array {
  const [only] = fragments;
  if (fragments.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(fragments.reduce((sum, fragment) => sum + fragment.length, 0));
  let at = 0;
  for (const fragment of fragments) {
    bytes.set(fragment, at);
    at += fragment.length;
  }
  return bytes;
}
