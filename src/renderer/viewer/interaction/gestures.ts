import type { VoiWindow } from '../../../dicom/voi/window.ts';
import type { Tool } from './key-map.ts';

/** What a drag does: one of the tools, or the turning of a volume rendering. */
export type Gesture = Tool | 'rotate';

/** `PointerEvent.buttons`: 1 left, 2 right, 4 middle. */
const gestureOfButtons: Readonly<Record<number, Gesture>> = { 2: 'zoom', 3: 'window', 4: 'pan' };

/** The gesture that these pressed buttons mean: left is the chosen tool, left and right together always the window. */
export function gestureOf(buttons: number, tool: Tool, isVolume3d: boolean): Gesture | null {
  const fixed = gestureOfButtons[buttons];
  if (fixed) return isVolume3d && fixed === 'window' ? 'rotate' : fixed;
  if (buttons !== 1) return null;
  return isVolume3d && tool !== 'zoom' && tool !== 'pan' ? 'rotate' : tool;
}

/** The window after a drag: to the right is wider, downwards is a higher centre (darker); wide windows move faster. */
export function dragWindow(window: VoiWindow, dx: number, dy: number): VoiWindow {
  const step = Math.max(window.width / 400, 0.01);
  const width = Math.max(window.width + dx * step, step < 1 / 400 ? step : 1);
  return { ...window, center: round(window.center + dy * step), width: round(width) };
}

const round = (value: number) => (Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 100) / 100);

/** The magnification of a drag: upwards larger, twice as large in 100 pixels. */
export function dragZoom(dy: number): number {
  return 2 ** (-dy / 100);
}
