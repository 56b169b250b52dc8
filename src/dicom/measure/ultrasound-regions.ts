import type { UncalibratedReason } from '../../contract/measurement.ts';
import type { Tag } from '../dataset/data-set.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import type { PixelSpacing } from '../geometry/image-plane.ts';
import { type DicomJson, jsonItems, jsonNumber } from '../json/dicom-json.ts';
import type { PixelPoint } from './length.ts';

/** Region Spatial Format (0018,6012), PS3.3 C.8.5.5.1.1; what names none calibrates nothing. */
export type RegionFormat = 'two-dimensional' | 'm-mode' | 'spectral' | 'waveform' | 'graphics';

/** One direction of a region. */
export interface RegionAxis {
  /** UCUM; lengths are in mm. `[?]` where the header names no unit or one that is not known. */
  readonly unit: string;
  /** Per pixel, signed: negative where values fall towards higher columns or rows (C.8.5.5.1.17). */
  readonly delta: number;
  /** Column or row in the image, and the value there, where the header names an origin (C.8.5.5.1.10). */
  readonly reference: { readonly pixel: number; readonly value: number } | null;
}

/** An item of (0018,6011), US Region Calibration module (PS3.3 C.8.5.5). */
export interface UltrasoundRegion {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly highPriority: boolean;
  readonly format: RegionFormat;
  /** Null where the direction has no scale. */
  readonly x: RegionAxis | null;
  readonly y: RegionAxis | null;
}

const formats: readonly (RegionFormat | null)[] = [
  null,
  'two-dimensional',
  'm-mode',
  'spectral',
  'waveform',
  'graphics',
];

/** Physical Units (C.8.5.5.1.15): UCUM and the factor to it. */
const units: readonly (readonly [unit: string, factor: number])[] = [
  ['[?]', 1],
  ['%', 1],
  ['dB', 1],
  ['mm', 10], // centimetres
  ['s', 1],
  ['Hz', 1],
  ['dB/s', 1],
  ['cm/s', 1],
  ['cm2', 1],
  ['cm2/s', 1],
  ['cm3', 1],
  ['cm3/s', 1],
  ['deg', 1],
];

/** Whether ultrasound regions, and nothing else, calibrate this frame. */
export function hasRegions(header: DicomJson, frameNumber: number): boolean {
  return regionItems(header, frameNumber).length > 0;
}

/** The region that calibrates some points, or why none does. */
export type RegionAtPoints =
  | { readonly ok: true; readonly region: UltrasoundRegion }
  | { readonly ok: false; readonly reason: Exclude<UncalibratedReason, 'no-length-in-region'> };

/**
 * The region in which all points of a frame are. Regions of high priority hide others; where regions of the same priority
 * overlap and do not agree, the calibration is indeterminate (C.8.5.5.1.3). No points ask for what all regions share.
 */
export function findRegion(header: DicomJson, frameNumber: number, points: readonly PixelPoint[]): RegionAtPoints {
  const regions = regionItems(header, frameNumber).flatMap(regionOf);
  // a line that leaves a region of high priority must not fall back to one that it covers
  const owners = points.map(point => ownersOf(regions, point));
  const [first = regions] = owners;
  const common = first.filter(region => owners.every(owner => owner.includes(region)));
  const [region, ...others] = common;
  if (region === undefined) {
    return { ok: false, reason: owners.some(owner => owner.length === 0) ? 'outside-regions' : 'across-regions' };
  }
  return others.every(other => agrees(other, region))
    ? { ok: true, region }
    : { ok: false, reason: 'ambiguous-regions' };
}

/** `findRegion` without the reason. */
export function regionAt(
  header: DicomJson,
  frameNumber: number,
  points: readonly PixelPoint[],
): UltrasoundRegion | null {
  const found = findRegion(header, frameNumber, points);
  return found.ok ? found.region : null;
}

/** The spacing in mm of the region in which all points are; null where it is no image of tissue in two dimensions. */
export function regionCalibration(
  header: DicomJson,
  frameNumber: number,
  points: readonly PixelPoint[],
): PixelSpacing | null {
  const region = regionAt(header, frameNumber, points);
  if (region?.format !== 'two-dimensional' || region.x?.unit !== 'mm' || region.y?.unit !== 'mm') return null;
  return { row: Math.abs(region.y.delta), column: Math.abs(region.x.delta) };
}

/** The value at a column or row along an axis, e.g. the velocity at a point of a spectrum; null without an origin. */
export function valueAlong({ delta, reference }: RegionAxis, pixel: number): number | null {
  return reference === null ? null : reference.value + (pixel - reference.pixel) * delta;
}

/** The regions that own a pixel: those of high priority around it, else the others. */
function ownersOf(regions: readonly UltrasoundRegion[], point: PixelPoint): readonly UltrasoundRegion[] {
  const around = regions.filter(region => contains(region, point));
  const high = around.filter(region => region.highPriority);
  return high.length > 0 ? high : around;
}

/** The sequence of the frame's own functional groups, of the shared ones, or of the image. */
function regionItems(header: DicomJson, frameNumber: number): readonly DicomJson[] {
  const groups = [
    header[tagKey(tags.perFrameFunctionalGroupsSequence)]?.Value?.[frameNumber - 1],
    header[tagKey(tags.sharedFunctionalGroupsSequence)]?.Value?.[0],
    header,
  ];
  for (const group of groups) {
    if (typeof group !== 'object' || group === null) continue;
    const items = jsonItems(group as DicomJson, tags.sequenceOfUltrasoundRegions);
    if (items.length > 0) return items;
  }
  return [];
}

function regionOf(item: DicomJson): readonly UltrasoundRegion[] {
  const number = (tag: Tag) => jsonNumber(item, tag);
  const left = number(tags.regionLocationMinX0);
  const top = number(tags.regionLocationMinY0);
  const right = number(tags.regionLocationMaxX1);
  const bottom = number(tags.regionLocationMaxY1);
  // format 0 is "none or not applicable": a frame around everything, which calibrates nothing
  const format = formats[number(tags.regionSpatialFormat) ?? 0] ?? null;
  if (left === null || top === null || right === null || bottom === null || format === null) return [];
  // bit 0 set means low priority (C.8.5.5.1.3)
  const highPriority = ((number(tags.regionFlags) ?? 0) & 1) === 0;
  const x = axisOf(item, tags.physicalUnitsXDirection, tags.physicalDeltaX, {
    pixel: offset(left, number(tags.referencePixelX0)),
    value: number(tags.referencePixelPhysicalValueX),
  });
  const y = axisOf(item, tags.physicalUnitsYDirection, tags.physicalDeltaY, {
    pixel: offset(top, number(tags.referencePixelY0)),
    value: number(tags.referencePixelPhysicalValueY),
  });
  return [{ left, top, right, bottom, highPriority, format, x, y }];
}

/** The reference pixel counts from the corner of its region (C.8.5.5.1.10). */
function offset(corner: number, pixel: number | null): number | null {
  return pixel === null ? null : corner + pixel;
}

function axisOf(
  item: DicomJson,
  unitTag: Tag,
  deltaTag: Tag,
  reference: { readonly pixel: number | null; readonly value: number | null },
): RegionAxis | null {
  const stored = jsonNumber(item, deltaTag) ?? 0;
  if (stored === 0) return null;
  const [unit, factor] = units[jsonNumber(item, unitTag) ?? 0] ?? (['[?]', 1] as const);
  const { pixel, value } = reference;
  const origin = pixel === null || value === null ? null : { pixel, value: value * factor };
  return { unit, delta: stored * factor, reference: origin };
}

/** Both corners belong to the region (C.8.5.5.1.4); a pixel reaches half a pixel around its centre. */
function contains({ left, top, right, bottom }: UltrasoundRegion, { column, row }: PixelPoint): boolean {
  return column >= left - 0.5 && column <= right + 0.5 && row >= top - 0.5 && row <= bottom + 0.5;
}

function agrees(a: UltrasoundRegion, b: UltrasoundRegion): boolean {
  return a.format === b.format && isSameAxis(a.x, b.x) && isSameAxis(a.y, b.y);
}

function isSameAxis(a: RegionAxis | null, b: RegionAxis | null): boolean {
  if (a === null || b === null) return a === b;
  return a.unit === b.unit && Math.abs(a.delta - b.delta) < 1e-6 * Math.abs(b.delta);
}
