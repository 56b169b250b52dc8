import { type LookupTable, lookUp } from '../pixel/lookup-table.ts';
import { brightness, type VoiWindow, windowOfRange } from './window.ts';

/**
 * How the values after the modality transform become brightness (PS3.3 C.11.2): a window or a table. The explanation is
 * the manufacturer's own, untranslated, or empty.
 */
export type Voi =
  | { readonly kind: 'window'; readonly window: VoiWindow; readonly explanation: string }
  | { readonly kind: 'table'; readonly table: LookupTable; readonly explanation: string };

/** Brightness from 0 to 1 of a value, before MONOCHROME1 or an inversion on screen. */
export function voiBrightness(voi: Voi, value: number): number {
  switch (voi.kind) {
    case 'window':
      return brightness(voi.window, value);
    case 'table':
      // entries run from 0 to 2^bits - 1 (C.11.2.1.1); values between two integers take the nearer entry
      return lookUp(voi.table, Math.round(value)) / (2 ** voi.table.bits - 1);
  }
}

/** The window that a transform is, or the one that spans the entries of a table: where a drag of the window begins. */
export function windowOfVoi(voi: Voi): VoiWindow {
  return voi.kind === 'window'
    ? voi.window
    : windowOfRange(voi.table.first, voi.table.first + voi.table.entries.length - 1);
}
