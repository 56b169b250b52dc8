import type { ImageReference, Measurement, Quantity } from '../../../contract/index.ts';
import { add, dot, scale, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { DicomJson } from '../../../dicom/json/dicom-json.ts';
import type { CalibrationChoice } from '../../../dicom/measure/calibration.ts';
import type { PixelPoint } from '../../../dicom/measure/length.ts';
import { measureInVolume } from '../../../dicom/measure/measure-in-volume.ts';
import { measureOnImage } from '../../../dicom/measure/measure-on-image.ts';
import type { MeasureRefusal as KernelRefusal, MeasuredKind, ShapeMeasured } from '../../../dicom/measure/measured.ts';
import { paddingOf } from '../../../dicom/measure/padding.ts';
import type { SuvKind } from '../../../dicom/suv/suv-kind.ts';
import { suvOfSeries } from '../../../dicom/suv/suv-of-series.ts';
import type { SuvScale } from '../../../dicom/suv/suv-scale.ts';
import type { FrameDescription, ImageView } from '../../cornerstone/index.ts';
import { toPixel } from './image-plane.ts';
import { unimagedReason } from './unimaged.ts';
import { type MeasuredImages, volumeOfImages } from './volume-of-images.ts';

/** Why nothing can be measured here. */
export type MeasureRefusal = KernelRefusal | 'not-painted' | 'volume3d' | 'slab' | 'unimaged';

export type Measured =
  | { readonly ok: true; readonly measurement: Measurement }
  | { readonly ok: false; readonly refusal: MeasureRefusal };

/** What the reader decided that changes numbers. */
export interface MeasureChoices {
  readonly calibration: CalibrationChoice;
  readonly suv: SuvKind;
}

/** The part of a view that measuring asks. */
export type MeasuredView = Pick<ImageView, 'kind' | 'painted' | 'slab' | 'slice' | 'axes'>;

/** How many points a shape has; null where the reader ends it. */
export const pointCounts: Readonly<Record<MeasuredKind, number | null>> = {
  length: 2,
  ellipse: 2,
  polygon: null,
  angle: 3,
  cobb: 4,
  point: 1,
};

/** Kinds that need the values of pixels, which a slab has not. */
const ofValues: ReadonlySet<MeasuredKind> = new Set(['ellipse', 'polygon', 'point']);

/** Why a view cannot be measured on, whatever the points; null when it can. */
export function refusalOf(kind: MeasuredKind, view: MeasuredView): MeasureRefusal | null {
  if (view.kind === 'volume3d') return 'volume3d';
  if (!view.painted) return 'not-painted';
  return ofValues.has(kind) && view.slab > 0 ? 'slab' : null;
}

/**
 * Measures what was drawn between patient points of a view; of an ellipse, two corners of its rectangle on screen. On a
 * stack the points lie on the shown image; on a plane of a volume the nearest image is named.
 */
export function measureImage(
  id: string,
  kind: MeasuredKind,
  view: MeasuredView,
  images: MeasuredImages,
  drawn: readonly Vector3[],
  choicesOf: (sopInstanceUid: string) => MeasureChoices,
): Measured {
  const refusal = refusalOf(kind, view);
  if (refusal !== null) return { ok: false, refusal };
  const [first] = drawn;
  if (!first) return { ok: false, refusal: 'flat' };
  const index = view.kind === 'stack' ? view.slice : (images.nearestTo(first) ?? 0);
  const frame = images.description(index);
  const image = imageReference(images, index);
  if (!frame || !image) return { ok: false, refusal: 'not-read' };
  const points = kind === 'ellipse' ? axisEnds(view, drawn) : drawn;
  const isOnImage = view.kind === 'stack';
  const unimaged = isOnImage ? null : unimagedReason(images, points);
  if (unimaged !== null) return { ok: false, refusal: unimaged === 'outside' ? 'unimaged' : 'missing-data' };
  const places = isOnImage && !frame.position ? points.map(point => pixelTuple(frame, point)) : points;
  const outcome = valuesOf(kind, isOnImage, images, index, places, choicesOf(image.sopInstanceUid));
  if (!outcome.ok) return outcome;
  const { quantities, ...values } = outcome.measured;
  return {
    ok: true,
    measurement: {
      id,
      kind,
      ...values,
      quantities: [...quantities],
      image,
      points: places.map(([x, y, z]) => [x, y, z]),
    },
  };
}

/** The same measurement by other choices; itself where its image is not here. */
export function measureAgain(
  measurement: Measurement,
  isOnImage: boolean,
  images: MeasuredImages,
  choices: MeasureChoices,
): Measurement {
  const index = images.imageIds.findIndex((_, at) => {
    const frame = images.frame(at);
    const { sopInstanceUid, frameNumber } = measurement.image;
    return frame?.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber;
  });
  const outcome = index < 0 ? null : valuesOf(measurement.kind, isOnImage, images, index, measurement.points, choices);
  if (!outcome?.ok) return measurement;
  const { uncalibratedReason: _, ...kept } = measurement;
  return { ...kept, ...outcome.measured, quantities: [...outcome.measured.quantities] };
}

/** The value under the pointer, with its unit; nothing where there is none. */
export function valuesAt(
  view: MeasuredView,
  images: MeasuredImages,
  at: Vector3,
  choicesOf: (sopInstanceUid: string) => MeasureChoices,
): readonly Quantity[] {
  const measured = measureImage('pointer', 'point', view, images, [at], choicesOf);
  return measured.ok ? measured.measurement.quantities : [];
}

/** How a report names an image; null where its header is not known. */
export function imageReference(images: MeasuredImages, index: number): ImageReference | null {
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
function axisEnds(view: MeasuredView, [from, to]: readonly Vector3[]): readonly Vector3[] {
  if (!from || !to) return [];
  const axes = view.axes ?? { right: [1, 0, 0] as const, down: [0, 1, 0] as const };
  const center = scale(add(from, to), 0.5);
  const half = scale(subtract(to, from), 0.5);
  const across = scale(axes.right, Math.abs(dot(half, axes.right)));
  const down = scale(axes.down, Math.abs(dot(half, axes.down)));
  return [subtract(center, across), add(center, across), subtract(center, down), add(center, down)];
}

/** By the kernel that `vigie measure` uses too: on the image itself, or through the volume. */
function valuesOf(
  kind: MeasuredKind,
  isOnImage: boolean,
  images: MeasuredImages,
  index: number,
  places: readonly Vector3[],
  choices: MeasureChoices,
): ShapeMeasured {
  const frame = images.description(index);
  const header = images.header(index);
  if (!frame || !header) return { ok: false, refusal: 'not-read' };
  const source = { images, index, frame, header, choices, suv: suvOfSeries(images, index, choices.suv) };
  const measured = isOnImage ? measureFrame(source, kind, places) : measureReformat(source, kind, places);
  const isColour = frame.samplesPerPixel !== 1;
  return isColour && !measured.ok && measured.refusal === 'not-read' ? { ok: false, refusal: 'colour' } : measured;
}

interface Source {
  readonly images: MeasuredImages;
  readonly index: number;
  readonly frame: FrameDescription;
  readonly header: DicomJson;
  readonly choices: MeasureChoices;
  readonly suv: SuvScale | null;
}

function measureFrame(source: Source, kind: MeasuredKind, places: readonly Vector3[]): ShapeMeasured {
  const { images, index, frame, header, choices, suv } = source;
  const values = frame.samplesPerPixel === 1 ? images.pixels(index) : null;
  const image = values && { rows: frame.rows, columns: frame.columns, values };
  const { frameNumber } = frame;
  const measuredFrame = { header, frameNumber, choice: choices.calibration, ...(suv?.ok ? { scale: suv } : {}) };
  const points = places.map(
    (place): PixelPoint => (frame.position ? toPixel(frame, place) : { column: place[0], row: place[1] }),
  );
  return measureOnImage(measuredFrame, image, kind, points);
}

function measureReformat(source: Source, kind: MeasuredKind, places: readonly Vector3[]): ShapeMeasured {
  const { images, frame, header, choices, suv } = source;
  const { calibration, frameNumber, valueUnit } = frame;
  const isPadding = paddingOf(header, frameNumber);
  const plain = { calibration, isPadding, scale: { factor: 1, unit: valueUnit } };
  if (frame.samplesPerPixel !== 1 || !ofValues.has(kind)) return measureInVolume(null, plain, kind, places);
  const factors = suv?.ok ? uptakeFactors(images, choices.suv) : null;
  if (!suv?.ok || factors === null) return measureInVolume(volumeOfImages(images), plain, kind, places);
  const scaled = { calibration, isPadding: () => false, scale: { factor: 1, unit: suv.unit } };
  return measureInVolume(volumeOfImages(images, { factors, isPadding }), scaled, kind, places);
}

/** The factor of each image; null when one has none, since a region may need it. */
function uptakeFactors(images: MeasuredImages, kind: SuvKind): readonly number[] | null {
  const factors: number[] = [];
  for (let index = 0; index < images.imageIds.length; index++) {
    const scale = suvOfSeries(images, index, kind);
    if (!scale?.ok) return null;
    factors.push(scale.factor);
  }
  return factors;
}
