import { CodestreamError } from '../codestream-error.ts';

/** A Huffman table as a direct look-up by the next 16 bits: code length in the upper byte, value in the lower. */
export type HuffmanTable = Uint16Array;

/** The tables of a DHT segment (ITU-T T.81 B.2.4.2, annex C), by class (0: DC and lossless, 1: AC) and destination. */
export function readHuffmanTables(
  data: Uint8Array,
  define: (tableClass: number, destination: number, table: HuffmanTable) => void,
): void {
  for (let at = 0; at < data.length; ) {
    const target = data[at] ?? 0;
    const counts = data.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const values = data.subarray(at + 17, at + 17 + total);
    if (counts.length < 16 || values.length < total || total > 256) throw new CodestreamError('codestream-invalid');
    if (target >> 4 > 1 || (target & 15) > 3) throw new CodestreamError('codestream-invalid');
    define(target >> 4, target & 15, huffmanTable(counts, values));
    at += 17 + total;
  }
}

function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const table = new Uint16Array(0x10000);
  let next = 0;
  let used = 0;
  for (let length = 1; length <= 16; length++) {
    const span = 1 << (16 - length);
    for (let code = 0; code < (counts[length - 1] ?? 0); code++) {
      if (next + span > 0x10000) throw new CodestreamError('codestream-invalid');
      table.fill((length << 8) | (values[used] ?? 0), next, next + span);
      next += span;
      used += 1;
    }
  }
  return table;
}
