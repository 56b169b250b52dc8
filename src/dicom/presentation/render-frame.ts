import type { FinishedFrame } from '../pixel/finished-frame.ts';
import { drawFrame } from './draw-frame.ts';
import type { Presentation } from './presentation.ts';

/** A picture of interleaved RGB, 8 bits a sample, one pixel for each of the image's. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** The drawn frame as colours, whatever it is. */
export function renderFrame(frame: FinishedFrame, presentation: Presentation): Picture {
  const { rows, columns, samplesPerPixel, levels } = drawFrame(frame, presentation);
  if (samplesPerPixel === 3) return { rows, columns, rgb: levels };
  const rgb = new Uint8Array(levels.length * 3);
  for (const [at, level] of levels.entries()) rgb.fill(level, 3 * at, 3 * at + 3);
  return { rows, columns, rgb };
}
