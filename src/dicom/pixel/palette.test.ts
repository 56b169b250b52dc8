import { describe, expect, it } from 'vitest';
import { expandSegments } from './palette.ts';

describe('segmented palettes (PS3.3 C.7.9.2)', () => {
  it.each([
    // discrete 2 values; linear over 4 to 30; repeat of the first two segments
    ['all three kinds', [0, 2, 5, 10, 1, 4, 30, 2, 2, 0, 0], 12, [5, 10, 15, 20, 25, 30, 5, 10, 15, 20, 25, 30]],
    ['too few', [0, 2, 5, 10], 3, null],
    ['too many', [0, 2, 5, 10], 1, null],
    ['linear first', [1, 4, 30], 4, null],
    ['an indirect segment to itself', [0, 1, 1, 2, 1, 6, 0], 2, null],
    ['an unknown kind', [7, 1, 1], 1, null],
  ])('%s', (_, words, count, expected) => {
    expect(expandSegments(words, count)).toEqual(expected);
  });
});
