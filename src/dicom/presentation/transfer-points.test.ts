import { describe, expect, it } from 'vitest';
import type { Voi } from '../voi/voi.ts';
import { type GreyMapping, greyOf } from './grey-mapping.ts';
import { transferPointsOf } from './transfer-points.ts';

const mapping = (voi: Voi, more: Partial<GreyMapping> = {}): GreyMapping => ({
  voi,
  presentationLut: null,
  inverted: false,
  isPadding: () => false,
  ...more,
});

/** What a graphics card makes of the points: straight lines between them, flat beyond them. */
function mapped(points: ReturnType<typeof transferPointsOf>, value: number): number {
  const next = points.findIndex(([place]) => place >= value);
  if (next === 0) return points[0]![1];
  if (next === -1) return points.at(-1)![1];
  const [[x0, y0], [x1, y1]] = [points[next - 1]!, points[next]!];
  return y0 + ((y1 - y0) * (value - x0)) / (x1 - x0);
}

function worst(of: GreyMapping, from: number, to: number): number {
  const points = transferPointsOf(of);
  let largest = 0;
  for (let value = from; value <= to; value++) {
    largest = Math.max(largest, Math.abs(Math.round(mapped(points, value) * 255) - greyOf(of, value)));
  }
  return largest;
}

describe('transfer points', () => {
  const window = (center: number, width: number, kind: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'): Voi => ({
    kind: 'window',
    window: { center, width, function: kind },
    explanation: '',
  });

  it.each([
    ['LINEAR', window(40, 400, 'LINEAR')],
    ['LINEAR of width 1', window(40, 1, 'LINEAR')],
    ['LINEAR_EXACT', window(40.5, 333, 'LINEAR_EXACT')],
  ])('of %s give every whole value its grey, inverted too', (_, voi) => {
    expect(worst(mapping(voi), -1500, 1500)).toBe(0);
    expect(worst(mapping(voi, { inverted: true }), -1500, 1500)).toBe(0);
  });

  it('of SIGMOID give every whole value its grey within one level', () => {
    const voi = window(-20, 300, 'SIGMOID');
    expect(worst(mapping(voi), -1500, 1500)).toBeLessThanOrEqual(1);
    expect(worst(mapping(voi, { inverted: true }), -1500, 1500)).toBeLessThanOrEqual(1);
  });

  it('of a table give every value its grey', () => {
    const entries = Array.from({ length: 1000 }, (_, index) => Math.round(4095 * Math.sqrt(index / 999)));
    const voi: Voi = { kind: 'table', table: { first: -200, entries, bits: 12 }, explanation: '' };
    expect(worst(mapping(voi), -300, 900)).toBe(0);
  });

  it('of a table with more entries than points stay within a level where it is smooth', () => {
    const entries = Array.from({ length: 65536 }, (_, index) => index);
    const voi: Voi = { kind: 'table', table: { first: 0, entries, bits: 16 }, explanation: '' };
    expect(worst(mapping(voi), 0, 65535)).toBeLessThanOrEqual(1);
  });
});
