import { type Outcome, succeed } from '../../contract/failure.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import type { Cells, DecodedFrame } from './decoded-frame.ts';
import { type PixelDescription, pixelFailure } from './pixel-description.ts';

/**
 * One frame (from 1) of uncompressed pixel data (PS3.5 section 8, annex A.1 to A.3). Fails, before anything is
 * allocated, when the pixel data is absent, encapsulated or shorter than the header promises.
 */
export function nativeFrame(
  dataSet: DataSet,
  description: PixelDescription,
  frameNumber: number,
): Outcome<DecodedFrame> {
  const tag = pixelDataTag(description);
  const element = dataSet.elements.get(tag);
  if (element === undefined) return pixelFailure(tag, 'missing');
  if (element.fragments !== undefined) return pixelFailure(tag, 'encapsulated');
  if (!(frameNumber >= 1 && frameNumber <= description.numberOfFrames)) {
    return pixelFailure(tags.numberOfFrames, 'no-such-frame');
  }
  const bits = frameBits(description);
  const firstBit = (frameNumber - 1) * bits;
  if (firstBit + bits > element.bytes.length * 8) return pixelFailure(tag, 'truncated');
  // 8-bit cells in big-endian words (PS3.5 8.1.1, annex D.2)
  const swappedBytes = !dataSet.littleEndian && element.vr === 'OW';
  const order = { littleEndian: dataSet.littleEndian, swappedBytes };
  return succeed(frameOf(readCells(element.bytes, firstBit, bits, description, order), description));
}

/**
 * The frame in bytes that hold it alone, Little Endian: what the encapsulated uncompressed and the deflated transfer
 * syntax keep in a frame's fragments (PS3.5 A.4.11, A.4.12).
 */
export function uncompressedFrame(bytes: Uint8Array, description: PixelDescription): Outcome<DecodedFrame> {
  const bits = frameBits(description);
  if (bits > bytes.length * 8) return pixelFailure(pixelDataTag(description), 'truncated');
  const order = { littleEndian: true, swappedBytes: false };
  return succeed(frameOf(readCells(bytes, 0, bits, description, order), description));
}

function frameOf(cells: Cells, description: PixelDescription): DecodedFrame {
  const { photometricInterpretation } = description;
  const subsampled = isSubsampled(photometricInterpretation);
  return {
    cells: subsampled && cells instanceof Uint8Array ? withFullChroma(cells) : cells,
    samplesPerPixel: description.samplesPerPixel,
    photometricInterpretation: photometricInterpretation.replace(/_422$/, ''),
    planarConfiguration: subsampled ? 0 : description.planarConfiguration,
    bitsStored: description.bitsStored,
    highBit: description.highBit,
    signed: description.signed,
  };
}

function pixelDataTag(description: PixelDescription) {
  switch (description.cells) {
    case 'integer':
      return tags.pixelData;
    case 'float32':
      return tags.floatPixelData;
    case 'float64':
      return tags.doubleFloatPixelData;
  }
}

/** Frames follow each other without padding, also when they do not end on a byte (PS3.5 8.1.1). */
function frameBits({ rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation }: PixelDescription) {
  // two of three samples for each pixel (PS3.3 C.7.6.3.1.2)
  const samples = isSubsampled(photometricInterpretation) ? 2 : samplesPerPixel;
  return rows * columns * samples * bitsAllocated;
}

/** YBR_PARTIAL_422 is retired, and met in old ultrasound. */
function isSubsampled(photometricInterpretation: string): boolean {
  return photometricInterpretation === 'YBR_FULL_422' || photometricInterpretation === 'YBR_PARTIAL_422';
}

interface ByteOrder {
  readonly littleEndian: boolean;
  readonly swappedBytes: boolean;
}

function readCells(
  data: Uint8Array,
  firstBit: number,
  bits: number,
  description: PixelDescription,
  { littleEndian, swappedBytes }: ByteOrder,
): Cells {
  if (description.bitsAllocated === 1) return unpackBits(data, firstBit, bits);
  const from = firstBit / 8;
  const length = bits / 8;
  if (description.bitsAllocated === 8) {
    return swappedBytes
      ? Uint8Array.from({ length }, (_, at) => data[(from + at) ^ 1] ?? 0)
      : new Uint8Array(data.subarray(from, from + length));
  }
  const bytes = new Uint8Array(data.subarray(from, from + length));
  const size = description.bitsAllocated / 8;
  // every platform this runs on is little endian
  if (!littleEndian) reverseEach(bytes, size);
  switch (description.cells) {
    case 'float32':
      return new Float32Array(bytes.buffer);
    case 'float64':
      return new Float64Array(bytes.buffer);
    case 'integer':
      return size === 2 ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
  }
}

/** One bit a pixel, the first in the least significant bit (PS3.5 8.2, annex D). */
function unpackBits(bytes: Uint8Array, firstBit: number, count: number): Uint8Array<ArrayBuffer> {
  const cells = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    const bit = firstBit + at;
    cells[at] = ((bytes[bit >>> 3] ?? 0) >> (bit & 7)) & 1;
  }
  return cells;
}

/** Turns the bytes of each cell round. */
function reverseEach(bytes: Uint8Array, size: number): void {
  for (let from = 0; from + size <= bytes.length; from += size) {
    for (let left = from, right = from + size - 1; left < right; left++, right--) {
      const byte = bytes[left] ?? 0;
      bytes[left] = bytes[right] ?? 0;
      bytes[right] = byte;
    }
  }
}

/** `Y Y Cb Cr` for each two pixels becomes `Y Cb Cr` for each one (PS3.3 C.7.6.3.1.2). */
function withFullChroma(cells: Uint8Array): Uint8Array<ArrayBuffer> {
  const full = new Uint8Array((cells.length / 2) * 3);
  for (let from = 0, to = 0; from + 3 < cells.length; from += 4, to += 6) {
    full[to] = cells[from] ?? 0;
    full[to + 3] = cells[from + 1] ?? 0;
    full[to + 1] = full[to + 4] = cells[from + 2] ?? 0;
    full[to + 2] = full[to + 5] = cells[from + 3] ?? 0;
  }
  return full;
}
