const pattern = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/;

interface Parts {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly offset: string | undefined;
}

/** Reads a time stamp (HL7 v2.5.1, 2.A.77): null when it is not one, or names a day that the calendar has not. */
function parse(text: string): Parts | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, offset] = match;
  const parts = {
    year: Number(year),
    month: month === undefined ? null : Number(month),
    day: day === undefined ? null : Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    offset,
  };
  if (parts.month !== null && (parts.month < 1 || parts.month > 12)) return null;
  if (parts.month !== null && parts.day !== null) {
    const lastDay = new Date(Date.UTC(parts.year, parts.month, 0)).getUTCDate();
    if (parts.day < 1 || parts.day > lastDay) return null;
  }
  return parts.hour > 23 || parts.minute > 59 || parts.second > 59 ? null : parts;
}

/**
 * The instant in ISO 8601 with Z. Without an offset the stamp is in the local time of the site, taken to be this
 * machine's. Null when the stamp is empty, malformed, or less precise than a day.
 */
export function instantOf(text: string): string | null {
  const parts = parse(text);
  if (!parts || parts.month === null || parts.day === null) return null;
  const { year, month, day, hour, minute, second, offset } = parts;
  if (offset === undefined) return new Date(year, month - 1, day, hour, minute, second).toISOString();
  const minutes = (offset.startsWith('-') ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3)));
  return new Date(Date.UTC(year, month - 1, day, hour, minute - minutes, second)).toISOString();
}

/** The calendar date `YYYY-MM-DD`; null when it is less precise than a day, undefined when it is no date at all. */
export function dateOf(text: string): string | null | undefined {
  const parts = parse(text);
  if (!parts) return undefined;
  return parts.month === null || parts.day === null
    ? null
    : `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}

/** The stamp of an instant to the second, in UTC with its offset, so that it says the same everywhere. */
export function stampOf(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace(/[-:T]/g, '')}+0000`;
}
