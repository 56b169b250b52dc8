import { describe, expect, it } from 'vitest';
import { add, cross, dot, length, scale, subtract, type Vector3 } from '../geometry/vector.ts';
import { lengthBetween } from './length.ts';
import type { IsPadding } from './padding.ts';
import { regionInVolume } from './region-in-volume.ts';
import type { SpaceRegion } from './space-region.ts';
import type { RegionStatistics } from './statistics.ts';
import type { Volume } from './volume.ts';

const never: IsPadding = () => false;
function statisticsOf(volume: Volume, region: SpaceRegion, isPadding = never): RegionStatistics {
  const outcome = regionInVolume(volume, region, isPadding);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return outcome.statistics;
}
function unit(vector: Vector3): Vector3 {
  return scale(vector, 1 / length(vector));
}

/** 100 × 100 × 60 mm around the origin, turned in space as a coronal-oblique acquisition is. */
function phantom(
  value: (point: Vector3) => number,
  spacing: readonly [number, number, number] = [0.8, 0.5, 1.5],
): Volume {
  const i = unit([1, 0.2, -0.1]);
  const k = unit(cross(i, [0.1, -0.3, 1]));
  const axes = [i, cross(k, i), k] as const;
  const size = [Math.floor(100 / spacing[0]), Math.floor(100 / spacing[1]), Math.floor(60 / spacing[2])] as const;
  const along = (axis: 0 | 1 | 2, index: number) => scale(axes[axis], (index - (size[axis] - 1) / 2) * spacing[axis]);
  const at = (a: number, b: number, c: number) => add(along(0, a), add(along(1, b), along(2, c)));
  return { origin: at(0, 0, 0), axes, spacing, size, voxel: (a, b, c) => value(at(a, b, c)) };
}
/** A circle of a plane, as a polygon and as an ellipse. */
function circle(center: Vector3, normal: Vector3, radius: number): readonly SpaceRegion[] {
  const a = unit(cross(normal, Math.abs(normal[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]));
  const b = cross(unit(normal), a);
  const points = Array.from({ length: 720 }, (_, step) => {
    const angle = (step * Math.PI) / 360;
    return add(center, add(scale(a, radius * Math.cos(angle)), scale(b, radius * Math.sin(angle))));
  });
  return [
    { kind: 'ellipse', center, axes: [scale(a, radius), scale(b, radius)] },
    { kind: 'polygon', points },
  ];
}

const planes: readonly (readonly [string, Vector3])[] = [
  ['axial', [0, 0, 1]],
  ['oblique', [0.4, -0.7, 0.6]],
  ['nearly sagittal', [1, 0.05, 0.1]],
];

describe.each(planes)('on an %s plane of a turned volume', (_, normal) => {
  const center: Vector3 = [3.3, -2.1, 1.7];

  it('area and mean of a linear phantom are analytic to 0.5 %', () => {
    // the mean of a linear function over a circle is its value in the middle
    const volume = phantom(([x, y, z]) => 500 + 4 * x - 3 * y + 2 * z);
    const expected = 500 + 4 * 3.3 + 3 * 2.1 + 2 * 1.7;
    for (const region of circle(center, normal, 12)) {
      const statistics = statisticsOf(volume, region);
      expect(Math.abs(statistics.area / (Math.PI * 144) - 1)).toBeLessThan(0.005);
      expect(Math.abs(statistics.mean / expected - 1)).toBeLessThan(0.005);
      expect(Math.abs(statistics.median / expected - 1)).toBeLessThan(0.005);
      // of a linear function over a circle: gradient within the plane times a quarter of the diameter
      const gradient: Vector3 = [4, -3, 2];
      const steep = length(subtract(gradient, scale(unit(normal), dot(gradient, unit(normal)))));
      expect(Math.abs(statistics.standardDeviation / ((steep * 12) / 2) - 1)).toBeLessThan(0.05);
    }
  });

  it('counts voxels in proportion to the area', () => {
    const volume = phantom(() => 7);
    for (const region of circle(center, normal, 14)) {
      const statistics = statisticsOf(volume, region);
      expect(statistics).toMatchObject({ mean: 7, standardDeviation: 0, minimum: 7, maximum: 7 });
      // each column of voxels meets the plane in its own cross-section over the cosine of the inclination
      const n = unit(normal);
      const steep = volume.axes.map((axis, index) => Math.abs(dot(n, axis)) * (volume.spacing[index] ?? 0));
      const along = steep.indexOf(Math.max(...steep));
      const section = volume.spacing.reduce((product, mm) => product * mm, 1) / (steep[along] ?? 1);
      expect(Math.abs((statistics.pixelCount * section) / (Math.PI * 196) - 1)).toBeLessThan(0.02);
    }
  });

  it('finds a sphere with its edge to half a voxel', () => {
    const volume = phantom(point => (length(subtract(point, center)) <= 10 ? 300 : -100));
    const inside = statisticsOf(volume, circle(center, normal, 10 - 1.5)[0]!);
    expect(inside).toMatchObject({ minimum: 300, maximum: 300 });
    const around = statisticsOf(volume, circle(center, normal, 20)[0]!);
    // a quarter of the circle is sphere; the share gives its radius back
    const share = (around.mean + 100) / 400;
    expect(Math.abs(20 * Math.sqrt(share) - 10)).toBeLessThan(0.25);
  });
});

describe('regionInVolume', () => {
  const flat = (z: number): SpaceRegion => ({
    kind: 'polygon',
    points: [
      [0, 0, z],
      [3, 0, z],
      [3, 2, z],
      [0, 2, z],
    ],
  });
  const cube = (more: Partial<Volume> = {}): Volume => ({
    origin: [0, 0, 0],
    axes: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    spacing: [1, 1, 2],
    size: [8, 8, 8],
    voxel: (i, j, k) => 100 * k + 10 * j + i,
    ...more,
  });

  it('takes the voxels whose centres are in the polygon or on its edge', () => {
    // columns 0–3, rows 0–2 of slice 1
    const statistics = statisticsOf(cube(), flat(2));
    expect(statistics).toMatchObject({ pixelCount: 12, minimum: 100, maximum: 123, area: expect.closeTo(6, 9) });
    expect(statistics.mean).toBeCloseTo(111.5, 9);
    // 100 101 102 103 110 … 123: between the 6th and the 7th of 12
    expect(statistics.median).toBeCloseTo(111.5, 9);
    expect(statistics.percentiles.find(({ percent }) => percent === 25)?.value).toBeCloseTo(102.75, 9);
  });

  it('refuses when any slice that it needs is missing, and only then', () => {
    const volume = cube({ isMissing: (_i, _j, k) => k === 2 });
    expect(regionInVolume(volume, flat(4), never)).toEqual({ ok: false, refusal: 'missing-data' });
    expect(regionInVolume(volume, flat(4.9), never)).toEqual({ ok: false, refusal: 'missing-data' });
    expect(regionInVolume(volume, flat(6), never).ok).toBe(true);
    const upright: SpaceRegion = {
      kind: 'polygon',
      points: [
        [1, 1, 0],
        [1, 5, 0],
        [1, 5, 8],
        [1, 1, 8],
      ],
    };
    expect(regionInVolume(volume, upright, never)).toEqual({ ok: false, refusal: 'missing-data' });
    expect(regionInVolume(cube(), upright, never).ok).toBe(true);
  });

  it('leaves out padding and what was not imaged', () => {
    const volume = cube({ voxel: i => (i === 0 ? -2000 : i === 1 ? Number.NaN : i) });
    expect(statisticsOf(volume, flat(2), value => value === -2000)).toMatchObject({ pixelCount: 6, mean: 2.5 });
  });

  it.each<[string, SpaceRegion, string]>([
    ['outside of the volume', flat(50), 'empty'],
    [
      'a line',
      {
        kind: 'polygon',
        points: [
          [0, 0, 0],
          [1, 0, 0],
          [2, 0, 0],
        ],
      },
      'flat',
    ],
    [
      'corners in no plane',
      {
        kind: 'polygon',
        points: [
          [0, 0, 0],
          [4, 0, 0],
          [4, 4, 1],
          [0, 4, 0],
        ],
      },
      'not-planar',
    ],
    [
      'an ellipse without width',
      {
        kind: 'ellipse',
        center: [1, 1, 1],
        axes: [
          [1, 0, 0],
          [2, 0, 0],
        ],
      },
      'flat',
    ],
    [
      'no number',
      {
        kind: 'ellipse',
        center: [1, 1, Number.NaN],
        axes: [
          [1, 0, 0],
          [0, 2, 0],
        ],
      },
      'flat',
    ],
  ])('refuses %s', (_, region, refusal) => {
    expect(regionInVolume(cube(), region, never)).toEqual({ ok: false, refusal });
  });
});

it('oblique lengths are those of patient space, whatever the voxels', () => {
  // along the axes of a turned volume: 10 voxels of 0.8, 20 of 0.5 and 4 of 1.5 mm at right angles: √(8² + 10² + 6²)
  const { axes } = phantom(() => 0);
  const to = add(scale(axes[0], 8), add(scale(axes[1], 10), scale(axes[2], 6)));
  expect(lengthBetween([1, 2, 3], add([1, 2, 3], to))).toBeCloseTo(Math.sqrt(200), 9);
});
