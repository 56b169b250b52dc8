import { type Outcome, succeed } from '../../contract/index.ts';
import { colourSamplesOf } from '../../dicom/pixel/colour.ts';
import type { Cells, DecodedFrame } from '../../dicom/pixel/decoded-frame.ts';
import { storedValues } from '../../dicom/pixel/stored-values.ts';

/**
 * The samples of a decoded frame before any meaning is given to them: stored values of a grey or palette frame (masked
 * and sign-extended), interleaved RGB of a colour frame.
 */
export function storedSamplesOf(frame: DecodedFrame): Outcome<Cells> {
  return frame.samplesPerPixel === 3 ? colourSamplesOf(frame) : succeed(storedValues(frame));
}

/** The numpy name of the number type. */
export function dtypeOf(cells: Cells): string {
  return cells.constructor.name.replace('Array', '').toLowerCase();
}

/** The bytes of the cells; every platform this runs on is little endian. */
export function bytesOf(cells: Cells): Uint8Array {
  return new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);
}
