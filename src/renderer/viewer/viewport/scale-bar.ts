/** Lengths a scale bar may have, in mm. */
const lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** The longest bar that takes at most `share` of the viewport: its length in mm and in pixels; null when none fits. */
export function scaleBar(
  pixelsPerMm: number,
  viewportPixels: number,
  share = 0.4,
): { mm: number; pixels: number } | null {
  const mm = lengths.filter(candidate => candidate * pixelsPerMm <= viewportPixels * share).at(-1);
  return mm === undefined ? null : { mm, pixels: mm * pixelsPerMm };
}
