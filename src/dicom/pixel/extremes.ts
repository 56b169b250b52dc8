/** Smallest and largest of the values; infinite, in reverse, where there is none that is a number. */
export function extremes(values: ArrayLike<number>): { lower: number; upper: number } {
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value < lower) lower = value;
    if (value > upper) upper = value;
  }
  return { lower, upper };
}
