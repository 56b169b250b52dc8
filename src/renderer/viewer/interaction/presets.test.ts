import { describe, expect, it } from 'vitest';
import type { FrameDescription } from '../../cornerstone/index.ts';
import { windowOfKey } from './presets.ts';

const frame = (valueUnit: string): FrameDescription =>
  ({ valueUnit, windows: [{ center: 620, width: 1100, function: 'LINEAR' }] }) as unknown as FrameDescription;

describe('window of a digit key', () => {
  it('is the reading room preset of that key where the values are Hounsfield units', () => {
    const shown = Array.from({ length: 9 }, (_, key) => windowOfKey(key, frame("[hnsf'U]")));
    // Width and centre as PACS users know them, from key 1: brain, stroke, subdural, bone, lung, mediastinum, abdomen …
    expect(shown.map(window => [window?.width, window?.center])).toEqual([
      [80, 40],
      [40, 40],
      [200, 75],
      [2500, 480],
      [1500, -600],
      [350, 50],
      [400, 40],
      [150, 90],
      [600, 300],
    ]);
  });

  it("is the image's own where they are not, for Hounsfield windows would mean nothing there", () => {
    expect(windowOfKey(0, frame('1'))).toMatchObject({ center: 620, width: 1100 });
    expect(windowOfKey(4, frame('1'))).toBeNull();
  });
});
