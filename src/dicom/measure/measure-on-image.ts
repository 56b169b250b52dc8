import type { CalibrationKind, Quantity } from '../../contract/measurement.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import { type CalibrationChoice, calibrationFor, proportionsOf } from './calibration.ts';
import { type PixelPoint, pixelLength } from './length.ts';
import { paddingOf } from './padding.ts';
import { type GreyImage, type ImageRegion, regionOnImage } from './region-on-image.ts';
import type { RegionRefusal, RegionStatistics } from './statistics.ts';
import { type RegionAxis, regionAt } from './ultrasound-regions.ts';
import { valueUnitOf } from './value-unit.ts';

/** Values with their units, and how lengths and areas came to millimetres. */
export interface MeasuredOnImage {
  readonly calibration: CalibrationKind;
  readonly quantities: readonly Quantity[];
}

export type RegionMeasured =
  | { readonly ok: true; readonly measured: MeasuredOnImage; readonly statistics: RegionStatistics }
  | { readonly ok: false; readonly refusal: RegionRefusal };

/** A frame of an instance, from 1, and what a person decided about its calibration. */
export interface MeasuredFrame {
  readonly header: DicomJson;
  readonly frameNumber: number;
  readonly choice?: CalibrationChoice;
}

/**
 * The distance of two places of a frame: in mm where it is calibrated, in pixels (of the width of a column) where it is
 * not. In an M-mode or Doppler region of an ultrasound image, which has no distances in the plane, the differences along
 * its axes: time, depth, velocity.
 */
export function measureLength(frame: MeasuredFrame, from: PixelPoint, to: PixelPoint): MeasuredOnImage {
  const { header, frameNumber, choice } = frame;
  const { kind, spacing } = calibrationFor(header, frameNumber, [from, to], choice);
  const proportions = spacing ?? proportionsOf(header, frameNumber);
  const value = pixelLength(from, to, proportions);
  if (spacing !== null) return { calibration: kind, quantities: [{ quantity: 'length', value, unit: 'mm' }] };
  const region = regionAt(header, frameNumber, [from, to]);
  const quantities =
    region === null
      ? []
      : [...differenceAlong(region.x, to.column - from.column), ...differenceAlong(region.y, to.row - from.row)];
  if (quantities.length > 0) return { calibration: 'ultrasound-region', quantities };
  return { calibration: kind, quantities: [{ quantity: 'length', value, unit: '[px]' }] };
}

const axisQuantities: Readonly<Record<string, Quantity['quantity']>> = { mm: 'length', s: 'time', 'cm/s': 'velocity' };

function differenceAlong(axis: RegionAxis | null, pixels: number): readonly Quantity[] {
  const quantity = axis === null ? undefined : axisQuantities[axis.unit];
  if (axis === null || quantity === undefined) return [];
  return [{ quantity, value: Math.abs(pixels * axis.delta), unit: axis.unit }];
}

/** Area and grey values of a region. The header must describe the values in `image`: the finished one. */
export function measureRegion(frame: MeasuredFrame, image: GreyImage, region: ImageRegion): RegionMeasured {
  const { header, frameNumber, choice } = frame;
  const { kind, spacing } = calibrationFor(header, frameNumber, pointsOf(region), choice);
  const proportions = spacing ?? proportionsOf(header, frameNumber);
  const outcome = regionOnImage(image, region, proportions, paddingOf(header));
  if (!outcome.ok) return outcome;
  const { statistics } = outcome;
  const unit = valueUnitOf(header, frameNumber);
  const quantities: readonly Quantity[] = [
    { quantity: 'mean', value: statistics.mean, unit },
    { quantity: 'standard-deviation', value: statistics.standardDeviation, unit },
    { quantity: 'minimum', value: statistics.minimum, unit },
    { quantity: 'maximum', value: statistics.maximum, unit },
    { quantity: 'median', value: statistics.median, unit },
    { quantity: 'area', value: statistics.area, unit: spacing === null ? '[px2]' : 'mm2' },
    { quantity: 'pixel-count', value: statistics.pixelCount, unit: '1' },
  ];
  return { ok: true, measured: { calibration: kind, quantities }, statistics };
}

/** The places that have to be in one calibrated region: the ends of an ellipse's axes, the corners of a polygon. */
function pointsOf(region: ImageRegion): readonly PixelPoint[] {
  switch (region.kind) {
    case 'polygon':
      return region.points;
    case 'ellipse': {
      const { center, axes } = region;
      return [1, -1].flatMap(sign =>
        axes.map(axis => ({ column: center.column + sign * axis.column, row: center.row + sign * axis.row })),
      );
    }
  }
}
