import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonVector } from '../json/dicom-json.ts';
import { groupItem, holderOf } from '../json/functional-groups.ts';
import { cross, dot, length, type Vector3, vectorAt } from './vector.ts';

/** Where the rows and columns of an image run in the patient (PS3.3 C.7.6.2.1.1): unit vectors at right angles. */
export interface Orientation {
  /** Along a row, towards higher column numbers. */
  readonly row: Vector3;
  /** Down a column, towards higher row numbers. */
  readonly column: Vector3;
  /** row × column. */
  readonly normal: Vector3;
}

/** Distances between pixel centres in mm: `row` between rows (down), `column` between columns (across). */
export interface PixelSpacing {
  readonly row: number;
  readonly column: number;
}

/** mm: a kilometre is in no scanner. Keeps broken numbers from becoming infinite distances. */
const farthest = 1e6;

/** Image Position (Patient): centre of the first pixel. Null when the frame has none of its own. */
export function positionOf(header: DicomJson, frameNumber: number): Vector3 | null {
  const macro = groupItem(header, frameNumber, tags.planePositionSequence, tags.imagePositionPatient);
  // the one position of a multi-frame image without groups is its first frame's only (RT Dose, NM)
  if (macro === null && (jsonNumber(header, tags.numberOfFrames) ?? 1) > 1) return null;
  const position = vectorAt(jsonVector(macro ?? header, tags.imagePositionPatient, 3));
  return position?.every(coordinate => Math.abs(coordinate) <= farthest) ? position : null;
}

/** Null when absent, or when its vectors are not unit vectors at right angles to a thousandth. */
export function orientationOf(header: DicomJson, frameNumber: number): Orientation | null {
  const holder = holderOf(header, frameNumber, tags.planeOrientationSequence, tags.imageOrientationPatient);
  const values = jsonVector(holder, tags.imageOrientationPatient, 6);
  const row = vectorAt(values, 0);
  const column = vectorAt(values, 3);
  if (row === null || column === null) return null;
  const tolerance = 1e-3;
  const unit = Math.abs(length(row) - 1) < tolerance && Math.abs(length(column) - 1) < tolerance;
  if (!unit || Math.abs(dot(row, column)) > tolerance) return null;
  return { row, column, normal: cross(row, column) };
}

/** Pixel Spacing (0028,0030), whatever it was measured on; null when absent, not positive or absurd. */
export function pixelSpacingOf(header: DicomJson, frameNumber: number): PixelSpacing | null {
  const holder = holderOf(header, frameNumber, tags.pixelMeasuresSequence, tags.pixelSpacing);
  const [row = 0, column = 0] = jsonVector(holder, tags.pixelSpacing, 2) ?? [];
  const isSize = (value: number) => value >= 1 / farthest && value <= farthest;
  return isSize(row) && isSize(column) ? { row, column } : null;
}
