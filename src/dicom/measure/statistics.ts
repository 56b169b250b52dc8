/** Statistics of the values in a region of interest. */
export interface RegionStatistics {
  readonly mean: number;
  /** Population standard deviation (divided by the count): the region is all there is, not a sample of it. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Pixels, or sampling points on an oblique plane, that were counted: padding and the outside are not. */
  readonly pixelCount: number;
  /** Of the geometric ellipse, not of the counted pixels: mm² when calibrated, else px². */
  readonly area: number;
}

/** Welford's running mean and variance: exact where large values differ little. */
export class RunningStatistics {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.#count += 1;
    const difference = value - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (value - this.#mean);
    if (value < this.#minimum) this.#minimum = value;
    if (value > this.#maximum) this.#maximum = value;
  }

  /** Null when nothing was added. */
  result(area: number): RegionStatistics | null {
    if (this.#count === 0) return null;
    return {
      mean: this.#mean,
      standardDeviation: Math.sqrt(this.#squares / this.#count),
      minimum: this.#minimum,
      maximum: this.#maximum,
      pixelCount: this.#count,
      area,
    };
  }
}
