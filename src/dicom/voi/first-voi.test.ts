import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../json/dicom-json.ts';
import { firstVoiOf } from './first-voi.ts';

const values = Int16Array.from([-1000, -50, 0, 60, 3000, -2000]);
const ct: DicomJson = {
  '00080060': { vr: 'CS', Value: ['CT'] },
  '00281054': { vr: 'LO', Value: ['HU'] },
  '00280103': { vr: 'US', Value: [1] },
  '00280120': { vr: 'SS', Value: [-2000] },
};
const windowed = (header: DicomJson, center: number, width: number): DicomJson => ({
  ...header,
  '00281050': { vr: 'DS', Value: [center] },
  '00281051': { vr: 'DS', Value: [width] },
});

describe('what a frame is shown with first', () => {
  it("is the image's own window", () => {
    expect(firstVoiOf(windowed(ct, -600, 1500), 1, values)).toMatchObject({ window: { center: -600, width: 1500 } });
  });

  it('is the window of soft tissue in CT that brings none', () => {
    expect(firstVoiOf(ct, 1, values)).toMatchObject({ window: { center: 40, width: 400 } });
  });

  it('is no such window where the values are no Hounsfield units, as in localizers', () => {
    const localizer = { ...ct, '00281054': { vr: 'LO', Value: ['US'] } };
    // -1000 to 3000: padding is no image
    expect(firstVoiOf(localizer, 1, values)).toMatchObject({ window: { center: 1000.5, width: 4001 } });
  });
});
