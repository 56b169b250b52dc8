import type { Language, Measurement, Quantity } from '../../contract/index.ts';
import { wordingOf } from './wording.ts';

/** Narrow no-break space: a value never parts from its unit (ISO 80000-1 7.2.2 asks for a space between them). */
const narrowNoBreakSpace = '\u202f';

const unitSymbols: Readonly<Record<string, string>> = {
  mm2: 'mm²',
  cm2: 'cm²',
  mm3: 'mm³',
  cm3: 'cm³',
  '[px]': 'px',
  '[px2]': 'px²',
  '{SUVbw}g/ml': 'SUVbw',
  '{SUVlbm(Janma)}g/ml': 'SUVlbm',
  '{SUVbsa}cm2/ml': 'SUVbsa',
  deg: '°',
  '1': '',
};

/** Kept with the measurement for those who check it; a sentence does not list them. */
const unwritten: ReadonlySet<Quantity['quantity']> = new Set(['median', 'pixel-count']);

/**
 * A measurement as a sentence says it: `12,4 mm`, or each value of a region with its name, then in brackets that it was
 * made on a prior, and how it was calibrated. `studyUid` is that of the study that the report is about, where it is known.
 */
export function measurementText(measurement: Measurement, language: Language, studyUid: string | null): string {
  const wording = wordingOf(language);
  const written = measurement.quantities.filter(({ quantity }) => !unwritten.has(quantity));
  const named = written.length > 1;
  const values = written.map(quantity => {
    const name = wording.quantities[quantity.quantity];
    return named && name !== '' ? `${name} ${quantityText(quantity, language)}` : quantityText(quantity, language);
  });
  const { calibration: kind, uncalibratedReason } = measurement;
  const calibration = measurement.quantities.some(isSpatial) ? wording.calibrations[kind] : null;
  const reason = uncalibratedReason === undefined ? null : wording.uncalibratedReasons[uncalibratedReason];
  // A size of then must not be read as one of now.
  const prior = studyUid !== null && measurement.image.studyUid !== studyUid ? wording.priorStudy : null;
  const remarks = [prior, calibration, reason].filter(remark => remark !== null).join(', ');
  return values.join(wording.listSeparator) + (remarks === '' ? '' : ` (${remarks})`);
}

/**
 * A value with its unit. One decimal, two of uptakes and times; counts and extremes, which are stored values, keep what
 * they have up to one.
 */
export function quantityText(quantity: Quantity, language: Language): string {
  const number = numberText(quantity.value, decimalsOf(quantity), language);
  const unit = quantity.unit === "[hnsf'U]" ? wordingOf(language).hounsfield : unitSymbols[quantity.unit];
  const symbol = unit ?? quantity.unit;
  if (symbol === '°') return `${number}°`;
  return symbol === '' ? number : `${number}${narrowNoBreakSpace}${symbol}`;
}

/** Decimal comma in French. No grouping: `1,234` must not be read as a decimal. Plain hyphen-minus: it survives every character set. */
function numberText(value: number, decimals: number, language: Language): string {
  const text = value.toFixed(decimals);
  const unsigned = Number(text) === 0 ? text.replace('-', '') : text;
  return language === 'fr' ? unsigned.replace('.', ',') : unsigned;
}

function isSpatial(quantity: Quantity): boolean {
  return quantity.quantity === 'length' || quantity.quantity === 'area';
}

function decimalsOf({ quantity, unit, value }: Quantity): number {
  if (unit.startsWith('{SUV') || quantity === 'time') return 2;
  const isStored = quantity === 'minimum' || quantity === 'maximum' || quantity === 'value';
  return quantity === 'pixel-count' || (isStored && Number.isInteger(value)) ? 0 : 1;
}
