import type { CalibrationKind } from '../../contract/measurement.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { type PixelSpacing, pixelSpacingOf } from '../geometry/image-plane.ts';
import { type DicomJson, jsonString, jsonVector } from '../json/dicom-json.ts';
import type { PixelPoint } from './length.ts';
import { regionCalibration } from './ultrasound-regions.ts';

/** How pixels become millimetres; without a spacing, nothing is known but pixels. */
export type Calibration =
  | { readonly kind: Exclude<CalibrationKind, 'uncalibrated'>; readonly spacing: PixelSpacing }
  | { readonly kind: 'uncalibrated'; readonly spacing: null };

export const uncalibrated: Calibration = { kind: 'uncalibrated', spacing: null };

/** Modalities that project the patient onto a detector: what is farther from it looks larger. */
const projections = new Set(['CR', 'DX', 'MG', 'PX', 'IO', 'XA', 'RF', 'RG']);

/**
 * The calibration that is valid for all the given points of one frame. In an image with ultrasound regions only they
 * calibrate, and only where all points are in the same one.
 */
export function calibrationFor(header: DicomJson, frameNumber: number, points: readonly PixelPoint[]): Calibration {
  if (header[tagKey(tags.sequenceOfUltrasoundRegions)]?.Value !== undefined) {
    const spacing = regionCalibration(header, points);
    return spacing === null ? uncalibrated : { kind: 'ultrasound-region', spacing };
  }
  const pixel = pixelSpacingOf(header, frameNumber);
  const detector = pairOf(header, tags.imagerPixelSpacing) ?? pairOf(header, tags.nominalScannedPixelSpacing);
  const isProjection = detector !== null || projections.has(jsonString(header, tags.modality) ?? '');
  if (pixel !== null && (!isProjection || isCorrected(header, pixel, detector))) {
    return { kind: 'patient-plane', spacing: pixel };
  }
  const spacing = detector ?? pixel;
  return spacing === null ? uncalibrated : { kind: 'detector-plane', spacing };
}

/**
 * Pixel Spacing of a projection speaks of a plane in the patient when its Calibration Type says so, or when it differs
 * from the detector's (PS3.3 10.7.1.3). Equal or alone, nothing shows that it was corrected for magnification.
 */
function isCorrected(header: DicomJson, pixel: PixelSpacing, detector: PixelSpacing | null): boolean {
  if (jsonString(header, tags.pixelSpacingCalibrationType) !== null) return true;
  return detector !== null && !(isSame(pixel.row, detector.row) && isSame(pixel.column, detector.column));
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-4 * Math.abs(b);
}

function pairOf(header: DicomJson, tag: number): PixelSpacing | null {
  const [row = 0, column = 0] = jsonVector(header, tag, 2) ?? [];
  return row > 0 && column > 0 ? { row, column } : null;
}
