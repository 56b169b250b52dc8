/** How values become brightness (PS3.3 C.11.2.1.2). */
export type WindowFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

/** A window in the values after the modality transform. LINEAR needs a width of at least 1, the others more than 0. */
export interface VoiWindow {
  readonly center: number;
  readonly width: number;
  readonly function: WindowFunction;
}

/** Brightness from 0 (black) to 1 (white) of a value, before MONOCHROME1 or an inversion on screen. */
export function brightness(window: VoiWindow, value: number): number {
  const { center, width } = window;
  switch (window.function) {
    case 'LINEAR': {
      // C.11.2.1.2.1; a width of 1 is a threshold
      const half = (width - 1) / 2;
      if (value <= center - 0.5 - half) return 0;
      if (value > center - 0.5 + half) return 1;
      return (value - (center - 0.5)) / (width - 1) + 0.5;
    }
    case 'LINEAR_EXACT':
      // C.11.2.1.3.2
      if (value <= center - width / 2) return 0;
      if (value > center + width / 2) return 1;
      return (value - center) / width + 0.5;
    case 'SIGMOID':
      // C.11.2.1.3.1
      return 1 / (1 + Math.exp((-4 * (value - center)) / width));
  }
}

/** The values between which brightness changes: all of it for the linear functions, 2 % to 98 % for SIGMOID. */
export function rangeOf(window: VoiWindow): { readonly lower: number; readonly upper: number } {
  const { center, width } = window;
  switch (window.function) {
    case 'LINEAR':
      return { lower: center - 0.5 - (width - 1) / 2, upper: center - 0.5 + (width - 1) / 2 };
    case 'LINEAR_EXACT':
      return { lower: center - width / 2, upper: center + width / 2 };
    case 'SIGMOID': {
      // 1 / (1 + exp(-4 d / w)) is 0.98 where d = w ln(49) / 4
      const reach = (width * Math.log(49)) / 4;
      return { lower: center - reach, upper: center + reach };
    }
  }
}

/** The LINEAR window that shows `lower` black and `upper` white; at least 1 wide. */
export function windowOfRange(lower: number, upper: number): VoiWindow {
  const width = Math.max(1, upper - lower + 1);
  return { center: (lower + upper) / 2 + 0.5, width, function: 'LINEAR' };
}
