import {
  type Calibration,
  calibrationFor,
  hasMagnification,
  magnificationOf,
  uncalibrated,
} from '../../../dicom/measure/calibration.ts';
import type { ViewKind } from '../../cornerstone/index.ts';
import { choicesFor, type ReaderChoices } from './reader-choices.ts';
import type { MeasuredImages } from './volume-of-images.ts';

/** How lengths anywhere in the shown image come to millimetres, by what the reader chose. */
export interface ShownCalibration {
  readonly calibration: Calibration;
  /** The estimated magnification that the reader may divide by; null where there is none. */
  readonly magnification: number | null;
  /** Millimetres that one millimetre of the view's own scale is. */
  readonly ratio: number;
}

export function shownCalibration(
  kind: ViewKind,
  images: MeasuredImages,
  index: number,
  choices: ReaderChoices,
): ShownCalibration {
  const frame = images.description(index);
  const header = images.header(index);
  if (!frame || !header) return { calibration: uncalibrated, magnification: null, ratio: 1 };
  const { calibration: choice } = choicesFor(choices, images.displaySet.id, frame.sopInstanceUid);
  const isOnImage = kind === 'stack';
  const calibration = calibrationFor(header, frame.frameNumber, [], isOnImage ? choice : { kind: 'as-stored' });
  return {
    calibration,
    magnification: isOnImage && hasMagnification(header) ? magnificationOf(header) : null,
    ratio: calibration.spacing === null ? 1 : calibration.spacing.column / frame.spacing.column,
  };
}
