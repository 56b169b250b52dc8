import type { Language } from '../../contract/index.ts';

const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-22` as `22/11/2026` (fr) or `22 Nov 2026` (en: day and month cannot be mistaken). */
export function dateText(date: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!match) return date;
  const [, year, month, day] = match;
  return language === 'fr'
    ? `${day}/${month}/${year}`
    : `${Number(day)} ${englishMonths[Number(month) - 1] ?? month} ${year}`;
}

/** A study's local date and time without offset, or the date alone, as QIDO-RS gave it. */
export function localDateTimeText(value: string, language: Language): string {
  const time = /T(\d{2}):(\d{2})/.exec(value);
  return time ? `${dateText(value, language)} ${time[1]}:${time[2]}` : dateText(value, language);
}

/** A point in time on the clock of a zone, with the zone's offset at that moment. */
export function instantText(
  instant: string,
  timeZone: string,
  language: Language,
): { date: string; time: string; zone: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(each => each.type === type)?.value ?? '';
  return {
    date: dateText(`${part('year')}-${part('month')}-${part('day')}`, language),
    time: `${part('hour')}:${part('minute')}`,
    zone: part('timeZoneName').replace('GMT', 'UTC'),
  };
}
