import { type CalibrationKind, fail, type Outcome, type Quantity, succeed } from '../../contract/index.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';
import { type Calibration, calibrationFor } from '../../dicom/measure/calibration.ts';
import { ellipseOnImage, type ImageEllipse } from '../../dicom/measure/ellipse-on-image.ts';
import { type PixelPoint, pixelLength } from '../../dicom/measure/length.ts';
import { paddingOf } from '../../dicom/measure/padding.ts';
import { polygonOnImage } from '../../dicom/measure/polygon-on-image.ts';
import type { RegionStatistics } from '../../dicom/measure/statistics.ts';
import { valueUnitOf } from '../../dicom/measure/value-unit.ts';
import { finishFrame } from '../../dicom/pixel/finish-frame.ts';
import { finishedMetadata } from '../../dicom/pixel/finished-metadata.ts';
import { finishedValues } from '../../dicom/pixel/finished-values.ts';
import { pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../dicom/pixel/series-pixel-type.ts';
import { decodeFrame, type FrameDecoder } from '../decode/index.ts';
import { headerAsDecoded } from './frames.ts';
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
  const calibration = calibrationFor(header, frame, pointsOf(shape));
  if (shape.kind === 'length') return succeed(lengthOf(shape, calibration));
  const statistics = await statisticsOf(read.value, frame, shape, calibration, decoder);
  if (!statistics.ok) return statistics;
  if (statistics.value === null) return fail('input-invalid', { what: shape.kind, reason: 'no-pixel-inside' });
  return succeed(quantitiesOf(statistics.value, calibration, valueUnitOf(header, frame)));
}

function lengthOf({ from, to }: { from: PixelPoint; to: PixelPoint }, { kind, spacing }: Calibration): Measured {
  const value = pixelLength(from, to, spacing ?? { row: 1, column: 1 });
  return { kind, quantities: [{ quantity: 'length', value, unit: spacing === null ? '[px]' : 'mm' }] };
}

async function statisticsOf(
  { file, header }: DicomFile,
  frame: number,
  shape: Exclude<MeasuredShape, { kind: 'length' }>,
  { spacing }: Calibration,
  decoder: FrameDecoder,
): Promise<Outcome<RegionStatistics | null>> {
  const decoded = await decodeFrame(file, frame, { decoder });
  if (!decoded.ok) return decoded;
  const decodedHeader = headerAsDecoded(header, decoded.value.frame);
  const dtype = seriesDtype([decodedHeader]);
  const finished = finishFrame(decodedHeader, frame, decoded.value.frame, dtype);
  if (!finished.ok) return finished;
  const described = pixelDescriptionOf(header);
  if (!described.ok) return described;
  if (finished.value.samplesPerPixel !== 1) {
    return fail('instance-unreadable', { tag: formatTag(tags.photometricInterpretation), reason: 'colour' });
  }
  const { rows, columns } = described.value;
  const image = { rows, columns, values: finishedValues(finished.value) };
  const isPadding = paddingOf(finishedMetadata(decodedHeader, dtype));
  return succeed(
    shape.kind === 'ellipse'
      ? ellipseOnImage(image, shape.ellipse, spacing, isPadding)
      : polygonOnImage(image, shape.corners, spacing, isPadding),
  );
}

function quantitiesOf(statistics: RegionStatistics, { kind, spacing }: Calibration, unit: string): Measured {
  return {
    kind,
    quantities: [
      { quantity: 'area', value: statistics.area, unit: spacing === null ? '[px2]' : 'mm2' },
      { quantity: 'mean', value: statistics.mean, unit },
      { quantity: 'standard-deviation', value: statistics.standardDeviation, unit },
      { quantity: 'minimum', value: statistics.minimum, unit },
      { quantity: 'maximum', value: statistics.maximum, unit },
      { quantity: 'pixel-count', value: statistics.pixelCount, unit: '1' },
    ],
  };
}

/** The places that have to be in one calibrated region. */
function pointsOf(shape: MeasuredShape): readonly PixelPoint[] {
  switch (shape.kind) {
    case 'length':
      return [shape.from, shape.to];
    case 'polygon':
      return shape.corners;
    case 'ellipse': {
      const { center, axes } = shape.ellipse;
      return [1, -1].flatMap(sign =>
        axes.map(axis => ({ column: center.column + sign * axis.column, row: center.row + sign * axis.row })),
      );
    }
  }
}
