import { CodestreamError } from '../codestream-error.ts';
import type { HuffmanTable } from './huffman-table.ts';
import type { JpegComponent, JpegFrame } from './segments.ts';

/** A component as one scan codes it. */
export interface ScanComponent {
  /** Index in the frame's components. */
  readonly index: number;
  readonly component: JpegComponent;
  readonly direct: HuffmanTable;
  readonly alternating: HuffmanTable;
}

/** A scan header (ITU-T T.81 B.2.3) with the tables in force. */
export interface Scan {
  readonly components: readonly ScanComponent[];
  /** Spectral selection; the first is the predictor in the lossless process. */
  readonly first: number;
  readonly last: number;
  /** Successive approximation: bit positions before and in this scan; the second is the point transform. */
  readonly high: number;
  readonly low: number;
  /** MCUs between restart markers; 0: none. */
  readonly restartInterval: number;
}

/** Tables by destination, as the last DHT segments left them. */
export interface HuffmanTables {
  readonly direct: (HuffmanTable | undefined)[];
  readonly alternating: (HuffmanTable | undefined)[];
}

/** Where no table was defined: every code is invalid. */
const noTable: HuffmanTable = new Uint16Array(0x10000);

export function scanOf(data: Uint8Array, frame: JpegFrame, tables: HuffmanTables, restartInterval: number): Scan {
  const count = data[0] ?? 0;
  const rest = data.subarray(1 + 2 * count);
  if (count < 1 || count > frame.components.length || rest.length < 3) throw new CodestreamError('codestream-invalid');
  const components = Array.from({ length: count }, (_, at): ScanComponent => {
    const [id = 0, destinations = 0] = data.subarray(1 + 2 * at, 3 + 2 * at);
    const index = frame.components.findIndex(component => component.id === id);
    const component = frame.components[index];
    if (component === undefined) throw new CodestreamError('codestream-invalid');
    return {
      index,
      component,
      direct: tables.direct[destinations >> 4] ?? noTable,
      alternating: tables.alternating[destinations & 15] ?? noTable,
    };
  });
  const [first = 0, last = 0, approximation = 0] = rest;
  return { components, first, last, high: approximation >> 4, low: approximation & 15, restartInterval };
}
