import { describe, expect, it } from 'vitest';
import type { CanvasPoint } from '../../cornerstone/index.ts';
import { type Box, leaderOf, occupiedBy, placeLabel } from './label-place.ts';
import { reshape } from './reshape.ts';

const viewport = { width: 500, height: 500 };
const size = { width: 120, height: 17 };
const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the place of a label', () => {
  it('is beside the structure whose diameter was measured', () => {
    const occupied = occupiedBy('length', [
      [100, 200],
      [140, 200],
    ]);
    expect(occupied).toEqual([{ x: 100, y: 180, width: 40, height: 40 }]);
    const label = placeLabel(size, occupied, occupied, [], viewport);
    expect(overlaps(label, occupied[0]!)).toBe(false);
  });

  it('covers neither its own long line nor another label, and stays inside', () => {
    const points: CanvasPoint[] = [
      [20, 20],
      [480, 480],
    ];
    const occupied = [...occupiedBy('length', points), { x: 0, y: 40, width: 200, height: 40 }];
    const anchors = points.map(([x, y]) => ({ x: x - 8, y: y - 8, width: 16, height: 16 }));
    const label = placeLabel(size, anchors, occupied, [], viewport);
    expect(occupied.some(box => overlaps(box, label))).toBe(false);
    expect(label.x).toBeGreaterThanOrEqual(0);
    expect(label.x + label.width).toBeLessThanOrEqual(500);
    // 45 degrees from corner to corner: on the diagonal x = y the label must not lie
    expect(label.x > label.y + label.height || label.y > label.x + label.width).toBe(true);
  });

  it('gives way to the texts of the corners while there is another', () => {
    const anchor = { x: 300, y: 60, width: 10, height: 10 };
    const corner = { x: 312, y: 0, width: 188, height: 100 };
    expect(overlaps(placeLabel(size, [anchor], [anchor], [corner], viewport), corner)).toBe(false);
  });

  it('has a leader from the nearest point to its edge, unless it stands right beside it', () => {
    const points: CanvasPoint[] = [
      [0, 0],
      [100, 100],
    ];
    expect(leaderOf(points, { x: 130, y: 90, width: 50, height: 20 })).toEqual([
      [100, 100],
      [130, 100],
    ]);
    expect(leaderOf(points, { x: 105, y: 90, width: 50, height: 20 })).toBeNull();
  });
});

describe('a dragged handle', () => {
  const ends: CanvasPoint[] = [
    [10, 10],
    [50, 10],
  ];
  const ellipse: CanvasPoint[] = [
    [10, 30],
    [50, 30],
    [30, 20],
    [30, 40],
  ];

  it('moves one end of a length, or both', () => {
    expect(reshape('length', ends, 1, [5, 7])).toEqual([
      [10, 10],
      [55, 17],
    ]);
    expect(reshape('length', ends, 'all', [5, 7])).toEqual([
      [15, 17],
      [55, 17],
    ]);
  });

  it('moves one side of an ellipse, whose other side stays', () => {
    expect(reshape('ellipse', ellipse, 1, [6, 9])).toEqual([
      [10, 20],
      [56, 40],
    ]);
    expect(reshape('ellipse', ellipse, 2, [6, -9])).toEqual([
      [10, 11],
      [50, 40],
    ]);
  });
});
