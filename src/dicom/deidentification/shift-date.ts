const dayMs = 86_400_000;

/**
 * A DA or DT value moved by whole days, its time and offset as they were (PS3.15 E.3.6: relations in time are kept);
 * null for what does not name a day of the calendar.
 */
export function shiftDate(value: string, days: number): string | null {
  const parts = /^(\d{4})(\.?)(\d{2})\2(\d{2})(.*)$/.exec(value.trim());
  if (parts === null) return null;
  const [, year = '', separator = '', month = '', day = '', rest = ''] = parts;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(time).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return null;
  const moved = new Date(time + days * dayMs).toISOString().slice(0, 10).replaceAll('-', separator);
  return /^\d{4}/.test(moved) ? moved + rest : null;
}
