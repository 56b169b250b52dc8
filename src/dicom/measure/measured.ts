import type { CalibrationKind, Measurement, Quantity, UncalibratedReason } from '../../contract/measurement.ts';
import type { RegionRefusal, RegionStatistics } from './statistics.ts';

/** What can be measured: a distance, a region, an angle, the value at a point. */
export type MeasuredKind = Measurement['kind'];

/** Values with their units, and how lengths and areas came to millimetres. */
export interface MeasuredValues {
  readonly calibration: CalibrationKind;
  readonly quantities: readonly Quantity[];
  /** Why an image with ultrasound regions gives pixels only. */
  readonly uncalibratedReason?: UncalibratedReason;
}

/** Why nothing was measured. */
export type MeasureRefusal =
  | RegionRefusal
  | 'colour' // colours have no values
  | 'not-read' // the values are not here
  | 'no-angle-here'; // the points lie where the image has no common proportions

export type ShapeMeasured =
  | { readonly ok: true; readonly measured: MeasuredValues; readonly statistics?: RegionStatistics }
  | { readonly ok: false; readonly refusal: MeasureRefusal };

export function refused(refusal: MeasureRefusal): ShapeMeasured {
  return { ok: false, refusal };
}

/** What finished values are multiplied with to be reported, and the unit (UCUM) that they then have: uptakes of PET. */
export interface ValueScale {
  readonly factor: number;
  readonly unit: string;
}

/** What a region is reported with: values in the scale's unit, the area in mm² or, uncalibrated, in px². */
export function regionQuantities(
  statistics: RegionStatistics,
  { factor, unit }: ValueScale,
  areaUnit: 'mm2' | '[px2]',
): readonly Quantity[] {
  const scaled = (quantity: Quantity['quantity'], value: number): Quantity => ({
    quantity,
    value: value * factor,
    unit,
  });
  return [
    scaled('mean', statistics.mean),
    scaled('standard-deviation', statistics.standardDeviation),
    scaled('minimum', statistics.minimum),
    scaled('maximum', statistics.maximum),
    scaled('median', statistics.median),
    { quantity: 'area', value: statistics.area, unit: areaUnit },
    { quantity: 'pixel-count', value: statistics.pixelCount, unit: '1' },
  ];
}
