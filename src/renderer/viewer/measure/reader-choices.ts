import type { PixelSpacing } from '../../../dicom/geometry/image-plane.ts';
import type { CalibrationChoice } from '../../../dicom/measure/calibration.ts';
import type { SuvKind } from '../../../dicom/suv/suv-kind.ts';
import type { MeasureChoices } from './measure-image.ts';

/** What the reader decided in this case that changes measured numbers. */
export interface ReaderChoices {
  /** Display sets whose projections are divided by their estimated magnification. */
  readonly magnified: readonly string[];
  /** By SOP Instance UID, the spacing found on an object of known size: another image has another magnification. */
  readonly spacings: Readonly<Record<string, PixelSpacing>>;
  readonly suv: SuvKind;
}

export const noChoices: ReaderChoices = { magnified: [], spacings: {}, suv: 'bw' };

export type ChoiceEvent =
  | { readonly kind: 'magnify'; readonly displaySetId: string; readonly on: boolean }
  /** Null takes a calibration back. */
  | { readonly kind: 'calibrate'; readonly sopInstanceUid: string; readonly spacing: PixelSpacing | null }
  | { readonly kind: 'suv'; readonly suv: SuvKind };

export function reduceChoices(choices: ReaderChoices, event: ChoiceEvent): ReaderChoices {
  switch (event.kind) {
    case 'magnify': {
      const others = choices.magnified.filter(id => id !== event.displaySetId);
      return { ...choices, magnified: event.on ? [...others, event.displaySetId] : others };
    }
    case 'calibrate': {
      const { [event.sopInstanceUid]: _, ...others } = choices.spacings;
      return { ...choices, spacings: event.spacing ? { ...others, [event.sopInstanceUid]: event.spacing } : others };
    }
    case 'suv':
      return { ...choices, suv: event.suv };
  }
}

/** What counts for one image: what was calibrated on it goes before an estimate. */
export function choicesFor(choices: ReaderChoices, displaySetId: string, sopInstanceUid: string): MeasureChoices {
  return { calibration: calibrationChoice(choices, displaySetId, sopInstanceUid), suv: choices.suv };
}

function calibrationChoice(
  { spacings, magnified }: ReaderChoices,
  displaySetId: string,
  sopInstanceUid: string,
): CalibrationChoice {
  const spacing = spacings[sopInstanceUid];
  if (spacing) return { kind: 'by-user', spacing };
  return magnified.includes(displaySetId) ? { kind: 'by-magnification' } : { kind: 'as-stored' };
}
