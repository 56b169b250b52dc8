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

  it('is 0 to 5 SUV in PET, whatever window the file brings, where its header tells uptakes', () => {
    const pet = windowed(
      {
        '00080060': { vr: 'CS', Value: ['PT'] },
        '00101030': { vr: 'DS', Value: [70] },
        '00280051': { vr: 'CS', Value: ['ATTN', 'DECY'] },
        '00541001': { vr: 'CS', Value: ['BQML'] },
        '00541102': { vr: 'CS', Value: ['ADMIN'] },
        '00540016': { vr: 'SQ', Value: [{ '00181074': { vr: 'DS', Value: [350e6] } }] },
      },
      300,
      600,
    );
    // 350 MBq in 70 kg: 5 kBq/mL is SUV 1
    expect(firstVoiOf(pet, 1, values)).toMatchObject({
      window: { center: 12_500, width: 25_000, function: 'LINEAR_EXACT' },
    });
    const { '00101030': _, ...unweighed } = pet;
    expect(firstVoiOf(unweighed, 1, values)).toMatchObject({ window: { center: 300, width: 600 } });
  });
});
