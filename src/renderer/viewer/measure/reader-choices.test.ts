import { describe, expect, it } from 'vitest';
import { buildInstance, pixelModule, sopClasses } from '../../../dicom/synthetic/builder.ts';
import { imagesOf } from './images.test-data.ts';
import { type ChoiceEvent, choicesFor, noChoices, reduceChoices } from './reader-choices.ts';
import { shownCalibration } from './shown-calibration.ts';

const decided = (...events: readonly ChoiceEvent[]) => events.reduce(reduceChoices, noChoices);
const spacing = { row: 0.4, column: 0.4 };

describe('what the reader decided', () => {
  it('counts a magnification for its display set only, until it is switched off', () => {
    const choices = decided({ kind: 'magnify', displaySetId: 'a', on: true });
    expect(choicesFor(choices, 'a', '1').calibration).toEqual({ kind: 'by-magnification' });
    expect(choicesFor(choices, 'b', '1').calibration).toEqual({ kind: 'as-stored' });
    const off = reduceChoices(choices, { kind: 'magnify', displaySetId: 'a', on: false });
    expect(off).toEqual(noChoices);
  });

  it('counts a known object for its image only, before a magnification, until it is taken back', () => {
    const choices = decided(
      { kind: 'magnify', displaySetId: 'a', on: true },
      { kind: 'calibrate', sopInstanceUid: '1', spacing },
    );
    expect(choicesFor(choices, 'a', '1').calibration).toEqual({ kind: 'by-user', spacing });
    expect(choicesFor(choices, 'a', '2').calibration).toEqual({ kind: 'by-magnification' });
    const back = reduceChoices(choices, { kind: 'calibrate', sopInstanceUid: '1', spacing: null });
    expect(choicesFor(back, 'a', '1').calibration).toEqual({ kind: 'by-magnification' });
  });
});

describe('the calibration that is shown', () => {
  const images = imagesOf([
    buildInstance({
      SOPClassUID: sopClasses.computedRadiography,
      SOPInstanceUID: '2.25.7',
      Modality: 'DX',
      ImagerPixelSpacing: [0.2, 0.2],
      EstimatedRadiographicMagnificationFactor: 1.25,
      ...pixelModule({
        kind: 'monochrome',
        photometric: 'MONOCHROME2',
        rows: 4,
        columns: 4,
        bitsStored: 12,
        data: new Uint16Array(16),
      }),
    }),
  ]);
  const shown = (...events: readonly ChoiceEvent[]) => shownCalibration('stack', images, 0, decided(...events));

  it('scales the bar of the pane: its millimetres become those that lengths have', () => {
    expect(shown()).toMatchObject({ calibration: { kind: 'detector-plane' }, magnification: 1.25, ratio: 1 });
    const corrected = shown({ kind: 'magnify', displaySetId: 'set', on: true });
    expect(corrected.calibration.kind).toBe('magnification-corrected');
    expect(corrected.ratio).toBeCloseTo(0.8, 12);
    const byHand = shown({ kind: 'calibrate', sopInstanceUid: '2.25.7', spacing });
    expect(byHand.calibration.kind).toBe('user-calibrated');
    expect(byHand.ratio).toBeCloseTo(2, 12);
  });
});
