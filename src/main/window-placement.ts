import type { Bounds } from '../contract/index.ts';
import type { Display } from './ports.ts';

const fallback: Bounds = { x: 0, y: 0, width: 1280, height: 1024 };

/**
 * Where the viewer's windows go: as remembered where those places still exist, else one window on each display that is
 * not the primary one (the desk's), else beside each other on the only display. Never off screen, at most four.
 */
export function placeWindows(displays: readonly Display[], saved: readonly Bounds[] | null): Bounds[] {
  if (displays.length === 0) return saved && saved.length > 0 ? [...saved] : [fallback];
  const onScreen = (bounds: Bounds) =>
    displays.some(display => overlap(bounds, display.workArea) >= 0.5 * area(bounds));
  if (saved && saved.length > 0 && saved.every(onScreen)) return [...saved];
  const diagnostic = displays
    .filter(display => !display.primary)
    .toSorted((a, b) => a.bounds.x - b.bounds.x || a.bounds.y - b.bounds.y);
  const chosen = diagnostic.length > 0 ? diagnostic : displays;
  return chosen.slice(0, 4).map(display => ({ ...display.workArea }));
}

function area({ width, height }: Bounds): number {
  return width * height;
}

function overlap(a: Bounds, b: Bounds): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
