import type { Cells, DecodedFrame } from './decoded-frame.ts';

/** Where the stored value is in its cell (PS3.5 8.1.1). */
interface Place {
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

/** The stored value in a cell: shifted from High Bit, masked to Bits Stored, sign-extended. */
export function storedValue(cell: number, { bitsStored, highBit, signed }: Place): number {
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  return signed ? (cell << left) >> right : (cell << left) >>> right;
}

/** The stored values of a frame; floating-point cells are the values themselves. */
export function storedValues(frame: DecodedFrame): Cells {
  const { cells, bitsStored, highBit, signed } = frame;
  if (cells instanceof Float32Array || cells instanceof Float64Array) return cells;
  const whole = cells.BYTES_PER_ELEMENT * 8;
  const full = bitsStored === whole && highBit === whole - 1;
  const values = signed ? signedView(cells) : unsignedView(cells);
  if (full) return values;
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  const result = values.slice();
  if (signed) for (let at = 0; at < cells.length; at++) result[at] = ((cells[at] ?? 0) << left) >> right;
  else for (let at = 0; at < cells.length; at++) result[at] = ((cells[at] ?? 0) << left) >>> right;
  return result;
}

type IntegerCells = Exclude<Cells, Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>;

function signedView(cells: IntegerCells) {
  switch (cells.BYTES_PER_ELEMENT) {
    case 1:
      return new Int8Array(cells.buffer, cells.byteOffset, cells.length);
    case 2:
      return new Int16Array(cells.buffer, cells.byteOffset, cells.length);
    default:
      return new Int32Array(cells.buffer, cells.byteOffset, cells.length);
  }
}

function unsignedView(cells: IntegerCells) {
  switch (cells.BYTES_PER_ELEMENT) {
    case 1:
      return new Uint8Array(cells.buffer, cells.byteOffset, cells.length);
    case 2:
      return new Uint16Array(cells.buffer, cells.byteOffset, cells.length);
    default:
      return new Uint32Array(cells.buffer, cells.byteOffset, cells.length);
  }
}
