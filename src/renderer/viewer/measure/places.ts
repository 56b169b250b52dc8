import type { Measurement } from '../../../contract/index.ts';
import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import type { FrameDescription } from '../../cornerstone/index.ts';
import { fromPixel } from './image-plane.ts';

/** Where the points of a measurement are drawn: patient coordinates, or pixels of an image without position. */
export function placesOf(measurement: Measurement, frame: FrameDescription | null): readonly Vector3[] {
  if (!frame || frame.position) return measurement.points;
  return measurement.points.map(([column, row]) => fromPixel(frame, { column, row }));
}
