/** Statistics of the values in a region of interest. */
export interface RegionStatistics {
  readonly mean: number;
  /** Population standard deviation (divided by the count): the region is all there is, not a sample of it. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly median: number;
  /** Values below which so many percent lie, interpolated between neighbouring ranks. */
  readonly percentiles: readonly { readonly percent: number; readonly value: number }[];
  /** Pixels or voxels that were counted: padding and the outside are not. */
  readonly pixelCount: number;
  /** Of the geometric region, not of the counted pixels: mm² when calibrated, else px². */
  readonly area: number;
}

/** Why a region has no statistics. */
export type RegionRefusal =
  | 'flat' // the region encloses no area, or has no valid outline
  | 'not-planar' // its points do not lie in one plane
  | 'empty' // no pixel centre lies in it, or only padding
  | 'missing-data' // a slice that it needs is missing
  | 'too-large'; // more voxels than any image has

export type RegionOutcome =
  | { readonly ok: true; readonly statistics: RegionStatistics }
  | { readonly ok: false; readonly refusal: RegionRefusal };

export function refuse(refusal: RegionRefusal): RegionOutcome {
  return { ok: false, refusal };
}

const reported = [5, 10, 25, 50, 75, 90, 95] as const;

/** Collects the values of a region. */
export class RegionValues {
  #values = new Float64Array(256);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** The statistics with the area of the region; `empty` when nothing was added. */
  outcome(area: number): RegionOutcome {
    const values = this.#values.subarray(0, this.#count).sort();
    const minimum = values[0];
    const maximum = values[values.length - 1];
    if (minimum === undefined || maximum === undefined) return refuse('empty');
    const { mean, variance } = momentsOf(values);
    const percentiles = reported.map(percent => ({ percent, value: percentileOf(values, percent) }));
    return {
      ok: true,
      statistics: {
        mean,
        standardDeviation: Math.sqrt(variance),
        minimum,
        maximum,
        median: percentileOf(values, 50),
        percentiles,
        pixelCount: values.length,
        area,
      },
    };
  }
}

/** Welford's running mean and variance: exact where large values differ little. */
function momentsOf(values: Float64Array): { mean: number; variance: number } {
  let mean = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    const difference = value - mean;
    mean += difference / (index + 1);
    squares += difference * (value - mean);
  }
  return { mean, variance: squares / values.length };
}

/** Linear between the ranks around percent/100 · (n − 1), from 0, of rising values (method 7 of Hyndman and Fan). */
function percentileOf(values: Float64Array, percent: number): number {
  const rank = (percent / 100) * (values.length - 1);
  const low = values[Math.floor(rank)] ?? Number.NaN;
  const high = values[Math.ceil(rank)] ?? low;
  return low + (high - low) * (rank - Math.floor(rank));
}
