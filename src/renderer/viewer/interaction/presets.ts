import type { Window } from '../../cornerstone/index.ts';

/** Window presets of the digit keys 1–9, in their order; the names are keys of the viewer's texts. */
export const windowPresets = [
  { name: 'brain', window: { center: 40, width: 80 } },
  { name: 'stroke', window: { center: 40, width: 40 } },
  { name: 'subdural', window: { center: 75, width: 200 } },
  { name: 'bone', window: { center: 480, width: 2500 } },
  { name: 'lung', window: { center: -600, width: 1500 } },
  { name: 'mediastinum', window: { center: 50, width: 350 } },
  { name: 'abdomen', window: { center: 40, width: 400 } },
  { name: 'liver', window: { center: 90, width: 150 } },
  { name: 'angio', window: { center: 300, width: 600 } },
] as const satisfies readonly { name: string; window: Window }[];

/** The name of the preset that this window is, or null. */
export function presetOf(window: Window): (typeof windowPresets)[number]['name'] | null {
  const found = windowPresets.find(
    preset => preset.window.center === window.center && preset.window.width === window.width,
  );
  return found?.name ?? null;
}
