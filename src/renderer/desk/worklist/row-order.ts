/** The rows on screen, and those that wait above them because a hand is on the list. */
export interface RowOrder {
  readonly ids: readonly string[];
  readonly waiting: readonly string[];
}

/**
 * The next order of rows. While the list is held (pointer or keyboard in use) every row stays where it is: what left the
 * view stays until the hold ends, what is new waits and is announced. Rows that no longer exist at all are kept out.
 */
export function nextRowOrder(
  shown: readonly string[],
  wanted: readonly string[],
  exists: (id: string) => boolean,
  held: boolean,
): RowOrder {
  if (!held) return { ids: wanted, waiting: [] };
  const ids = shown.filter(exists);
  const onScreen = new Set(ids);
  return { ids, waiting: wanted.filter(id => !onScreen.has(id)) };
}

/** The row to select after moving by `step` rows; the first one when none was selected. */
export function moveSelection(ids: readonly string[], selected: string | null, step: number): string | null {
  if (ids.length === 0) return null;
  const index = selected === null ? -1 : ids.indexOf(selected);
  if (index < 0) return (step < 0 ? ids.at(-1) : ids[0]) ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, index + step))] ?? null;
}

/** The next case to open after `current`: the first to-read row below it, else the first one from the top. */
export function nextToRead(
  rows: readonly { readonly id: string; readonly state: string }[],
  current: string,
): string | null {
  const index = rows.findIndex(row => row.id === current);
  const isToRead = (row: { readonly id: string; readonly state: string }) =>
    row.state === 'to-read' && row.id !== current;
  return (rows.slice(index + 1).find(isToRead) ?? rows.find(isToRead))?.id ?? null;
}
