import type { Measurement } from '../../../contract/index.ts';
import { add, dot, scale, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { DicomJson } from '../../../dicom/json/dicom-json.ts';
import { calibrationFor } from '../../../dicom/measure/calibration.ts';
import { ellipseInVolume } from '../../../dicom/measure/ellipse-in-volume.ts';
import { ellipseOnImage } from '../../../dicom/measure/ellipse-on-image.ts';
import { lengthBetween, type PixelPoint, pixelLength } from '../../../dicom/measure/length.ts';
import { paddingOf } from '../../../dicom/measure/padding.ts';
import type { FrameDescription, ImageSet, ImageView } from '../../cornerstone/index.ts';
import { toPixel } from './image-plane.ts';
import { quantitiesOf } from './quantities.ts';
import { volumeOfImages } from './volume-of-images.ts';

export type MeasureKind = Measurement['kind'];

/** Why nothing can be measured here. */
export type MeasureRefusal = 'not-painted' | 'volume3d' | 'no-pixels' | 'slab' | 'too-small';

export type Measured =
  | { readonly ok: true; readonly measurement: Measurement }
  | { readonly ok: false; readonly refusal: MeasureRefusal };

type Values = Pick<Measurement, 'calibration' | 'quantities'>;

/**
 * Measures between two patient points of a view: a length from one to the other, or the ellipse in the rectangle that
 * they span on screen. On a stack the points lie on the shown image; on a plane of a volume the nearest image is named.
 */
export function measureImage(
  id: string,
  kind: MeasureKind,
  view: ImageView,
  images: ImageSet,
  from: Vector3,
  to: Vector3,
): Measured {
  if (view.kind === 'volume3d') return refuse('volume3d');
  if (!view.painted) return refuse('not-painted');
  if (kind === 'ellipse' && view.slab > 0) return refuse('slab');
  const index = view.kind === 'stack' ? view.slice : (images.nearestTo(from) ?? 0);
  const frame = images.description(index);
  const header = images.header(index);
  const image = imageReference(images, index);
  if (!frame || !header || !image) return refuse('no-pixels');
  const points = kind === 'length' ? [from, to] : ellipsePoints(view, from, to);
  const values = valuesOf(kind, view, images, index, frame, header, points);
  if (values === null) return refuse(images.pixels(index) && frame.samplesPerPixel === 1 ? 'too-small' : 'no-pixels');
  const coordinates = frame.position || view.kind !== 'stack' ? points : points.map(point => pixelTuple(frame, point));
  return {
    ok: true,
    measurement: { id, kind, ...values, image, points: coordinates.map(([x, y, z]) => [x, y, z]) },
  };
}

const refuse = (refusal: MeasureRefusal): Measured => ({ ok: false, refusal });

function imageReference(images: ImageSet, index: number): Measurement['image'] | null {
  const frame = images.description(index);
  const reference = images.frame(index);
  if (!frame || !reference) return null;
  return {
    patientId: frame.patient.patientId,
    studyUid: images.displaySet.studyUid,
    seriesUid: images.displaySet.seriesUid,
    sopInstanceUid: reference.sopInstanceUid,
    frameNumber: reference.frameNumber,
    imageNumber: index + 1,
    imageCount: images.imageIds.length,
  };
}

/** Column, row and 0, as the contract wants the places of an image that has no position in the patient. */
function pixelTuple(frame: FrameDescription, point: Vector3): Vector3 {
  const { column, row } = toPixel(frame, point);
  return [column, row, 0];
}

/** The ends of both axes of the ellipse in a rectangle of the screen (an ELLIPSE of PS3.3 C.18.6.1.2). */
function ellipsePoints(view: ImageView, from: Vector3, to: Vector3): readonly Vector3[] {
  const axes = view.axes ?? { right: [1, 0, 0] as const, down: [0, 1, 0] as const };
  const center = scale(add(from, to), 0.5);
  const half = scale(subtract(to, from), 0.5);
  const across = scale(axes.right, Math.abs(dot(half, axes.right)));
  const down = scale(axes.down, Math.abs(dot(half, axes.down)));
  return [subtract(center, across), add(center, across), subtract(center, down), add(center, down)];
}

function valuesOf(
  kind: MeasureKind,
  view: ImageView,
  images: ImageSet,
  index: number,
  frame: FrameDescription,
  header: DicomJson,
  points: readonly Vector3[],
): Values | null {
  const [a, b, c, d] = points;
  if (!a || !b) return null;
  if (view.kind === 'stack') {
    const pixels = points.map(point => toPixel(frame, point));
    return kind === 'length'
      ? lengthOnImage(header, frame, pixels)
      : ellipseStatistics(header, frame, images, index, pixels);
  }
  if (kind === 'length') {
    const value = lengthBetween(a, b);
    return { calibration: frame.calibration, quantities: [{ quantity: 'length', value, unit: 'mm' }] };
  }
  const volume = volumeOfImages(images);
  if (!volume || !c || !d) return null;
  const half = (from: Vector3, to: Vector3) => scale(subtract(to, from), 0.5);
  const ellipse = { center: scale(add(a, b), 0.5), axes: [half(a, b), half(c, d)] as const };
  const statistics = ellipseInVolume(volume, ellipse, paddingOf(header));
  return statistics && { calibration: frame.calibration, quantities: quantitiesOf(statistics, frame.valueUnit, true) };
}

function lengthOnImage(header: DicomJson, frame: FrameDescription, points: readonly PixelPoint[]): Values | null {
  const [from, to] = points;
  if (!from || !to) return null;
  const { kind, spacing } = calibrationFor(header, frame.frameNumber, points);
  const value = pixelLength(from, to, spacing ?? { row: 1, column: 1 });
  return { calibration: kind, quantities: [{ quantity: 'length', value, unit: spacing ? 'mm' : '[px]' }] };
}

function ellipseStatistics(
  header: DicomJson,
  frame: FrameDescription,
  images: ImageSet,
  index: number,
  points: readonly PixelPoint[],
): Values | null {
  const values = images.pixels(index);
  const [a, b, c, d] = points;
  if (!values || frame.samplesPerPixel !== 1 || !a || !b || !c || !d) return null;
  const half = (from: PixelPoint, to: PixelPoint): PixelPoint => ({
    column: (to.column - from.column) / 2,
    row: (to.row - from.row) / 2,
  });
  const center = { column: (a.column + b.column) / 2, row: (a.row + b.row) / 2 };
  const { kind, spacing } = calibrationFor(header, frame.frameNumber, points);
  const image = { rows: frame.rows, columns: frame.columns, values };
  const statistics = ellipseOnImage(image, { center, axes: [half(a, b), half(c, d)] }, spacing, paddingOf(header));
  return statistics && { calibration: kind, quantities: quantitiesOf(statistics, frame.valueUnit, spacing !== null) };
}
