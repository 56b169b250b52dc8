import type { Language, Quantity } from '../../../contract/index.ts';

/** U+202F: the thin no-break space between a value and its unit. */
const thinSpace = '\u202f';

/** A number with the decimal mark of the language and a true minus sign. */
export function formatNumber(value: number, decimals: number, language: Language): string {
  const rounded = value.toFixed(decimals);
  const unsigned = rounded.startsWith('-') ? rounded.slice(1) : rounded;
  const isZero = Number(unsigned) === 0;
  const [whole = '', fraction] = unsigned.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, thinSpace) : whole;
  const text = fraction === undefined ? grouped : `${grouped}${language === 'fr' ? ',' : '.'}${fraction}`;
  return rounded.startsWith('-') && !isZero ? `−${text}` : text;
}

const units: Record<string, { fr: string; en: string }> = {
  "[hnsf'U]": { fr: 'UH', en: 'HU' },
  '[px]': { fr: 'px', en: 'px' },
  '[px2]': { fr: 'px²', en: 'px²' },
  mm2: { fr: 'mm²', en: 'mm²' },
  cm2: { fr: 'cm²', en: 'cm²' },
  '{SUVbw}g/ml': { fr: 'SUVbw', en: 'SUVbw' },
  '{SUVlbm(Janma)}g/ml': { fr: 'SUVlbm', en: 'SUVlbm' },
  '{SUVbsa}cm2/ml': { fr: 'SUVbsa', en: 'SUVbsa' },
  deg: { fr: '°', en: '°' },
  '1': { fr: '', en: '' },
};

/** The unit as a person reads it; UCUM codes that need no translation stay. */
export function formatUnit(unit: string, language: Language): string {
  return units[unit]?.[language] ?? unit;
}

const decimals: Record<Quantity['quantity'], number> = {
  length: 1,
  area: 1,
  mean: 0,
  'standard-deviation': 0,
  minimum: 0,
  maximum: 0,
  median: 0,
  'pixel-count': 0,
  time: 2,
  velocity: 1,
  value: 0,
  angle: 1,
};

/** Uptakes lie between 0 and some tens; small values of images whose unit is not known do not become 0. */
function decimalsOf({ quantity, value, unit }: Quantity): number {
  if (unit.startsWith('{SUV')) return 2;
  const isSmall = unit !== "[hnsf'U]" && Math.abs(value) < 10 && !Number.isInteger(value);
  return decimals[quantity] === 0 && isSmall ? 2 : decimals[quantity];
}

/** `12,4 mm`, `−38 UH` (French) or `12.4 mm`, `−38 HU` (English), with a thin space before the unit. */
export function formatQuantity(quantity: Quantity, language: Language): string {
  const unit = formatUnit(quantity.unit, language);
  const value = formatNumber(quantity.value, decimalsOf(quantity), language);
  if (unit === '°') return `${value}°`;
  return unit === '' ? value : `${value}${thinSpace}${unit}`;
}

/** `212 Mo` / `212 MB`, in decimal megabytes and gigabytes. */
export function formatBytes(bytes: number, language: Language): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, 'G'] : [bytes / 1e6, 'M'];
  const decimalsShown = value >= 100 ? 0 : 1;
  return `${formatNumber(value, decimalsShown, language)}${thinSpace}${unit}${language === 'fr' ? 'o' : 'B'}`;
}
