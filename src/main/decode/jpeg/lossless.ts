import { CodestreamError } from '../codestream-error.ts';
import type { EntropyReader } from './entropy-reader.ts';
import type { Scan } from './scan.ts';
import type { JpegFrame } from './segments.ts';

/**
 * Decodes one scan of the lossless process (ITU-T T.81 annex H) into `samples`: rows × columns × components of the
 * frame, by pixel. Components are not subsampled in DICOM (PS3.5 8.2.1).
 */
export function decodeLosslessScan(frame: JpegFrame, scan: Scan, reader: EntropyReader, samples: Uint16Array): void {
  const { rows, columns } = frame;
  const stride = frame.components.length;
  const interleaved = scan.components.length > 1;
  if (interleaved && scan.components.some(({ component }) => component.horizontal * component.vertical !== 1)) {
    throw new CodestreamError('codestream-unsupported');
  }
  // an interval is a whole number of lines (T.81 H.1.1)
  if (scan.restartInterval % columns !== 0) throw new CodestreamError('codestream-unsupported');
  const linesToRestart = scan.restartInterval / columns;
  if (scan.first < 1 || scan.first > 7) throw new CodestreamError('codestream-unsupported');
  const start = 1 << (frame.precision - scan.low - 1);
  for (let row = 0; row < rows; row++) {
    const restarted = linesToRestart > 0 && row % linesToRestart === 0;
    if (restarted && row > 0) reader.restart();
    const isFirst = row === 0 || restarted;
    const line = row * columns * stride;
    for (let column = 0; column < columns; column++) {
      for (const { index, direct } of scan.components) {
        const at = line + column * stride + index;
        const prediction = isFirst
          ? column === 0
            ? start
            : (samples[at - stride] ?? 0)
          : predictionAt(samples, at, stride, columns * stride, column === 0 ? 2 : scan.first);
        samples[at] = prediction + reader.magnitude(reader.symbol(direct));
      }
    }
  }
  reader.finish();
  if (scan.low > 0) {
    for (const { index } of scan.components) {
      for (let at = index; at < samples.length; at += stride) samples[at] = (samples[at] ?? 0) << scan.low;
    }
  }
}

/** Predictors 1 to 7 from the neighbours left, above and left above (T.81 table H.1). */
function predictionAt(samples: Uint16Array, at: number, left: number, above: number, predictor: number): number {
  const a = samples[at - left] ?? 0;
  const b = samples[at - above] ?? 0;
  const c = samples[at - above - left] ?? 0;
  switch (predictor) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    default:
      return (a + b) >> 1;
  }
}
