import type { Cells } from './decoded-frame.ts';
import type { FinishedFrame } from './finished-frame.ts';

/** The values of a finished frame, without a copy where its bytes are aligned. */
export function finishedValues({ bytes, dtype }: FinishedFrame): Cells {
  const size = dtype === 'float32' ? 4 : dtype.endsWith('16') ? 2 : 1;
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const length = Math.floor(byteLength / size);
  switch (dtype) {
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, length);
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'int16':
      return new Int16Array(buffer, byteOffset, length);
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
  }
}
