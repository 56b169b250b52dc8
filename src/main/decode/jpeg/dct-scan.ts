import { CodestreamError } from '../codestream-error.ts';
import { type McuGrid, type Plane, zigZag } from './coefficients.ts';
import type { EntropyReader } from './entropy-reader.ts';
import type { Scan, ScanComponent } from './scan.ts';
import type { JpegFrame } from './segments.ts';

/** What runs through a scan from block to block and starts again with every restart interval. */
interface ScanState {
  /** DC predictions by component of the scan. */
  readonly predictions: number[];
  /** Blocks still to pass without new coefficients (ITU-T T.81 G.1.2.2). */
  endOfBandRun: number;
}

type BlockDecoder = (
  coefficients: Int16Array,
  at: number,
  scan: Scan,
  place: number,
  reader: EntropyReader,
  state: ScanState,
) => void;

/** Decodes one scan of the sequential or progressive DCT processes (T.81 annexes F and G) into the planes. */
export function decodeDctScan(
  frame: JpegFrame,
  grid: McuGrid,
  scan: Scan,
  reader: EntropyReader,
  planes: readonly Plane[],
): void {
  const decodeBlock = blockDecoderOf(frame, scan);
  const state: ScanState = { predictions: scan.components.map(() => 0), endOfBandRun: 0 };
  let units = 0;
  const startUnit = (): void => {
    if (scan.restartInterval > 0 && units > 0 && units % scan.restartInterval === 0) {
      reader.restart();
      state.predictions.fill(0);
      state.endOfBandRun = 0;
    }
    units += 1;
  };
  const block = (place: number, { index }: ScanComponent, row: number, column: number): void => {
    const plane = planes[index];
    if (plane === undefined) return;
    const at = (row * plane.blocksAcross + column) * 64;
    decodeBlock(plane.coefficients, at, scan, place, reader, state);
  };
  const [only] = scan.components;
  const plane = only && planes[only.index];
  if (scan.components.length === 1 && only && plane) {
    for (let row = 0; row < plane.rows; row++) {
      for (let column = 0; column < plane.columns; column++) {
        startUnit();
        block(0, only, row, column);
      }
    }
  } else {
    for (let unit = 0; unit < grid.across * grid.down; unit++) {
      startUnit();
      const [down, across] = [Math.floor(unit / grid.across), unit % grid.across];
      scan.components.forEach((member, place) => {
        const { horizontal, vertical } = member.component;
        for (let at = 0; at < horizontal * vertical; at++) {
          block(place, member, down * vertical + Math.floor(at / horizontal), across * horizontal + (at % horizontal));
        }
      });
    }
  }
  reader.finish();
}

function blockDecoderOf(frame: JpegFrame, scan: Scan): BlockDecoder {
  // sequential scans hold whole blocks, whatever the header of a careless writer says
  if (frame.process === 'sequential') return sequentialBlock;
  if (scan.first > scan.last || scan.last > 63 || scan.low > 13) throw new CodestreamError('codestream-invalid');
  if (scan.first === 0) return scan.high === 0 ? firstDirect : refineDirect;
  if (scan.components.length > 1) throw new CodestreamError('codestream-invalid');
  return scan.high === 0 ? firstAlternating : refineAlternating;
}

const sequentialBlock: BlockDecoder = (coefficients, at, scan, place, reader, state) => {
  const member = scan.components[place]!;
  const direct = (state.predictions[place] ?? 0) + reader.magnitude(reader.symbol(member.direct));
  state.predictions[place] = direct;
  coefficients[at] = direct;
  for (let index = 1; index < 64; index++) {
    const symbol = reader.symbol(member.alternating);
    const category = symbol & 15;
    if (category === 0 && symbol !== 0xf0) return;
    index += symbol >> 4;
    if (category === 0) continue;
    if (index > 63) throw new CodestreamError('codestream-invalid');
    coefficients[at + zigZag[index]!] = reader.magnitude(category);
  }
};

const firstDirect: BlockDecoder = (coefficients, at, scan, place, reader, state) => {
  const member = scan.components[place]!;
  const direct = (state.predictions[place] ?? 0) + reader.magnitude(reader.symbol(member.direct));
  state.predictions[place] = direct;
  coefficients[at] = direct << scan.low;
};

const refineDirect: BlockDecoder = (coefficients, at, scan, _place, reader) => {
  if (reader.bits(1) === 1) coefficients[at] = (coefficients[at] ?? 0) | (1 << scan.low);
};

const firstAlternating: BlockDecoder = (coefficients, at, scan, place, reader, state) => {
  if (state.endOfBandRun > 0) {
    state.endOfBandRun -= 1;
    return;
  }
  const { alternating } = scan.components[place]!;
  for (let index = scan.first; index <= scan.last; index++) {
    const symbol = reader.symbol(alternating);
    const [run, category] = [symbol >> 4, symbol & 15];
    if (category === 0 && run < 15) {
      state.endOfBandRun = (1 << run) - 1 + reader.bits(run);
      return;
    }
    index += run;
    if (category === 0) continue;
    if (index > scan.last) throw new CodestreamError('codestream-invalid');
    coefficients[at + zigZag[index]!] = reader.magnitude(category) << scan.low;
  }
};

/** T.81 G.1.2.3: known coefficients get a correction bit each, and new ones of magnitude 1 come between them. */
const refineAlternating: BlockDecoder = (coefficients, at, scan, place, reader, state) => {
  const { alternating } = scan.components[place]!;
  const bit = 1 << scan.low;
  let index = scan.first;
  /** Corrects known coefficients up to the place after `zeros` unknown ones; the index of that place. */
  const correct = (from: number, zeros: number): number => {
    let left = zeros;
    let here = from;
    for (; here <= scan.last; here++) {
      const spot = at + zigZag[here]!;
      const value = coefficients[spot] ?? 0;
      if (value === 0) {
        if (left === 0) return here;
        left -= 1;
      } else if (reader.bits(1) === 1 && (value & bit) === 0)
        coefficients[spot] = value > 0 ? value + bit : value - bit;
    }
    return here;
  };
  while (state.endOfBandRun === 0 && index <= scan.last) {
    const symbol = reader.symbol(alternating);
    const [run, category] = [symbol >> 4, symbol & 15];
    if (category > 1) throw new CodestreamError('codestream-invalid');
    if (category === 0 && run < 15) {
      state.endOfBandRun = (1 << run) + reader.bits(run);
      break;
    }
    const value = category === 0 ? 0 : reader.bits(1) === 1 ? bit : -bit;
    index = correct(index, run);
    if (value !== 0) {
      if (index > scan.last) throw new CodestreamError('codestream-invalid');
      coefficients[at + zigZag[index]!] = value;
    }
    index += 1;
  }
  if (state.endOfBandRun > 0) {
    correct(index, 64);
    state.endOfBandRun -= 1;
  }
};
