import type { VoiWindow } from './window.ts';

/** A habit of reading, named by a key that the screen translates. */
export interface WindowPreset extends VoiWindow {
  readonly id: string;
}

const preset = (id: string, center: number, width: number): WindowPreset => ({ id, center, width, function: 'LINEAR' });

/** In Hounsfield units, in the order of the number keys; the usual values of teaching files and consoles. */
const ct: readonly WindowPreset[] = [
  preset('soft-tissue', 40, 400),
  preset('lung', -600, 1500),
  preset('bone', 400, 1800),
  preset('brain', 40, 80),
  preset('mediastinum', 50, 350),
  preset('liver', 60, 160),
  preset('stroke', 35, 40),
  preset('subdural', 75, 215),
  preset('angiography', 300, 600),
];

/** Presets for values in this UCUM unit: only Hounsfield units mean the same on every machine. */
export function windowPresetsFor(unit: string): readonly WindowPreset[] {
  return unit === "[hnsf'U]" ? ct : [];
}
