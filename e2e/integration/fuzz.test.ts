import { expect, test } from 'vitest';
import { fuzzInputs } from '../fuzz/inputs.ts';
import { fuzz } from '../fuzz/run.ts';

// The short part of `npm run fuzz`.
test('damaged files are decoded or refused, in time and within memory', async () => {
  const { outcomes, failures } = await fuzz({ files: fuzzInputs(), count: 400, seed: 20260101 });
  expect(failures).toEqual([]);
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(400);
  // damage that is always refused, or never, would test nothing
  expect(outcomes.get('decoded')).toBeGreaterThan(10);
  expect(outcomes.size).toBeGreaterThan(4);
});
