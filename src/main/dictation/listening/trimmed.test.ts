import { expect, test } from 'vitest';
import { trimmed } from './trimmed.ts';

test('silence is taken away but for 0.2 s at each end', () => {
  const samples = new Int16Array(48_000);
  samples.fill(3000, 16_000, 24_000);
  const short = trimmed(samples);
  expect(short.length).toBe(8000 + 2 * 3200);
  expect(short.subarray(3200, 11_200).every(sample => sample === 3000)).toBe(true);
});

test('what has no silence, or nothing else, stays as it is', () => {
  expect(trimmed(new Int16Array(1600).fill(3000))).toHaveLength(1600);
  expect(trimmed(new Int16Array(10))).toHaveLength(10);
});
