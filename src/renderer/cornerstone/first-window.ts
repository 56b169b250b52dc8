import { type VoiWindow, windowOfRange } from '../../dicom/voi/window.ts';

const modalityDefaults: Readonly<Record<string, VoiWindow>> = {
  CT: { center: 40, width: 400, function: 'LINEAR' },
  PT: { center: 2.5, width: 5, function: 'LINEAR' },
};

/** The window shown first: the image's own first one, else the modality's habit, else all of its values. */
export function firstWindow(
  windows: readonly VoiWindow[],
  modality: string,
  values: { readonly lower: number; readonly upper: number },
): VoiWindow {
  return windows[0] ?? modalityDefaults[modality] ?? windowOfRange(values.lower, values.upper);
}
