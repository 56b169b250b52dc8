import type { Language, Measurement, Quantity, UncalibratedReason } from '../../../contract/index.ts';
import { formatNumber, formatQuantity, formatUnit } from '../../ui/format/index.ts';

/** The words of a language that a label needs. */
export interface LabelWords {
  readonly mean: string;
  readonly deviation: string;
  readonly area: string;
  readonly time: string;
  readonly velocity: string;
  readonly depth: string;
  readonly calibrations: Readonly<Record<Measurement['calibration'], string>>;
  readonly reasons: Readonly<Record<UncalibratedReason, string>>;
}

/** A line of a label: the value, and more quietly how it came to its millimetres. */
export interface LabelLine {
  readonly text: string;
  readonly note?: string;
}

/** The lines beside a measurement: values with units, and how they came to their millimetres. */
export function labelLines(measurement: Measurement, words: LabelWords, language: Language): readonly LabelLine[] {
  switch (measurement.kind) {
    case 'length':
      return [{ text: listOf(measurement.quantities, words, language), note: noteOf(measurement, words) }];
    case 'angle':
    case 'cobb':
    case 'point':
      return [{ text: listOf(measurement.quantities, words, language) }];
    case 'ellipse':
    case 'polygon':
      return regionLines(measurement, words, language);
  }
}

function regionLines(measurement: Measurement, words: LabelWords, language: Language): readonly LabelLine[] {
  const find = (wanted: Quantity['quantity']) => measurement.quantities.find(found => found.quantity === wanted);
  const text = (wanted: Quantity['quantity']) => {
    const found = find(wanted);
    return found ? formatQuantity(found, language) : '';
  };
  const area = find('area');
  return [
    { text: `${words.mean} ${text('mean')}  ${words.deviation} ${text('standard-deviation')}` },
    { text: `${text('minimum')} … ${text('maximum')}` },
    { text: `${words.area} ${area ? areaText(area, language) : ''}`, note: noteOf(measurement, words) },
  ];
}

/** Values one after the other; where there are several, each with its name: `durée 0,50 s  vitesse 90,0 cm/s`. */
export function listOf(quantities: readonly Quantity[], words: LabelWords, language: Language): string {
  const names: Partial<Record<Quantity['quantity'], string>> = {
    time: words.time,
    velocity: words.velocity,
    length: words.depth,
  };
  return quantities
    .map(quantity => {
      const name = quantities.length > 1 ? names[quantity.quantity] : undefined;
      return (name === undefined ? '' : `${name} `) + formatQuantity(quantity, language);
    })
    .join('  ');
}

function noteOf({ calibration, uncalibratedReason }: Measurement, words: LabelWords): string {
  const kind = words.calibrations[calibration];
  return uncalibratedReason === undefined ? kind : `${kind}, ${words.reasons[uncalibratedReason]}`;
}

/** Large areas in cm², as they are spoken of. */
function areaText(area: Quantity, language: Language): string {
  if (area.unit !== 'mm2' || area.value < 100) return formatQuantity(area, language);
  return `${formatNumber(area.value / 100, 2, language)}\u202f${formatUnit('cm2', language)}`;
}
