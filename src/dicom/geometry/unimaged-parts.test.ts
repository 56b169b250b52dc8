import { expect, it } from 'vitest';
import { type SliceState, unimagedAt, unimagedParts } from './unimaged-parts.ts';

const states =
  (text: string) =>
  (slice: number): SliceState =>
    (({ x: 'missing', f: 'failed' }) as const)[text[slice] as 'x' | 'f'] ?? 'imaged';

it('of a whole volume are none', () => {
  expect(unimagedParts([8, 6, 4], states('oooo'), null)).toEqual([]);
});

it('of missing and failed slices reach from the slice before to the slice after', () => {
  const parts = unimagedParts([8, 6, 7], states('oxxofoo'), null);
  expect(parts).toEqual([
    { reason: 'missing', from: [-0.5, -0.5, 0], to: [7.5, 5.5, 3] },
    { reason: 'failed', from: [-0.5, -0.5, 3], to: [7.5, 5.5, 5] },
  ]);
  const at = (k: number) => unimagedAt(parts, [4, 3, k]);
  expect([0, 0.1, 1.5, 2.9, 3, 3.1, 4, 5, 6].map(at)).toEqual([
    null,
    'missing',
    'missing',
    'missing',
    null,
    'failed',
    'failed',
    null,
    null,
  ]);
});

it('at the ends of the volume reach to its edge', () => {
  expect(unimagedParts([2, 2, 3], states('foo'), null)[0]).toMatchObject({
    from: [-0.5, -0.5, -0.5],
    to: [1.5, 1.5, 1],
  });
  expect(unimagedParts([2, 2, 3], states('oof'), null)[0]).toMatchObject({
    from: [-0.5, -0.5, 1],
    to: [1.5, 1.5, 2.5],
  });
});

it('of corrected slices are what lies beyond the slices as acquired', () => {
  // 10 rows, of which each slice fills six: the first from 0, the second from 1.7, the last from 4
  const shifts = [0, 1.7, 4].map(row => ({ column: 0, row }));
  const parts = unimagedParts([3, 10, 3], states('ooo'), { shifts, source: { rows: 6, columns: 3 } });
  expect(parts.map(({ reason, from, to }) => [reason, from[1], to[1], from[2], to[2]])).toEqual([
    ['outside', 5, 9.5, -0.5, 1],
    // the pixel at 2 is the first whose centre lies in the slice, 7 the last: 1.7 - 0.5 < 2, 7 < 1.7 + 5.5
    ['outside', -0.5, 2, 0, 2],
    ['outside', 7, 9.5, 0, 2],
    ['outside', -0.5, 4, 1, 2.5],
  ]);
});
