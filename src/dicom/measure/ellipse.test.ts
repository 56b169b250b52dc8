import { describe, expect, it } from 'vitest';
import type { PixelSpacing } from '../geometry/image-plane.ts';
import type { Vector3 } from '../geometry/vector.ts';
import { type IsPadding, paddingOf } from './padding.ts';
import { regionInVolume } from './region-in-volume.ts';
import { type GreyImage, type ImageEllipse, regionOnImage } from './region-on-image.ts';
import type { SpaceEllipse } from './space-region.ts';
import type { Volume } from './volume.ts';

/** Statistics of an ellipse; null where it is refused. */
function ellipseOnImage(image: GreyImage, ellipse: ImageEllipse, spacing: PixelSpacing | null, isPadding: IsPadding) {
  const outcome = regionOnImage(image, { kind: 'ellipse', ...ellipse }, spacing, isPadding);
  return outcome.ok ? outcome.statistics : null;
}
function ellipseInVolume(volume: Volume, ellipse: SpaceEllipse, isPadding: IsPadding) {
  const outcome = regionInVolume(volume, { kind: 'ellipse', ...ellipse }, isPadding);
  return outcome.ok ? outcome.statistics : null;
}

const nothing = () => false;
function image(rows: number, columns: number, value: (column: number, row: number) => number) {
  return {
    rows,
    columns,
    values: Float32Array.from({ length: rows * columns }, (_, at) => value(at % columns, Math.floor(at / columns))),
  };
}
function circle(column: number, row: number, radius: number): ImageEllipse {
  return {
    center: { column, row },
    axes: [
      { column: radius, row: 0 },
      { column: 0, row: radius },
    ],
  };
}

describe('ellipseOnImage', () => {
  // points of the integer lattice within a circle around one of them: OEIS A000328
  it.each([
    [0.5, 1],
    [1, 5],
    [2, 13],
    [3, 29],
    [5, 81],
    [10, 317],
  ])('counts the pixel centres in a circle of radius %d', (radius, count) => {
    const result = ellipseOnImage(
      image(40, 40, () => 7),
      circle(20, 20, radius),
      null,
      nothing,
    );
    expect(result).toMatchObject({ pixelCount: count, mean: 7, standardDeviation: 0, minimum: 7, maximum: 7 });
    expect(result?.area).toBeCloseTo(Math.PI * radius * radius, 9);
  });

  it('gives the population standard deviation', () => {
    // 2 4 4 4 5 5 7 9: mean 5, population 2, sample 2.138
    const row = image(1, 8, column => [2, 4, 4, 4, 5, 5, 7, 9][column] ?? 0);
    const ellipse: ImageEllipse = {
      center: { column: 3.5, row: 0 },
      axes: [
        { column: 3.6, row: 0 },
        { column: 0, row: 0.4 },
      ],
    };
    const result = ellipseOnImage(row, ellipse, { row: 2, column: 0.5 }, nothing);
    expect(result).toMatchObject({ mean: 5, minimum: 2, maximum: 9, pixelCount: 8 });
    expect(result?.standardDeviation).toBeCloseTo(2, 12);
    expect(result?.area).toBeCloseTo(Math.PI * 3.6 * 0.5 * 0.4 * 2, 12);
  });

  it('keeps its precision on large values', () => {
    const result = ellipseOnImage(
      image(9, 9, column => 1e6 + (column % 2)),
      circle(4, 4, 1),
      null,
      nothing,
    );
    // column 4 three times, columns 3 and 5 once: two of five are 1
    expect(result?.standardDeviation).toBeCloseTo(Math.sqrt(0.24), 6);
  });

  it('takes rotated ellipses', () => {
    // half axes 4 and 1 along the diagonals: (k, k) lies inside for |k| ≤ 2, its neighbours off the diagonal at 0.71 too
    const d = Math.SQRT1_2;
    const ellipse: ImageEllipse = {
      center: { column: 10, row: 10 },
      axes: [
        { column: 4 * d, row: 4 * d },
        { column: -d, row: d },
      ],
    };
    const inside = image(21, 21, (column, row) => (column - row === 0 ? 1 : Math.abs(column - row) === 1 ? 2 : 99));
    const result = ellipseOnImage(inside, ellipse, null, nothing);
    // off the diagonal: u = (2k+1)/(4√2), v = ±1/√2, so (2k+1)² ≤ 16: k = -2 … 1, on both sides
    expect(result).toMatchObject({ pixelCount: 5 + 8, maximum: 2 });
  });

  it('leaves out padding, and what is outside the image', () => {
    const isPadding = paddingOf({ '00280120': { vr: 'SS', Value: [-2000] }, '00280121': { vr: 'SS', Value: [-1990] } });
    const half = image(9, 9, column => (column < 4 ? -1995 : 10));
    expect(ellipseOnImage(half, circle(4, 4, 1), null, isPadding)).toMatchObject({ mean: 10, pixelCount: 4 });
    expect(ellipseOnImage(half, circle(0, 0, 1), null, isPadding)).toBeNull();
    expect(ellipseOnImage(half, circle(8, 8, 1), null, isPadding)).toMatchObject({ pixelCount: 3 });
    expect(ellipseOnImage(half, circle(4, 4, 0), null, isPadding)).toBeNull();
    expect(isPadding(-1989)).toBe(false);
  });
});

describe('ellipseInVolume', () => {
  const linear = ([x, y, z]: Vector3) => 2 * x + 3 * y - z + 10;
  /** Sampled from a linear function, which trilinear interpolation gives back exactly. */
  function volume(spacing: readonly [number, number, number], value = linear): Volume {
    const origin: Vector3 = [-20, -20, -20];
    return {
      origin,
      axes: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      spacing,
      size: [41 / spacing[0], 41 / spacing[1], 41 / spacing[2]].map(Math.floor) as [number, number, number],
      voxel: (i, j, k) => value([origin[0] + i * spacing[0], origin[1] + j * spacing[1], origin[2] + k * spacing[2]]),
    };
  }

  it('equals the statistics of the image on a slice', () => {
    const noise = ([x, y]: Vector3) => Math.abs((x * 7919 + y * 104729) % 97);
    const axial = ellipseInVolume(
      volume([1, 1, 2], noise),
      {
        center: [0.3, -0.2, 4],
        axes: [
          [6, 0, 0],
          [0, 4, 0],
        ],
      },
      nothing,
    );
    const same = ellipseOnImage(
      image(41, 41, (column, row) => noise([column - 20, row - 20, 0])),
      {
        center: { column: 20.3, row: 19.8 },
        axes: [
          { column: 6, row: 0 },
          { column: 0, row: 4 },
        ],
      },
      { row: 1, column: 1 },
      nothing,
    );
    expect(axial?.pixelCount).toBe(same?.pixelCount);
    expect(axial?.mean).toBeCloseTo(same?.mean ?? 0, 9);
    expect(axial?.standardDeviation).toBeCloseTo(same?.standardDeviation ?? 0, 9);
    expect(axial?.area).toBeCloseTo(Math.PI * 24, 9);
  });

  it('takes the nearer slice, and the upper one half-way between two', () => {
    const at = (z: number) =>
      ellipseInVolume(
        volume([1, 1, 2]),
        {
          center: [0, 0, z],
          axes: [
            [1, 0, 0],
            [0, 1, 0],
          ],
        },
        nothing,
      );
    // slices at even z; the mean of a linear function over a symmetric set is its value in the middle: 10 - z
    expect([4.9, 5, 5.1].map(z => at(z)?.mean)).toEqual([6, 4, 4].map(value => expect.closeTo(value, 9)));
    expect(at(5)).toMatchObject({ pixelCount: 5 });
  });

  it('takes each voxel of an oblique plane once', () => {
    const d = Math.SQRT1_2;
    // the plane y - z = 0 goes through voxel centres (x, y, y), which lie 1 and √2 mm apart in it
    const result = ellipseInVolume(
      volume([1, 1, 1]),
      {
        center: [1, 2, 2],
        axes: [
          [0, 5 * d, 5 * d],
          [5, 0, 0],
        ],
      },
      nothing,
    );
    const members: number[] = [];
    for (let x = -5; x <= 5; x++)
      for (let y = -5; y <= 5; y++) if (x * x + 2 * y * y <= 25) members.push(2 * x + (3 - 1) * y);
    expect(result?.pixelCount).toBe(members.length);
    // 2·1 + 3·2 - 2 + 10 = 16
    expect(result?.mean).toBeCloseTo(16, 9);
    expect(result?.area).toBeCloseTo(25 * Math.PI, 9);
    const squares = members.reduce((sum, value) => sum + value * value, 0);
    expect(result?.standardDeviation).toBeCloseTo(Math.sqrt(squares / members.length), 9);
  });

  it('leaves out padding, and the outside', () => {
    const padded = volume([1, 1, 1], ([x]) => (x < 0 ? -2000 : 10));
    const isPadding = (value: number) => value === -2000;
    const between = ellipseInVolume(
      padded,
      {
        center: [0, 0, 0],
        axes: [
          [1, 0, 0],
          [0, 1, 0],
        ],
      },
      isPadding,
    );
    expect(between).toMatchObject({ mean: 10, minimum: 10, pixelCount: 4 });
    expect(
      ellipseInVolume(
        padded,
        {
          center: [500, 0, 0],
          axes: [
            [1, 0, 0],
            [0, 1, 0],
          ],
        },
        isPadding,
      ),
    ).toBeNull();
    expect(
      ellipseInVolume(
        padded,
        {
          center: [0, 0, 0],
          axes: [
            [1, 0, 0],
            [2, 0, 0],
          ],
        },
        isPadding,
      ),
    ).toBeNull();
  });
});
