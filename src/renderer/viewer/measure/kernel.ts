import type { Measurement, Quantity } from '../../../contract/index.ts';
import type { FrameDescription } from '../../cornerstone/index.ts';
import type { PixelPoint } from './image-plane.ts';

type Result = Pick<Measurement, 'calibration' | 'quantities'>;

/** Distance between two places of an image, in mm where calibrated. */
export function lengthOf(frame: FrameDescription, from: PixelPoint, to: PixelPoint): Result {
  const dx = (to[0] - from[0]) * frame.spacing.column;
  const dy = (to[1] - from[1]) * frame.spacing.row;
  const unit = frame.calibration === 'uncalibrated' ? '[px]' : 'mm';
  return { calibration: frame.calibration, quantities: [{ quantity: 'length', value: Math.hypot(dx, dy), unit }] };
}

/** Statistics over the pixels whose centres lie in an ellipse; null when there are none. */
export function ellipseStatistics(
  frame: FrameDescription,
  values: ArrayLike<number>,
  center: PixelPoint,
  radii: PixelPoint,
): Result | null {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (
    let row = Math.max(0, Math.ceil(center[1] - radii[1]));
    row <= Math.min(frame.rows - 1, center[1] + radii[1]);
    row++
  ) {
    for (
      let column = Math.max(0, Math.ceil(center[0] - radii[0]));
      column <= Math.min(frame.columns - 1, center[0] + radii[0]);
      column++
    ) {
      if (((column - center[0]) / radii[0]) ** 2 + ((row - center[1]) / radii[1]) ** 2 > 1) continue;
      const value = values[row * frame.columns + column]!;
      count++;
      sum += value;
      squares += value * value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    }
  }
  if (count === 0) return null;
  const mean = sum / count;
  const calibrated = frame.calibration !== 'uncalibrated';
  const area = Math.PI * radii[0] * radii[1] * (calibrated ? frame.spacing.column * frame.spacing.row : 1);
  const unit = frame.valueUnit;
  const quantities: Quantity[] = [
    { quantity: 'mean', value: mean, unit },
    { quantity: 'standard-deviation', value: Math.sqrt(Math.max(squares / count - mean * mean, 0)), unit },
    { quantity: 'minimum', value: minimum, unit },
    { quantity: 'maximum', value: maximum, unit },
    { quantity: 'area', value: area, unit: calibrated ? 'mm2' : '[px2]' },
    { quantity: 'pixel-count', value: count, unit: '1' },
  ];
  return { calibration: frame.calibration, quantities };
}
