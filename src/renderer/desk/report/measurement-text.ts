import type { Language, Measurement } from '../../../contract/index.ts';
import { formatQuantity } from '../../ui/format/index.ts';
import { resources } from '../../ui/i18n/index.ts';

/** A measurement as the chip shows it, in the report's language: its values, and the calibration where it is in doubt. */
export function measurementText(measurement: Measurement, language: Language): string {
  const { quantity: names, calibration } = resources[language].common;
  const written = measurement.quantities.filter(({ quantity }) => quantity !== 'median' && quantity !== 'pixel-count');
  const isNamed = written.length > 1;
  const values = written.map(quantity => {
    const value = formatQuantity(quantity, language);
    return isNamed ? `${names[quantity.quantity]} ${value}` : value;
  });
  const text = values.join(', ');
  const isSpatial = written.some(({ quantity }) => quantity === 'length' || quantity === 'area');
  return measurement.calibration === 'patient-plane' || !isSpatial
    ? text
    : `${text} (${calibration[measurement.calibration]})`;
}
