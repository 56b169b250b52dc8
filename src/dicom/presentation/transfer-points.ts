import { rangeOf } from '../voi/window.ts';
import { brightnessOf, type GreyMapping } from './grey-mapping.ts';

/** A point of a piecewise linear function from values to brightness, which goes from 0 to 1. */
export type TransferPoint = readonly [value: number, brightness: number];

/** A sigmoid is straight to within a quarter of a level between as many points. */
const sigmoidPoints = 257;
/** Graphics cards sample transfer functions this finely; more points of a table would be lost. */
const mostTablePoints = 4096;

/**
 * The mapping as points, for drawing that interpolates between voxels first and maps then, as planes cut through volumes
 * do. Straight windows are exact. Padding cannot be told from the values it is mixed with there: it is drawn as what it is
 * beside them.
 */
export function transferPointsOf(mapping: GreyMapping): readonly TransferPoint[] {
  const { voi, presentationLut } = mapping;
  const at = (value: number): TransferPoint => [value, brightnessOf(mapping, value)];
  if (voi.kind === 'table') {
    const { first, entries } = voi.table;
    const step = Math.max(1, entries.length / mostTablePoints);
    const count = Math.ceil(entries.length / step);
    return Array.from({ length: count + 1 }, (_, index) =>
      at(first + Math.min(Math.round(index * step), entries.length - 1)),
    );
  }
  const { lower, upper } = rangeOf(voi.window);
  if (voi.window.function !== 'SIGMOID' && presentationLut === null) {
    // a threshold still needs two places
    const end = upper > lower ? upper : lower + 1e-3;
    return [
      [lower, mapping.inverted ? 1 : 0],
      [end, mapping.inverted ? 0 : 1],
    ];
  }
  // beyond 2 % and 98 % a sigmoid goes on for as far again before its greys are black and white
  const reach = voi.window.function === 'SIGMOID' ? (upper - lower) / 2 : 0;
  const [from, to] = [lower - reach, upper + reach];
  return Array.from({ length: sigmoidPoints }, (_, index) => at(from + ((to - from) * index) / (sigmoidPoints - 1)));
}
