import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../json/dicom-json.ts';
import { brightness, rangeOf, type VoiWindow, windowOfRange } from './window.ts';
import { windowsOf } from './windows-of-image.ts';

describe('window functions', () => {
  // the worked examples of PS3.3 C.11.2.1.2.1 and C.11.2.1.3.2, and values of the formulas
  it.each<[VoiWindow, number, number]>([
    [{ center: 2048, width: 4096, function: 'LINEAR' }, 0, 0],
    [{ center: 2048, width: 4096, function: 'LINEAR' }, 4096, 1],
    [{ center: 2048, width: 4096, function: 'LINEAR' }, 2047.5, 0.5],
    [{ center: 2048, width: 4096, function: 'LINEAR' }, 1024, (1024 - 2047.5) / 4095 + 0.5],
    [{ center: 2048, width: 1, function: 'LINEAR' }, 2047, 0],
    [{ center: 2048, width: 1, function: 'LINEAR' }, 2048, 1],
    [{ center: 0, width: 100, function: 'LINEAR' }, -50, 0],
    [{ center: 0, width: 100, function: 'LINEAR' }, 50, 1],
    [{ center: 0, width: 100, function: 'LINEAR' }, 10, 10.5 / 99 + 0.5],
    [{ center: 2048, width: 4096, function: 'LINEAR_EXACT' }, 1024, 0.25],
    [{ center: 0, width: 100, function: 'LINEAR_EXACT' }, -50, 0],
    [{ center: 0, width: 100, function: 'LINEAR_EXACT' }, 51, 1],
    [{ center: 0, width: 0.5, function: 'LINEAR_EXACT' }, 0.125, 0.75],
    [{ center: 50, width: 100, function: 'SIGMOID' }, 50, 0.5],
    // 1 / (1 + e^-2)
    [{ center: 50, width: 100, function: 'SIGMOID' }, 100, 0.8807970779778823],
  ])('%j at %d is %d', (window, value, expected) => {
    expect(brightness(window, value)).toBeCloseTo(expected, 12);
  });

  it('change between the ends of their range', () => {
    const linear: VoiWindow = { center: 40, width: 400, function: 'LINEAR' };
    expect(rangeOf(linear)).toEqual({ lower: -160, upper: 239 });
    expect(windowOfRange(-160, 239)).toEqual(linear);
    expect(windowOfRange(7, 7).width).toBe(1);
    const sigmoid: VoiWindow = { center: 40, width: 400, function: 'SIGMOID' };
    expect(brightness(sigmoid, rangeOf(sigmoid).upper)).toBeCloseTo(0.98, 12);
    expect(rangeOf({ center: 40, width: 400, function: 'LINEAR_EXACT' })).toEqual({ lower: -160, upper: 240 });
  });
});

describe('windows of an image', () => {
  const item = (center: unknown[], width: unknown[], more: DicomJson = {}): DicomJson => ({
    '00281050': { vr: 'DS', Value: center },
    '00281051': { vr: 'DS', Value: width },
    ...more,
  });

  it('are all its pairs with their explanations; unusable ones are left out', () => {
    const header = item([40, -600, 0, 'x', 1], [400, 1500, 0, 5], {
      '00281055': { vr: 'LO', Value: ['ABDOMEN', 'LUNG'] },
    });
    expect(windowsOf(header, 1)).toEqual([
      { center: 40, width: 400, function: 'LINEAR', explanation: 'ABDOMEN' },
      { center: -600, width: 1500, function: 'LINEAR', explanation: 'LUNG' },
    ]);
  });

  it('follow the VOI LUT Function and the frame', () => {
    const macro = {
      '00289132': { vr: 'SQ', Value: [item([1], [0.5], { '00281056': { vr: 'CS', Value: ['SIGMOID'] } })] },
    };
    const header = { ...item([7], [8]), '52009230': { vr: 'SQ', Value: [{}, macro] } };
    expect(windowsOf(header, 2)).toEqual([{ center: 1, width: 0.5, function: 'SIGMOID', explanation: '' }]);
    expect(windowsOf(header, 1)[0]?.center).toBe(7);
  });
});
