import type { Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import type { PixelSpacing } from '../geometry/image-plane.ts';
import { type DicomJson, jsonItems, jsonNumber } from '../json/dicom-json.ts';
import type { PixelPoint } from './length.ts';

/** An item of (0018,6011), US Region Calibration module (PS3.3 C.8.5.5). */
interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly highPriority: boolean;
  /** mm, when both directions are distances; null for time, frequency, velocity and so on. */
  readonly spacing: PixelSpacing | null;
}

/** Physical Units (0018,6024), (0018,6026): 3 is centimetres (C.8.5.5.1.15). */
const centimetres = 3;

/**
 * The spacing in mm of the region in which all points are. Regions of high priority hide others; where regions of the same
 * priority overlap and do not agree, the calibration is indeterminate (C.8.5.5.1.3), and null.
 */
export function regionCalibration(header: DicomJson, points: readonly PixelPoint[]): PixelSpacing | null {
  const regions = jsonItems(header, tags.sequenceOfUltrasoundRegions).flatMap(regionOf);
  const around = regions.filter(region => points.every(point => contains(region, point)));
  const high = around.filter(region => region.highPriority);
  const [first, ...others] = high.length > 0 ? high : around;
  const spacing = first?.spacing ?? null;
  return spacing !== null && others.every(other => agrees(other.spacing, spacing)) ? spacing : null;
}

function regionOf(item: DicomJson): readonly Region[] {
  const number = (tag: Tag) => jsonNumber(item, tag);
  const left = number(tags.regionLocationMinX0);
  const top = number(tags.regionLocationMinY0);
  const right = number(tags.regionLocationMaxX1);
  const bottom = number(tags.regionLocationMaxY1);
  // spatial format 0 is "none or not applicable": a frame around everything, which calibrates nothing (C.8.5.5.1.1)
  if (left === null || top === null || right === null || bottom === null) return [];
  if ((number(tags.regionSpatialFormat) ?? 0) === 0) return [];
  // bit 0 set means low priority (C.8.5.5.1.3)
  const highPriority = ((number(tags.regionFlags) ?? 0) & 1) === 0;
  return [{ left, top, right, bottom, highPriority, spacing: spacingOf(item) }];
}

/** Physical Delta is signed where the axis runs the other way (C.8.5.5.1.17). */
function spacingOf(item: DicomJson): PixelSpacing | null {
  const across = jsonNumber(item, tags.physicalUnitsXDirection);
  const down = jsonNumber(item, tags.physicalUnitsYDirection);
  const column = Math.abs(jsonNumber(item, tags.physicalDeltaX) ?? 0) * 10;
  const row = Math.abs(jsonNumber(item, tags.physicalDeltaY) ?? 0) * 10;
  return across === centimetres && down === centimetres && row > 0 && column > 0 ? { row, column } : null;
}

/** Both corners belong to the region (C.8.5.5.1.4); a pixel reaches half a pixel around its centre. */
function contains({ left, top, right, bottom }: Region, { column, row }: PixelPoint): boolean {
  return column >= left - 0.5 && column <= right + 0.5 && row >= top - 0.5 && row <= bottom + 0.5;
}

function agrees(a: PixelSpacing | null, b: PixelSpacing): boolean {
  return a !== null && Math.abs(a.row - b.row) < 1e-6 * b.row && Math.abs(a.column - b.column) < 1e-6 * b.column;
}
