import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../../dicom/json/dicom-json.ts';
import { describeFrame } from './describe-frame.ts';

const value = (vr: string, ...values: unknown[]) => ({ vr, Value: values });

const ct: DicomJson = {
  '00080018': value('UI', '1.2.3'),
  '00080060': value('CS', 'CT'),
  '00100010': value('PN', { Alphabetic: 'LEFÈVRE^Éloïse' }),
  '00100020': value('LO', 'P1'),
  '00200032': value('DS', '-160', '-150.5', '40'),
  '00200037': value('DS', 1, 0, 0, 0, 1, 0),
  '00280002': value('US', 1),
  '00280004': value('CS', 'MONOCHROME2'),
  '00280010': value('US', 512),
  '00280011': value('US', 256),
  '00280030': value('DS', 0.8, 0.5),
  '00280100': value('US', 16),
  '00280103': value('US', 1),
  '00281050': value('DS', 40, -600),
  '00281051': value('DS', 400, 1500),
};

describe('the description of a frame', () => {
  it('reads size, type, place and spacing', () => {
    expect(describeFrame(ct, 1)).toMatchObject({
      rows: 512,
      columns: 256,
      pixelType: 'int16',
      position: [-160, -150.5, 40],
      rowDirection: [1, 0, 0],
      columnDirection: [0, 1, 0],
      spacing: { row: 0.8, column: 0.5 },
      calibration: 'patient-plane',
      valueUnit: "[hnsf'U]",
      patient: { patientId: 'P1', name: 'LEFÈVRE^Éloïse' },
      isInverted: false,
      graphics: { overlays: false, shutter: false },
      lossy: null,
    });
  });

  it('takes the place of a frame of a multi-frame image from its own functional groups', () => {
    const { '00200032': _, ...rest } = ct;
    const position = (z: number) => ({ '00209113': value('SQ', { '00200032': value('DS', 0, 0, z) }) });
    const enhanced = { ...rest, '00280008': value('IS', 2), '52009230': value('SQ', position(10), position(15)) };
    expect(describeFrame(enhanced, 2)?.position).toEqual([0, 0, 15]);
  });

  it('knows only the proportions of pixels that have no spacing', () => {
    const { '00280030': _, ...rest } = ct;
    const frame = describeFrame({ ...rest, '00280034': value('IS', 4, 3) }, 1);
    expect(frame?.calibration).toBe('uncalibrated');
    expect(frame!.spacing.row / frame!.spacing.column).toBeCloseTo(4 / 3, 9);
  });

  it('says whether low values are white, by the shape of the presentation before the photometric interpretation', () => {
    const mono1 = { ...ct, '00280004': value('CS', 'MONOCHROME1') };
    expect(describeFrame(mono1, 1)?.isInverted).toBe(true);
    expect(describeFrame({ ...mono1, '20500020': value('CS', 'IDENTITY') }, 1)?.isInverted).toBe(false);
  });

  it('knows of overlays and shutters before they are fetched', () => {
    const overlay = { ...ct, '60020010': value('US', 512), '60020011': value('US', 256) };
    expect(describeFrame(overlay, 1)?.graphics.overlays).toBe(true);
    const shutter = {
      ...ct,
      '00181600': value('CS', 'RECTANGULAR'),
      '00181602': value('IS', 10),
      '00181604': value('IS', 200),
      '00181606': value('IS', 10),
      '00181608': value('IS', 500),
    };
    expect(describeFrame(shutter, 1)?.graphics.shutter).toBe(true);
  });

  it('names the loss and its ratio', () => {
    const lossy = { ...ct, '00282110': value('CS', '01'), '00282112': value('DS', '12.5') };
    expect(describeFrame(lossy, 1)?.lossy).toEqual({ ratio: 12.5 });
  });

  it('refuses frames without size or of an unknown type', () => {
    const { '00280010': _, ...rest } = ct;
    expect(describeFrame(rest, 1)).toBeNull();
    expect(describeFrame({ ...ct, '00280100': value('US', 64) }, 1)).toBeNull();
  });
});
