import { expect, test } from 'vitest';
import { runEffects } from '../effects/harness.ts';

test('a report takes effect once at each peer, whatever the peers and kill -9 do', async () => {
  const figures = await runEffects({ runs: 4, seed: 20261122 });
  expect(figures.faults).toEqual([]);
  expect(figures.kills).toBe(4);
  // A version may have been sealed in the moment of a kill, before its signature was answered.
  expect(figures.deliveries % 5).toBe(0);
  expect(figures.deliveries).toBeGreaterThanOrEqual(5 * figures.sealed);
  expect(figures.sealed).toBeGreaterThan(0);
  expect(figures.confirmed + figures.refused).toBe(figures.deliveries);
  expect(figures.doublesListed).toBe(figures.doubles);
}, 300_000);
