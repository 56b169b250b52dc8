/**
 * The images that the PACS lists of a series, by instance number, which is also the direction in which display sets are
 * scrolled; `elsewhere` are those that belong to other display sets of the series. Null when the list does not fit what
 * is here: slices are then scrolled as they come.
 */
export function listedOrder(
  listed: readonly string[],
  here: readonly string[],
  elsewhere: ReadonlySet<string>,
): readonly string[] | null {
  const known = new Set(listed);
  // Frames of one multi-frame image come all together.
  if (new Set(here).size !== here.length || !here.every(uid => known.has(uid))) return null;
  return listed.filter(uid => !elsewhere.has(uid));
}

/** The image `by` places further, at most the last or first; null when `at` is not in the order. */
export function imageFrom(order: readonly string[], at: string, by: number): string | null {
  const place = order.indexOf(at);
  if (place < 0) return null;
  return order[Math.min(Math.max(place + by, 0), order.length - 1)] ?? null;
}
