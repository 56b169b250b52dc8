import { hounsfieldUnits } from '../../../dicom/measure/value-unit.ts';
import type { Voi } from '../../../dicom/voi/voi.ts';
import type { VoiWindow } from '../../../dicom/voi/window.ts';

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
 * What a digit key shows, from 0: a preset where the values are Hounsfield units, for only those mean the same on every
 * machine; else the image's own table or window of that number. Null when there is none.
 */
export function voiOfKey(index: number, valueUnit: string, own: readonly Voi[]): Voi | null {
  if (valueUnit !== hounsfieldUnits) return own[index] ?? null;
  const preset = windowPresets[index];
  return preset === undefined ? null : { kind: 'window', window: preset.window, explanation: '' };
}

/** The image's own table or window that comes after the one that is shown, round and round; null when it brings none. */
export function nextOwnVoi(shown: Voi, own: readonly Voi[]): Voi | null {
  const at = own.findIndex(voi => isSameVoi(voi, shown));
  return own[(at + 1) % own.length] ?? null;
}

/** Tables are the same when they are the same object: the image's are read once. */
export function isSameVoi(a: Voi, b: Voi): boolean {
  if (a.kind === 'table' || b.kind === 'table') return a === b;
  const [one, other] = [a.window, b.window];
  return one.center === other.center && one.width === other.width && one.function === other.function;
}
