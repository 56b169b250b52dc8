import type { Quantity } from '../../contract/measurement.ts';
import type { PixelSpacing } from '../geometry/image-plane.ts';
import type { Vector3 } from '../geometry/vector.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import { angleOf } from './angle.ts';
import { type CalibrationChoice, calibrationFor, proportionsOf } from './calibration.ts';
import { type PixelPoint, pixelLength } from './length.ts';
import {
  type MeasuredKind,
  type MeasuredValues,
  refused,
  regionQuantities,
  type ShapeMeasured,
  type ValueScale,
} from './measured.ts';
import { paddingOf } from './padding.ts';
import { type GreyImage, type ImageRegion, regionOnImage } from './region-on-image.ts';
import type { RegionRefusal, RegionStatistics } from './statistics.ts';
import { findRegion, hasRegions, type RegionAxis, regionAt, valueAlong } from './ultrasound-regions.ts';
import { valueUnitOf } from './value-unit.ts';

/** A frame of an instance, from 1, and what a person decided about its calibration. */
export interface MeasuredFrame {
  readonly header: DicomJson;
  readonly frameNumber: number;
  readonly choice?: CalibrationChoice;
  /** Of what the values are reported as; without it they are as the modality transform left them. */
  readonly scale?: ValueScale;
}

/**
 * Measures on one frame, from the points of a measurement (`measurementSchema`) as places of the image. Angles and
 * lengths need no values; the header must describe the values in `image`: the finished one.
 */
export function measureOnImage(
  frame: MeasuredFrame,
  image: GreyImage | null,
  kind: MeasuredKind,
  points: readonly PixelPoint[],
): ShapeMeasured {
  const [a, b, c, d] = points;
  if (a === undefined) return refused('flat');
  switch (kind) {
    case 'point':
      return measurePoint(frame, image, a);
    case 'length':
      return b === undefined ? refused('flat') : { ok: true, measured: measureLength(frame, a, b) };
    case 'angle':
    case 'cobb':
      return measureAngle(frame, kind, points);
    case 'polygon':
      return image === null ? refused('not-read') : measureRegion(frame, image, { kind: 'polygon', points });
    case 'ellipse':
      if (b === undefined || c === undefined || d === undefined) return refused('flat');
      if (image === null) return refused('not-read');
      return measureRegion(frame, image, {
        kind: 'ellipse',
        center: { column: (a.column + b.column) / 2, row: (a.row + b.row) / 2 },
        axes: [halfOf(a, b), halfOf(c, d)],
      });
  }
}

function halfOf(from: PixelPoint, to: PixelPoint): PixelPoint {
  return { column: (to.column - from.column) / 2, row: (to.row - from.row) / 2 };
}

/**
 * The distance of two places of a frame: in mm where it is calibrated, in pixels (of the width of a column) where it is
 * not. In an M-mode or Doppler region of an ultrasound image, which has no distances in the plane, the differences along
 * its axes: time, depth, velocity.
 */
export function measureLength(frame: MeasuredFrame, from: PixelPoint, to: PixelPoint): MeasuredValues {
  const { header, frameNumber, choice } = frame;
  const { kind, spacing } = calibrationFor(header, frameNumber, [from, to], choice);
  const value = pixelLength(from, to, spacing ?? proportionsOf(header, frameNumber));
  if (spacing !== null) return { calibration: kind, quantities: [{ quantity: 'length', value, unit: 'mm' }] };
  const along = differences(frame, from, to);
  if (along.length > 0) return { calibration: 'ultrasound-region', quantities: along };
  return {
    calibration: kind,
    quantities: [{ quantity: 'length', value, unit: '[px]' }],
    ...reasonOf(frame, [from, to]),
  };
}

/** Along both axes of the region in which both places are; none in an image of tissue, where only its length counts. */
function differences({ header, frameNumber }: MeasuredFrame, from: PixelPoint, to: PixelPoint): readonly Quantity[] {
  const region = regionAt(header, frameNumber, [from, to]);
  if (region === null || region.format === 'two-dimensional') return [];
  return [...differenceAlong(region.x, to.column - from.column), ...differenceAlong(region.y, to.row - from.row)];
}

const axisQuantities: Readonly<Record<string, Quantity['quantity']>> = { mm: 'length', s: 'time', 'cm/s': 'velocity' };

function differenceAlong(axis: RegionAxis | null, pixels: number): readonly Quantity[] {
  const quantity = axis === null ? undefined : axisQuantities[axis.unit];
  if (axis === null || quantity === undefined) return [];
  return [{ quantity, value: Math.abs(pixels * axis.delta), unit: axis.unit }];
}

function reasonOf(
  { header, frameNumber }: MeasuredFrame,
  points: readonly PixelPoint[],
): Pick<MeasuredValues, 'uncalibratedReason'> {
  if (!hasRegions(header, frameNumber)) return {};
  const found = findRegion(header, frameNumber, points);
  return { uncalibratedReason: found.ok ? 'no-length-in-region' : found.reason };
}

export type RegionMeasured =
  | { readonly ok: true; readonly measured: MeasuredValues; readonly statistics: RegionStatistics }
  | { readonly ok: false; readonly refusal: RegionRefusal };

/** Area and grey values of a region. */
export function measureRegion(frame: MeasuredFrame, image: GreyImage, region: ImageRegion): RegionMeasured {
  const { header, frameNumber, choice } = frame;
  const points = pointsOf(region);
  const { kind, spacing } = calibrationFor(header, frameNumber, points, choice);
  const proportions = spacing ?? proportionsOf(header, frameNumber);
  const outcome = regionOnImage(image, region, proportions, paddingOf(header, frameNumber));
  if (!outcome.ok) return outcome;
  const { statistics } = outcome;
  const quantities = regionQuantities(statistics, scaleOf(frame), spacing === null ? '[px2]' : 'mm2');
  const reason = spacing === null ? reasonOf(frame, points) : {};
  return { ok: true, measured: { calibration: kind, quantities, ...reason }, statistics };
}

function scaleOf({ header, frameNumber, scale }: MeasuredFrame): ValueScale {
  return scale ?? { factor: 1, unit: valueUnitOf(header, frameNumber) };
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

/**
 * The value of the pixel in which a place lies, and what the axes of an ultrasound region are there: the velocity in a
 * spectrum. Colours have no value, but may have a velocity.
 */
function measurePoint(frame: MeasuredFrame, image: GreyImage | null, at: PixelPoint): ShapeMeasured {
  const { header, frameNumber, choice } = frame;
  const { kind } = calibrationFor(header, frameNumber, [at], choice);
  const along = valuesAlong(frame, at);
  const value = image === null ? null : valueAt(frame, image, at);
  const quantities = [...(value === null ? [] : [value]), ...along];
  if (quantities.length === 0) return refused(image === null ? 'not-read' : 'empty');
  return { ok: true, measured: { calibration: along.length > 0 ? 'ultrasound-region' : kind, quantities } };
}

function valueAt(frame: MeasuredFrame, image: GreyImage, at: PixelPoint): Quantity | null {
  const [column, row] = [Math.round(at.column), Math.round(at.row)];
  if (column < 0 || row < 0 || column >= image.columns || row >= image.rows) return null;
  const value = image.values[row * image.columns + column];
  if (value === undefined || !Number.isFinite(value) || paddingOf(frame.header, frame.frameNumber)(value)) return null;
  const { factor, unit } = scaleOf(frame);
  return { quantity: 'value', value: value * factor, unit };
}

function valuesAlong({ header, frameNumber }: MeasuredFrame, at: PixelPoint): readonly Quantity[] {
  const region = regionAt(header, frameNumber, [at]);
  if (region === null || region.format === 'two-dimensional') return [];
  const value = (axis: RegionAxis | null, pixel: number): readonly Quantity[] => {
    const quantity = axis === null ? undefined : axisQuantities[axis.unit];
    const found = axis === null ? null : valueAlong(axis, pixel);
    return axis === null || quantity === undefined || found === null
      ? []
      : [{ quantity, value: found, unit: axis.unit }];
  };
  return [...value(region.x, at.column), ...value(region.y, at.row)];
}

/** An angle needs the proportions of pixels only, so it is one also where no millimetres are known. */
function measureAngle(frame: MeasuredFrame, kind: 'angle' | 'cobb', points: readonly PixelPoint[]): ShapeMeasured {
  const { header, frameNumber, choice } = frame;
  const calibration = calibrationFor(header, frameNumber, points, choice);
  if (calibration.spacing === null && hasRegions(header, frameNumber)) return refused('no-angle-here');
  const spacing = calibration.spacing ?? proportionsOf(header, frameNumber);
  const degrees = angleOf(
    kind,
    points.map(point => placeOf(point, spacing)),
  );
  if (degrees === null) return refused('flat');
  const quantities = [{ quantity: 'angle', value: degrees, unit: 'deg' }] as const;
  return { ok: true, measured: { calibration: calibration.kind, quantities } };
}

function placeOf({ column, row }: PixelPoint, spacing: PixelSpacing): Vector3 {
  return [column * spacing.column, row * spacing.row, 0];
}
