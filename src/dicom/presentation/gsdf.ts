/** JND indices that the function is defined for (PS3.14 section 7). */
const firstJnd = 1;
const lastJnd = 1023;

/** Coefficients a, c, e, g, m over b, d, f, h, k of equation 1 of PS3.14 section 7.1. */
const numerator = [-1.3011877, 8.0242636e-2, 1.3646699e-1, -2.5468404e-2, 1.3635334e-3] as const;
const denominator = [1, -2.584019e-2, -1.0320229e-1, 2.874562e-2, -3.1978977e-3, 1.2992634e-4] as const;

/** Luminance in cd/m² of a JND index from 1 to 1023, by the Grayscale Standard Display Function (PS3.14 7.1). */
export function luminanceOfJnd(jnd: number): number {
  const x = Math.log(jnd);
  return 10 ** (polynomial(numerator, x) / polynomial(denominator, x));
}

/** Coefficients A to I of equation 2, the inverse. */
const inverse = [
  71.498068, 94.593053, 41.912053, 9.8247004, 0.28175407, -1.1878455, -0.18014349, 0.14710899, -0.017046845,
] as const;

/** JND index of a luminance from 0.05 to 3993.4 cd/m² (PS3.14 7.1, equation 2); kept within the function's range. */
export function jndOfLuminance(luminance: number): number {
  return Math.min(Math.max(polynomial(inverse, Math.log10(luminance)), firstJnd), lastJnd);
}

/**
 * Luminance in cd/m² that each driving level of a display calibrated to the GSDF must have: P-Values go linearly over
 * the JND indices between its darkest and its brightest luminance (PS3.14 section 8).
 */
export function gsdfCurve(darkest: number, brightest: number, levels: number): readonly number[] {
  const from = jndOfLuminance(darkest);
  const step = (jndOfLuminance(brightest) - from) / (levels - 1);
  return Array.from({ length: levels }, (_, level) => luminanceOfJnd(from + level * step));
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
