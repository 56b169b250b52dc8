import type { CalibrationKind } from '../../contract/measurement.ts';
import { tags } from '../dataset/tags.ts';
import { type PixelSpacing, pixelSpacingOf } from '../geometry/image-plane.ts';
import { type DicomJson, jsonNumber, jsonString, jsonVector } from '../json/dicom-json.ts';
import { type PixelPoint, pixelLength } from './length.ts';
import { hasRegions, regionCalibration } from './ultrasound-regions.ts';

/** How pixels become millimetres; without a spacing, nothing is known but pixels. */
export type Calibration =
  | { readonly kind: Exclude<CalibrationKind, 'uncalibrated'>; readonly spacing: PixelSpacing }
  | { readonly kind: 'uncalibrated'; readonly spacing: null };

/**
 * What a person decided about the calibration of a frame: nothing, to divide by the estimated magnification, or a spacing
 * found on an object of known size (`spacingByKnownLength`).
 */
export type CalibrationChoice =
  | { readonly kind: 'as-stored' }
  | { readonly kind: 'by-magnification' }
  | { readonly kind: 'by-user'; readonly spacing: PixelSpacing };

export const uncalibrated: Calibration = { kind: 'uncalibrated', spacing: null };

/** Modalities that project the patient onto a detector: what is farther from it looks larger. */
const projections = new Set(['CR', 'DX', 'MG', 'PX', 'IO', 'XA', 'RF', 'RG']);
/** No patient is magnified more; larger factors are mistakes. */
const largestMagnification = 20;

/**
 * The calibration that is valid for all the given points of one frame. In an image with ultrasound regions only they
 * calibrate, and only where all points are in the same one. A magnification factor is never applied unasked: it holds for
 * one distance from the detector only, and says nothing of the object that is measured.
 */
export function calibrationFor(
  header: DicomJson,
  frameNumber: number,
  points: readonly PixelPoint[],
  choice: CalibrationChoice = { kind: 'as-stored' },
): Calibration {
  switch (choice.kind) {
    case 'by-user':
      return { kind: 'user-calibrated', spacing: choice.spacing };
    case 'by-magnification':
      return byMagnification(header) ?? asStored(header, frameNumber, points);
    case 'as-stored':
      return asStored(header, frameNumber, points);
  }
}

function asStored(header: DicomJson, frameNumber: number, points: readonly PixelPoint[]): Calibration {
  if (hasRegions(header, frameNumber)) {
    const spacing = regionCalibration(header, frameNumber, points);
    return spacing === null ? uncalibrated : { kind: 'ultrasound-region', spacing };
  }
  const pixel = pixelSpacingOf(header, frameNumber);
  const detector = detectorSpacingOf(header);
  if (pixel !== null && (!isProjection(header) || isCorrected(header, pixel, detector))) {
    return { kind: 'patient-plane', spacing: pixel };
  }
  const spacing = detector ?? pixel;
  return spacing === null ? uncalibrated : { kind: 'detector-plane', spacing };
}

function isProjection(header: DicomJson): boolean {
  return detectorSpacingOf(header) !== null || projections.has(jsonString(header, tags.modality) ?? '');
}

/**
 * Pixel Spacing of a projection speaks of a plane in the patient when its Calibration Type says so, or when it differs
 * from the detector's (PS3.3 10.7.1.3). Equal or alone, nothing shows that it was corrected for magnification.
 */
function isCorrected(header: DicomJson, pixel: PixelSpacing, detector: PixelSpacing | null): boolean {
  if (jsonString(header, tags.pixelSpacingCalibrationType) !== null) return true;
  return detector !== null && !(isSame(pixel.row, detector.row) && isSame(pixel.column, detector.column));
}

/**
 * Whether a person may calibrate a frame on an object of known size: not where a cross-section or the regions of an
 * ultrasound image say what a pixel is, which no drawn line knows better.
 */
export function mayBeCalibrated(header: DicomJson, frameNumber: number): boolean {
  if (hasRegions(header, frameNumber)) return false;
  return isProjection(header) || pixelSpacingOf(header, frameNumber) === null;
}

/** Whether the reader may divide by an estimated magnification here. */
export function hasMagnification(header: DicomJson): boolean {
  return byMagnification(header) !== null;
}

/** Null where there is no factor, no detector spacing, or one that somebody has corrected already. */
function byMagnification(header: DicomJson): Calibration | null {
  const detector = detectorSpacingOf(header);
  const factor = magnificationOf(header);
  if (detector === null || factor === null) return null;
  const spacing = { row: detector.row / factor, column: detector.column / factor };
  return { kind: 'magnification-corrected', spacing };
}

/**
 * How much larger the patient appears on the detector: Estimated Radiographic Magnification Factor, else the distance of
 * the source to the detector by that to the patient (PS3.3 C.8.7.5, C.8.11.7). Null when it is not said or below 1.
 */
export function magnificationOf(header: DicomJson): number | null {
  const toDetector = jsonNumber(header, tags.distanceSourceToDetector) ?? 0;
  const toPatient = jsonNumber(header, tags.distanceSourceToPatient) ?? 0;
  const byDistances = toDetector > 0 && toPatient > 0 ? toDetector / toPatient : null;
  const factor = jsonNumber(header, tags.estimatedRadiographicMagnificationFactor) ?? byDistances;
  return factor !== null && factor >= 1 && factor <= largestMagnification ? factor : null;
}

/**
 * The spacing by which a line between two points has a known length in mm: the pixels keep their proportions. Null when
 * the line or the length is none.
 */
export function spacingByKnownLength(
  header: DicomJson,
  frameNumber: number,
  from: PixelPoint,
  to: PixelPoint,
  millimetres: number,
): PixelSpacing | null {
  const proportions = proportionsOf(header, frameNumber);
  const factor = millimetres / pixelLength(from, to, proportions);
  if (!(factor > 0) || !Number.isFinite(factor)) return null;
  return { row: proportions.row * factor, column: proportions.column * factor };
}

/**
 * Height and width of a pixel in pixel widths, also where no millimetres are known: from any spacing, else from Pixel
 * Aspect Ratio, which is vertical to horizontal (PS3.3 C.7.6.3.1.7).
 */
export function proportionsOf(header: DicomJson, frameNumber: number): PixelSpacing {
  const spacing = pixelSpacingOf(header, frameNumber) ?? detectorSpacingOf(header);
  if (spacing !== null) return { row: spacing.row / spacing.column, column: 1 };
  const [vertical = 0, horizontal = 0] = jsonVector(header, tags.pixelAspectRatio, 2) ?? [];
  return { row: vertical > 0 && horizontal > 0 ? vertical / horizontal : 1, column: 1 };
}

function detectorSpacingOf(header: DicomJson): PixelSpacing | null {
  return pairOf(header, tags.imagerPixelSpacing) ?? pairOf(header, tags.nominalScannedPixelSpacing);
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-4 * Math.abs(b);
}

function pairOf(header: DicomJson, tag: number): PixelSpacing | null {
  const [row = 0, column = 0] = jsonVector(header, tag, 2) ?? [];
  return row > 0 && column > 0 ? { row, column } : null;
}
