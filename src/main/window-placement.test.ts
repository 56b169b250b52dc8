import { describe, expect, it } from 'vitest';
import type { Display } from './ports.ts';
import { placeWindows } from './window-placement.ts';

function display(id: string, x: number, width: number, height: number, primary = false): Display {
  const bounds = { x, y: 0, width, height };
  return { id, bounds, workArea: { ...bounds, height: height - 40 }, scaleFactor: 1, primary };
}

describe('placing the viewer windows', () => {
  const desk = display('desk', 0, 1920, 1200, true);
  const left = display('left', 1920, 1200, 1600);
  const right = display('right', 3120, 1200, 1600);

  it('takes the diagnostic displays from left to right', () => {
    expect(placeWindows([right, desk, left], null)).toEqual([left.workArea, right.workArea]);
  });

  it('uses the only display there is', () => {
    expect(placeWindows([desk], null)).toEqual([desk.workArea]);
  });

  it('comes back to where the reader put it', () => {
    const saved = [{ x: 1930, y: 10, width: 1000, height: 1500 }];
    expect(placeWindows([desk, left, right], saved)).toEqual(saved);
  });

  it('does not open on a display that is gone', () => {
    const saved = [left.workArea, right.workArea];
    expect(placeWindows([desk, left], saved)).toEqual([left.workArea]);
  });

  it('has an answer when the displays are unknown', () => {
    expect(placeWindows([], null)).toEqual([{ x: 0, y: 0, width: 1280, height: 1024 }]);
  });
});
