import { screen } from 'electron';
import type { Displays } from '../ports.ts';

/** The displays as Electron knows them. */
export function electronDisplays(): Displays {
  return {
    async list() {
      const primary = screen.getPrimaryDisplay().id;
      return screen.getAllDisplays().map(display => ({
        id: String(display.id),
        bounds: display.bounds,
        workArea: display.workArea,
        scaleFactor: display.scaleFactor,
        primary: display.id === primary,
      }));
    },
  };
}
