import { describe, expect, it } from 'vitest';
import { ellipseShape, polygonShape } from './planar-shape.ts';

const points = (...flat: readonly (readonly [number, number])[]) => flat.map(([x, y]) => ({ x, y }));

describe('polygons', () => {
  it.each([
    ['a triangle', points([0, 0], [4, 0], [0, 3]), 6],
    ['a square, whichever way round', points([0, 0], [0, 5], [5, 5], [5, 0]), 25],
    ['a concave one', points([0, 0], [4, 0], [4, 4], [2, 2], [0, 4]), 12],
    // two triangles of base 4 and height 2, point to point: shoelace would say 0
    ['one that crosses itself', points([0, 0], [4, 0], [0, 4], [4, 4]), 8],
    // 5-pointed star in a circle of 1: its points without the pentagon in the middle, which is wound twice
    ['a pentagram', star(), pentagramArea()],
  ])('have the area of %s', (_, corners, area) => {
    expect(polygonShape(corners)?.area).toBeCloseTo(area, 9);
  });

  it('hold what is inside and on the edge', () => {
    const shape = polygonShape(points([0, 0], [4, 0], [4, 4], [2, 2], [0, 4]));
    const held: readonly (readonly [number, number, boolean])[] = [
      [2, 1, true],
      [2, 2, true],
      [2, 2.01, false],
      [0, 0, true],
      [4, 3, true],
      [3.5, 3.4, true],
      [4.01, 1, false],
      [-1, 0, false],
      [2, 3, false],
    ];
    for (const [x, y, inside] of held) expect([x, y, shape?.contains(x, y)]).toEqual([x, y, inside]);
    expect(polygonShape(star())?.contains(0, 0)).toBe(false);
  });

  it.each([
    ['two corners', points([0, 0], [1, 1])],
    ['a line there and back', points([0, 0], [5, 5], [2, 2])],
    ['no number', points([0, 0], [1, Number.NaN], [1, 0])],
  ])('refuse %s', (_, corners) => {
    expect(polygonShape(corners)).toBeNull();
  });
});

function star() {
  return Array.from({ length: 5 }, (_, index) => {
    const angle = (index * 4 * Math.PI) / 5;
    return { x: Math.sin(angle), y: -Math.cos(angle) };
  });
}
function pentagramArea(): number {
  // pentagons in circles of 1 and of cos 72°/cos 36°; the five points are the outer one minus five obtuse triangles …
  const inner = Math.cos((72 * Math.PI) / 180) / Math.cos((36 * Math.PI) / 180);
  // … or five triangles on the sides of the inner pentagon, as high as 1 less its apothem
  const side = 2 * inner * Math.sin(Math.PI / 5);
  return (5 * side * (1 - inner * Math.cos(Math.PI / 5))) / 2;
}

it('ellipses may be rotated and have a box around them', () => {
  const d = Math.SQRT1_2;
  const shape = ellipseShape({ x: 1, y: 2 }, { x: 4 * d, y: 4 * d }, { x: -d, y: d });
  expect(shape?.area).toBeCloseTo(4 * Math.PI, 12);
  expect(shape?.right).toBeCloseTo(1 + Math.hypot(4 * d, d), 12);
  expect(shape?.contains(1 + 3.99 * d, 2 + 3.99 * d)).toBe(true);
  expect(shape?.contains(1 + 4.01 * d, 2 + 4.01 * d)).toBe(false);
});
