import type { Language, Measurement, Quantity } from '../../../contract/index.ts';
import { formatNumber, formatQuantity, formatUnit } from '../../ui/format/index.ts';

/** The words of a language that a label needs. */
export interface LabelWords {
  readonly mean: string;
  readonly deviation: string;
  readonly area: string;
  readonly calibrations: Readonly<Record<Measurement['calibration'], string>>;
}

/** The lines beside a measurement: values with units, and how they came to their millimetres. */
export function labelLines(measurement: Measurement, words: LabelWords, language: Language): readonly string[] {
  const find = (wanted: Quantity['quantity']) => measurement.quantities.find(found => found.quantity === wanted);
  const text = (wanted: Quantity['quantity']) => {
    const found = find(wanted);
    return found ? formatQuantity(found, language) : '';
  };
  const calibration = words.calibrations[measurement.calibration];
  if (measurement.kind === 'length') return [`${text('length')} (${calibration})`];
  const area = find('area');
  return [
    `${words.mean} ${text('mean')}  ${words.deviation} ${text('standard-deviation')}`,
    `${text('minimum')} … ${text('maximum')}`,
    `${words.area} ${area ? areaText(area, language) : ''} (${calibration})`,
  ];
}

/** Large areas in cm², as they are spoken of. */
function areaText(area: Quantity, language: Language): string {
  if (area.unit !== 'mm2' || area.value < 100) return formatQuantity(area, language);
  return `${formatNumber(area.value / 100, 2, language)}\u202f${formatUnit('cm2', language)}`;
}
