import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString, jsonStrings, jsonUid } from '../json/dicom-json.ts';
import { type Orientation, orientationOf, type PixelSpacing, pixelSpacingOf, positionOf } from './image-plane.ts';
import type { Vector3 } from './vector.ts';

/** One frame with all that decides which frames belong together and in which order. */
export interface SeriesFrame {
  readonly header: DicomJson;
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
  readonly numberOfFrames: number;
  readonly rows: number;
  readonly columns: number;
  readonly colour: boolean;
  readonly localizer: boolean;
  readonly position: Vector3 | null;
  readonly orientation: Orientation | null;
  readonly spacing: PixelSpacing | null;
  readonly frameOfReferenceUid: string | null;
  readonly instanceNumber: number | null;
}

/** More frames than any object one scrolls through; bounds what a hostile header can ask for. */
const maximumFrames = 100_000;

/** The frames of an instance; none when it is no image or says too little to address it. */
export function framesOf(header: DicomJson): readonly SeriesFrame[] {
  const sopInstanceUid = jsonUid(header, tags.sopInstanceUid);
  const rows = size(jsonNumber(header, tags.rows));
  const columns = size(jsonNumber(header, tags.columns));
  if (sopInstanceUid === null || rows === null || columns === null) return [];
  const numberOfFrames = frameCount(jsonNumber(header, tags.numberOfFrames));
  const common = {
    header,
    sopInstanceUid,
    numberOfFrames,
    rows,
    columns,
    colour: isColour(header),
    localizer: jsonStrings(header, tags.imageType).includes('LOCALIZER'),
    frameOfReferenceUid: jsonUid(header, tags.frameOfReferenceUid),
    instanceNumber: jsonNumber(header, tags.instanceNumber),
  };
  return Array.from({ length: numberOfFrames }, (_, index) => ({
    ...common,
    frameNumber: index + 1,
    position: positionOf(header, index + 1),
    orientation: orientationOf(header, index + 1),
    spacing: pixelSpacingOf(header, index + 1),
  }));
}

function isColour(header: DicomJson): boolean {
  const palette = jsonString(header, tags.photometricInterpretation) === 'PALETTE COLOR';
  return palette || (jsonNumber(header, tags.samplesPerPixel) ?? 1) > 1;
}

function size(value: number | null): number | null {
  return value !== null && Number.isInteger(value) && value >= 1 && value <= 0xffff ? value : null;
}

function frameCount(value: number | null): number {
  return value === null || !Number.isInteger(value) ? 1 : Math.min(Math.max(value, 1), maximumFrames);
}
