import { describe, expect, it } from 'vitest';
import { hounsfieldUnits } from '../../../dicom/measure/value-unit.ts';
import type { Voi } from '../../../dicom/voi/voi.ts';
import { nextOwnVoi, voiOfKey } from './presets.ts';

const window = (center: number, width: number): Voi => ({
  kind: 'window',
  window: { center, width, function: 'LINEAR' },
  explanation: '',
});
const table: Voi = { kind: 'table', table: { first: 0, entries: [0, 255], bits: 8 }, explanation: 'NORMAL' };
const own = [table, window(620, 1100), window(300, 500)];

describe('window of a digit key', () => {
  it('is the reading room preset of that key where the values are Hounsfield units', () => {
    const shown = Array.from({ length: 9 }, (_, key) => voiOfKey(key, hounsfieldUnits, own));
    // Width and centre as PACS users know them, from key 1: brain, stroke, subdural, bone, lung, mediastinum, abdomen …
    expect(shown.map(voi => voi?.kind === 'window' && [voi.window.width, voi.window.center])).toEqual([
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
    expect(voiOfKey(0, '1', own)).toBe(table);
    expect(voiOfKey(1, '1', own)).toBe(own[1]);
    expect(voiOfKey(4, '1', own)).toBeNull();
  });
});

describe("the image's own windows", () => {
  it('come one after the other, round and round', () => {
    expect(nextOwnVoi(table, own)).toBe(own[1]);
    expect(nextOwnVoi(window(300, 500), own)).toBe(table);
  });

  it('begin with the first from any other window, and are none where the image brings none', () => {
    expect(nextOwnVoi(window(1, 2), own)).toBe(table);
    expect(nextOwnVoi(window(1, 2), [])).toBeNull();
  });
});
