import type { Plane } from './coefficients.ts';

/** `cosines[8 u + x]`: C(u) / 2 · cos((2x + 1) u π / 16), ITU-T T.81 A.3.3 for one dimension. */
const cosines = Float64Array.from({ length: 64 }, (_, at) => {
  const [u, x] = [at >> 3, at & 7];
  return ((u === 0 ? Math.SQRT1_2 : 1) / 2) * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * Samples of a plane, 8 × 8 a block, `blocksAcross * 8` in a line, level-shifted and clamped to the precision
 * (T.81 A.3.1, A.3.3, A.3.4). `quantization` is in natural order.
 */
export function samplesOf(plane: Plane, quantization: Uint16Array, precision: number): Uint16Array<ArrayBuffer> {
  const { coefficients, blocksAcross } = plane;
  const samples = new Uint16Array(coefficients.length);
  const [middle, most] = [2 ** (precision - 1), 2 ** precision - 1];
  const rowsDone = new Float64Array(64);
  const width = blocksAcross * 8;
  for (let block = 0; block * 64 < coefficients.length; block++) {
    const from = block * 64;
    const to = Math.floor(block / blocksAcross) * 8 * width + (block % blocksAcross) * 8;
    for (let v = 0; v < 8; v++) {
      for (let x = 0; x < 8; x++) {
        let sum = 0;
        for (let u = 0; u < 8; u++) {
          sum += cosines[8 * u + x]! * coefficients[from + 8 * v + u]! * quantization[8 * v + u]!;
        }
        rowsDone[8 * v + x] = sum;
      }
    }
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        let sum = middle;
        for (let v = 0; v < 8; v++) sum += cosines[8 * v + y]! * rowsDone[8 * v + x]!;
        samples[to + y * width + x] = Math.min(most, Math.max(0, Math.round(sum)));
      }
    }
  }
  return samples;
}
