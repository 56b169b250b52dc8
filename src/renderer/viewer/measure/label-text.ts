import type { Language, Measurement, Quantity } from '../../../contract/index.ts';
import { formatNumber, formatQuantity, formatUnit } from '../../ui/format/index.ts';

/** The words of a language that a label needs. */
export interface LabelWords {
  readonly mean: string;
  readonly deviation: string;
  readonly area: string;
  readonly calibrations: Readonly<Record<Measurement['calibration'], string>>;
}

/** A line of a label: the value, and more quietly how it came to its millimetres. */
export interface LabelLine {
  readonly text: string;
  readonly note?: string;
}

/** The lines beside a measurement: values with units, and how they came to their millimetres. */
export function labelLines(measurement: Measurement, words: LabelWords, language: Language): readonly LabelLine[] {
  const find = (wanted: Quantity['quantity']) => measurement.quantities.find(found => found.quantity === wanted);
  const text = (wanted: Quantity['quantity']) => {
    const found = find(wanted);
    return found ? formatQuantity(found, language) : '';
  };
  const calibration = words.calibrations[measurement.calibration];
  if (measurement.kind === 'length') return [{ text: text('length'), note: calibration }];
  const area = find('area');
  return [
    { text: `${words.mean} ${text('mean')}  ${words.deviation} ${text('standard-deviation')}` },
    { text: `${text('minimum')} … ${text('maximum')}` },
    { text: `${words.area} ${area ? areaText(area, language) : ''}`, note: calibration },
  ];
}

/** Large areas in cm², as they are spoken of. */
function areaText(area: Quantity, language: Language): string {
  if (area.unit !== 'mm2' || area.value < 100) return formatQuantity(area, language);
  return `${formatNumber(area.value / 100, 2, language)}\u202f${formatUnit('cm2', language)}`;
}
