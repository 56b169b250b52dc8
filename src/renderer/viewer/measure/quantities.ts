import type { Quantity } from '../../../contract/index.ts';
import type { RegionStatistics } from '../../../dicom/measure/statistics.ts';

/** What a region is reported with: values in the unit of the image, the area in mm² or pixels. */
export function quantitiesOf(statistics: RegionStatistics, valueUnit: string, isCalibrated: boolean): Quantity[] {
  return [
    { quantity: 'mean', value: statistics.mean, unit: valueUnit },
    { quantity: 'standard-deviation', value: statistics.standardDeviation, unit: valueUnit },
    { quantity: 'minimum', value: statistics.minimum, unit: valueUnit },
    { quantity: 'maximum', value: statistics.maximum, unit: valueUnit },
    { quantity: 'area', value: statistics.area, unit: isCalibrated ? 'mm2' : '[px2]' },
    { quantity: 'pixel-count', value: statistics.pixelCount, unit: '1' },
  ];
}
