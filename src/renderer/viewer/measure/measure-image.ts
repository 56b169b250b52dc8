import type { Measurement } from '../../../contract/index.ts';
import {
  cross,
  dot,
  type FrameDescription,
  type ImageSet,
  type ImageView,
  subtract,
  type Vector3,
} from '../../cornerstone/index.ts';
import { fromPixel, toPixel } from './image-plane.ts';
import { ellipseStatistics, lengthOf } from './kernel.ts';

export type MeasureKind = Measurement['kind'];

/** Why nothing can be measured here. */
export type MeasureRefusal = 'not-painted' | 'volume3d' | 'no-pixels' | 'ellipse-on-reformat' | 'too-small';

export type Measured =
  | { readonly ok: true; readonly measurement: Measurement }
  | { readonly ok: false; readonly refusal: MeasureRefusal };

/**
 * Measures between two patient points of a view. On a stack the points lie on the shown image; on a plane of a volume
 * only lengths are measured, in patient space, and the nearest image is named.
 */
export function measureImage(
  id: string,
  kind: MeasureKind,
  view: ImageView,
  images: ImageSet,
  from: Vector3,
  to: Vector3,
): Measured {
  if (view.kind === 'volume3d') return { ok: false, refusal: 'volume3d' };
  if (!view.painted) return { ok: false, refusal: 'not-painted' };
  const index = view.kind === 'stack' ? view.slice : nearestImage(images, from);
  const frame = images.description(index);
  const reference = images.frame(index);
  if (!frame || !reference) return { ok: false, refusal: 'no-pixels' };
  if (kind === 'ellipse' && view.kind !== 'stack') return { ok: false, refusal: 'ellipse-on-reformat' };
  const common = {
    id,
    kind,
    image: {
      patientId: frame.patient.patientId,
      studyUid: images.displaySet.studyUid,
      seriesUid: images.displaySet.seriesUid,
      sopInstanceUid: reference.sopInstanceUid,
      frameNumber: reference.frameNumber,
      imageNumber: index + 1,
      imageCount: images.imageIds.length,
    },
  };
  if (kind === 'length') {
    const result =
      view.kind === 'stack'
        ? lengthOf(frame, toPixel(frame, from), toPixel(frame, to))
        : patientLength(frame, from, to);
    return { ok: true, measurement: { ...common, ...result, points: [tuple(from), tuple(to)] } };
  }
  return measureEllipse(common, frame, images, index, from, to);
}

function measureEllipse(
  common: Pick<Measurement, 'id' | 'kind' | 'image'>,
  frame: FrameDescription,
  images: ImageSet,
  index: number,
  from: Vector3,
  to: Vector3,
): Measured {
  const values = images.pixels(index);
  if (!values || frame.samplesPerPixel !== 1) return { ok: false, refusal: 'no-pixels' };
  const a = toPixel(frame, from);
  const b = toPixel(frame, to);
  const center = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
  const radii = [Math.abs(b[0] - a[0]) / 2, Math.abs(b[1] - a[1]) / 2] as const;
  const result = ellipseStatistics(frame, values, center, radii);
  if (!result) return { ok: false, refusal: 'too-small' };
  // The ends of both axes, as an ELLIPSE of a structured report wants them (PS3.3 C.18.6.1.2).
  const ends = [
    [center[0] - radii[0], center[1]],
    [center[0] + radii[0], center[1]],
    [center[0], center[1] - radii[1]],
    [center[0], center[1] + radii[1]],
  ] as const;
  return {
    ok: true,
    measurement: { ...common, ...result, points: ends.map(end => tuple(fromPixel(frame, end))) },
  };
}

const tuple = (point: Vector3): [number, number, number] => [point[0], point[1], point[2]];

function patientLength(
  frame: FrameDescription,
  from: Vector3,
  to: Vector3,
): Pick<Measurement, 'calibration' | 'quantities'> {
  const value = Math.hypot(...subtract(from, to));
  return { calibration: frame.calibration, quantities: [{ quantity: 'length', value, unit: 'mm' }] };
}

/** The image whose plane lies nearest to a point. */
export function nearestImage(images: ImageSet, point: Vector3): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let index = 0; index < images.imageIds.length; index++) {
    const frame = images.description(index);
    if (!frame?.position || !frame.rowDirection || !frame.columnDirection) continue;
    const normal = cross(frame.rowDirection, frame.columnDirection);
    const distance = Math.abs(dot(subtract(point, frame.position), normal));
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  }
  return best;
}
