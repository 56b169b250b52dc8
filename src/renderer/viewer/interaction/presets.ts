import type { VoiWindow } from '../../../dicom/voi/window.ts';
import type { FrameDescription } from '../../cornerstone/index.ts';

const linear = (center: number, width: number): VoiWindow => ({ center, width, function: 'LINEAR' });

/**
 * Window presets of the digit keys 1–9, in their order and in Hounsfield units; the names are keys of the viewer's texts.
 */
export const windowPresets = [
  { name: 'brain', window: linear(40, 80) },
  { name: 'stroke', window: linear(40, 40) },
  { name: 'subdural', window: linear(75, 200) },
  { name: 'bone', window: linear(480, 2500) },
  { name: 'lung', window: linear(-600, 1500) },
  { name: 'mediastinum', window: linear(50, 350) },
  { name: 'abdomen', window: linear(40, 400) },
  { name: 'liver', window: linear(90, 150) },
  { name: 'angio', window: linear(300, 600) },
] as const satisfies readonly { name: string; window: VoiWindow }[];

/** `1500/−600`: width before centre, as presets are spoken of. */
export function windowLabel({ width, center }: VoiWindow): string {
  return `${width}/${String(center).replace('-', '−')}`;
}

/**
 * The window of a digit key, from 0: a preset where the values are Hounsfield units, for only those mean the same on
 * every machine; else the image's own window of that number. Null when there is none.
 */
export function windowOfKey(index: number, frame: FrameDescription): VoiWindow | null {
  if (frame.valueUnit === "[hnsf'U]") return windowPresets[index]?.window ?? null;
  return frame.windows[index] ?? null;
}
