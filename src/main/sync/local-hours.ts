import type { QuietHours } from '../../contract/index.ts';

/** The quiet hours that a point in time falls into, by the station's own clock; null outside all of them. */
export function quietAt(hours: readonly QuietHours[], now: number): QuietHours | null {
  const at = new Date(now);
  const minute = at.getHours() * 60 + at.getMinutes();
  return hours.find(({ from, to }) => within(minute, minutes(from), minutes(to))) ?? null;
}

/** Hours that end before they begin go over midnight; equal ones are the whole day. */
function within(minute: number, from: number, to: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
}
