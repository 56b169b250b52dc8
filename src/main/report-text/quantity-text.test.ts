import { expect, test } from 'vitest';
import { measurementText, quantityText } from './quantity-text.ts';
import { ellipse, length } from './sample.test-data.ts';

test('a length has one decimal, the decimal mark of the language, and a narrow no-break space', () => {
  expect(measurementText(length, 'fr', '1.2.3')).toBe('12,4\u202fmm');
  expect(measurementText(length, 'en', null)).toBe('12.4\u202fmm');
});

test('how it was calibrated is said unless the millimetres are those of the patient', () => {
  const text = (calibration: typeof length.calibration) => measurementText({ ...length, calibration }, 'en', '1.2.3');
  expect(text('patient-plane')).not.toContain('(');
  expect(text('detector-plane')).toBe('12.4\u202fmm (in the detector plane)');
  expect(text('ultrasound-region')).toBe('12.4\u202fmm (calibrated by the ultrasound scanner)');
  const pixels = [{ quantity: 'length', value: 30, unit: '[px]' }] as const;
  expect(measurementText({ ...length, calibration: 'uncalibrated', quantities: [...pixels] }, 'fr', null)).toBe(
    '30,0\u202fpx (non calibré)',
  );
});

test('a measurement on a prior says so, so that a size of then is not read as one of now', () => {
  expect(measurementText(length, 'fr', '1.2.4')).toBe('12,4\u202fmm (examen antérieur)');
  expect(measurementText({ ...length, calibration: 'user-calibrated' }, 'en', '1.2.4')).toBe(
    '12.4\u202fmm (prior study, calibrated by hand)',
  );
});

test('each value of a region has its name; Hounsfield units are HU or UH', () => {
  expect(measurementText(ellipse, 'fr', '1.2.3')).toBe(
    'aire 112,4\u202fmm²\u00a0; moyenne -43,2\u202fUH\u00a0; écart-type 8,0\u202fUH',
  );
  expect(measurementText(ellipse, 'en', '1.2.3')).toBe(
    'area 112.4\u202fmm²; mean -43.2\u202fHU; standard deviation 8.0\u202fHU',
  );
});

test('counts and whole extremes have no decimals, nothing is grouped, zero has no sign', () => {
  expect(quantityText({ quantity: 'pixel-count', value: 12345, unit: '1' }, 'en')).toBe('12345');
  expect(quantityText({ quantity: 'minimum', value: -1024, unit: "[hnsf'U]" }, 'en')).toBe('-1024\u202fHU');
  expect(quantityText({ quantity: 'maximum', value: 3.26, unit: 'g/mL' }, 'fr')).toBe('3,3\u202fg/mL');
  expect(quantityText({ quantity: 'mean', value: -0.04, unit: "[hnsf'U]" }, 'fr')).toBe('0,0\u202fUH');
});

test('a length in pixels on ultrasound says why', () => {
  const across = { ...length, calibration: 'uncalibrated', uncalibratedReason: 'across-regions' } as const;
  const pixels = { ...across, quantities: [{ quantity: 'length' as const, value: 80, unit: '[px]' }] };
  expect(measurementText(pixels, 'fr', null)).toBe(
    '80,0\u202fpx (non calibré, à cheval sur deux régions échographiques)',
  );
});

test('angles are in degrees, uptakes keep two decimals and their kind', () => {
  expect(quantityText({ quantity: 'angle', value: 37.04, unit: 'deg' }, 'fr')).toBe('37,0°');
  expect(quantityText({ quantity: 'mean', value: 4.256, unit: '{SUVbw}g/ml' }, 'en')).toBe('4.26\u202fSUVbw');
});

test('what only checks need is not written', () => {
  const quantities = [...ellipse.quantities, { quantity: 'pixel-count' as const, value: 200, unit: '1' }];
  expect(measurementText({ ...ellipse, quantities }, 'en', null)).toBe(measurementText(ellipse, 'en', null));
});
