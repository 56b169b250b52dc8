import { type Outcome, succeed } from '../../contract/index.ts';
import { colourSamplesOf } from '../../dicom/pixel/colour.ts';
import type { Cells, DecodedFrame } from '../../dicom/pixel/decoded-frame.ts';
import { storedValues } from '../../dicom/pixel/stored-values.ts';

/**
 * The samples of a decoded frame before any meaning is given to them: the cells of a grey or palette frame with their
 * sign, all bits as they came; interleaved RGB of a colour frame.
 */
export function storedSamplesOf(frame: DecodedFrame): Outcome<Cells> {
  if (frame.samplesPerPixel === 3) return colourSamplesOf(frame);
  const bits = frame.cells.BYTES_PER_ELEMENT * 8;
  return succeed(storedValues({ ...frame, bitsStored: bits, highBit: bits - 1 }));
}

/** The numpy name of the number type. */
export function dtypeOf(cells: Cells): string {
  return cells.constructor.name.replace('Array', '').toLowerCase();
}

/** The bytes of the cells; every platform this runs on is little endian. */
export function bytesOf(cells: Cells): Uint8Array {
  return new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);
}
