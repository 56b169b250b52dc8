import { expect, it } from 'vitest';
import { gridFrames, missingAt } from './missing-slices.ts';

const findings = {
  gridSpacing: 2,
  shearDegrees: 0,
  line: 'along-normal' as const,
  missing: [
    { afterFrame: 1, positions: [[0, 0, 4] as [number, number, number], [0, 0, 6] as [number, number, number]] },
  ],
  duplicates: [],
  remarks: [],
};

it('finds the missing slice that a point lies in, half a slice to each side', () => {
  const at = (z: number) => missingAt(findings, [0, 0, 1], [50, -20, z]);
  expect([2, 2.9, 3.1, 4.9, 5.1, 6.9, 7.1].map(z => at(z)?.[2] ?? null)).toEqual([null, null, 4, 4, 6, 6, null]);
});

it('lists the frames of the whole grid', () => {
  // slices at 0, 2, (4), (6), 8
  expect(gridFrames(3, findings)).toEqual([0, 1, null, null, 2]);
});
