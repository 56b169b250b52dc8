import { type CalibrationKind, fail, type Outcome, type Quantity, succeed } from '../../contract/index.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';
import type { PixelPoint } from '../../dicom/measure/length.ts';
import { type MeasuredOnImage, measureLength, measureRegion } from '../../dicom/measure/measure-on-image.ts';
import type { ImageEllipse, ImageRegion } from '../../dicom/measure/region-on-image.ts';
import { finishFrame } from '../../dicom/pixel/finish-frame.ts';
import { finishedMetadata } from '../../dicom/pixel/finished-metadata.ts';
import { finishedValues } from '../../dicom/pixel/finished-values.ts';
import { pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../dicom/pixel/series-pixel-type.ts';
import { withStreamFacts } from '../../dicom/pixel/stream-facts.ts';
import { decodeFrame, type FrameDecoder, streamFactsOfDecoded } from '../decode/index.ts';
import { type DicomFile, readDicomFile } from './read-dicom-file.ts';

/** What is measured; pixel coordinates, the centre of the first pixel is column 0, row 0. */
export type MeasuredShape =
  | { readonly kind: 'length'; readonly from: PixelPoint; readonly to: PixelPoint }
  | { readonly kind: 'ellipse'; readonly ellipse: ImageEllipse }
  | { readonly kind: 'polygon'; readonly corners: readonly PixelPoint[] };

/** Values with their units (UCUM), and how lengths and areas came to millimetres. */
export interface Measured {
  readonly kind: CalibrationKind;
  readonly quantities: readonly Quantity[];
}

/** Measures on one frame (from 1) of a file, as the viewer does: padding is left out, values are finished ones. */
export async function measureFile(
  path: string,
  frame: number,
  shape: MeasuredShape,
  decoder: FrameDecoder,
): Promise<Outcome<Measured>> {
  const read = await readDicomFile(path);
  if (!read.ok) return read;
  const { header } = read.value;
  const described = pixelDescriptionOf(header);
  if (!described.ok) return described;
  if (frame > described.value.numberOfFrames) {
    return fail('instance-unreadable', { tag: formatTag(tags.numberOfFrames), reason: 'no-such-frame' });
  }
  if (shape.kind === 'length') {
    return succeed(named(measureLength({ header, frameNumber: frame }, shape.from, shape.to)));
  }
  return regionOf(read.value, frame, shape, decoder);
}

async function regionOf(
  { file, header }: DicomFile,
  frameNumber: number,
  shape: Exclude<MeasuredShape, { kind: 'length' }>,
  decoder: FrameDecoder,
): Promise<Outcome<Measured>> {
  const decoded = await decodeFrame(file, frameNumber, { decoder });
  if (!decoded.ok) return decoded;
  const decodedHeader = withStreamFacts(header, streamFactsOfDecoded(decoded.value));
  const dtype = seriesDtype([decodedHeader]);
  const finished = finishFrame(decodedHeader, frameNumber, decoded.value.frame, dtype);
  if (!finished.ok) return finished;
  const described = pixelDescriptionOf(header);
  if (!described.ok) return described;
  if (finished.value.samplesPerPixel !== 1) {
    return fail('instance-unreadable', { tag: formatTag(tags.photometricInterpretation), reason: 'colour' });
  }
  const { rows, columns } = described.value;
  const image = { rows, columns, values: finishedValues(finished.value) };
  const region: ImageRegion =
    shape.kind === 'ellipse' ? { kind: 'ellipse', ...shape.ellipse } : { kind: 'polygon', points: shape.corners };
  const outcome = measureRegion({ header: finishedMetadata(decodedHeader, dtype), frameNumber }, image, region);
  return outcome.ok
    ? succeed(named(outcome.measured))
    : fail('input-invalid', { what: shape.kind, reason: outcome.refusal });
}

function named({ calibration, quantities }: MeasuredOnImage): Measured {
  return { kind: calibration, quantities };
}
