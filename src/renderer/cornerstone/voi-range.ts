/** One window of the VOI LUT module (PS3.3 C.11.2). */
export interface Window {
  readonly center: number;
  readonly width: number;
}

export interface ValueRange {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The values that become black and white under a LINEAR window: PS3.3 C.11.2.1.2.1 maps x ≤ c − 0.5 − (w−1)/2 to black
 * and x > c − 0.5 + (w−1)/2 to white.
 */
export function rangeOfWindow({ center, width }: Window): ValueRange {
  const half = Math.max((width - 1) / 2, 0.005);
  return { lower: center - 0.5 - half, upper: center - 0.5 + half };
}

const modalityDefaults: Readonly<Record<string, Window>> = {
  CT: { center: 40, width: 400 },
  PT: { center: 2.5, width: 5 },
};

/** The window shown first: the image's own first one, else the modality's habit, else all of its values. */
export function firstWindow(windows: readonly Window[], modality: string, values: ValueRange): Window {
  return (
    windows[0] ??
    modalityDefaults[modality] ?? {
      center: (values.lower + values.upper) / 2 + 0.5,
      width: Math.max(values.upper - values.lower + 1, 1),
    }
  );
}
