import type { Language } from '../../../contract/index.ts';

const two = (value: number) => String(value).padStart(2, '0');
const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayText(year: string, month: string, day: string, language: Language): string {
  return language === 'fr' ? `${day}/${month}/${year}` : `${day} ${englishMonths[Number(month) - 1] ?? month} ${year}`;
}

/** A calendar date `YYYY-MM-DD`: `22/11/2026` in French, `22 Nov 2026` in English; as given when it is not one. */
export function formatDate(date: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  return match ? dayText(match[1]!, match[2]!, match[3]!, language) : date;
}

/** A local date and time without offset, `YYYY-MM-DDTHH:MM:SS` or the date alone, e.g. `22/11/2026 03:14`. */
export function formatLocalDateTime(local: string, language: Language): string {
  const time = /T(\d{2}:\d{2})/.exec(local)?.[1];
  return time ? `${formatDate(local, language)} ${time}` : formatDate(local, language);
}

/** An instant in the time zone of the workstation, e.g. `22/11/2026 03:14`. */
export function formatInstant(instant: string, language: Language): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const day = dayText(String(at.getFullYear()), two(at.getMonth() + 1), two(at.getDate()), language);
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The time of day of an instant in the time zone of the workstation, `03:14`. */
export function formatTime(instant: string): string {
  const at = new Date(instant);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * A length of time in at most two units: `12 min`, `3 h 05`, `2 j 4 h` (French) or `2 d 4 h` (English).
 * Negative lengths are given without their sign.
 */
export function formatDuration(milliseconds: number, language: Language): string {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${two(minutes % 60)}`;
  const days = Math.floor(hours / 24);
  const dayUnit = language === 'fr' ? 'j' : 'd';
  return days < 10 ? `${days} ${dayUnit} ${hours % 24} h` : `${days} ${dayUnit}`;
}

export type Age = { readonly unit: 'years' | 'months' | 'days'; readonly value: number };

/** Age on a day, both `YYYY-MM-DD`: in days below one month, in months below two years, else in years. */
export function ageOn(birthDate: string, day: string): Age | null {
  const [birthYear, birthMonth, birthDay] = birthDate.split('-').map(Number);
  const [year, month, dayOfMonth] = day.slice(0, 10).split('-').map(Number);
  if (!birthYear || !birthMonth || !birthDay || !year || !month || !dayOfMonth) return null;
  const months = (year - birthYear) * 12 + (month - birthMonth) - (dayOfMonth < birthDay ? 1 : 0);
  if (months < 0) return null;
  if (months >= 24) return { unit: 'years', value: Math.floor(months / 12) };
  if (months >= 1) return { unit: 'months', value: months };
  const days = (Date.UTC(year, month - 1, dayOfMonth) - Date.UTC(birthYear, birthMonth - 1, birthDay)) / 86_400_000;
  return days < 0 ? null : { unit: 'days', value: days };
}

/** `62 ans`, `8 mois`, `12 jours` / `62 y`, `8 mo`, `12 d`. */
export function formatAge(age: Age, language: Language): string {
  const units = {
    fr: { years: 'ans', months: 'mois', days: age.value > 1 ? 'jours' : 'jour' },
    en: { years: 'y', months: 'mo', days: 'd' },
  };
  return `${age.value} ${units[language][age.unit]}`;
}

/** Today in the time zone of the workstation, `YYYY-MM-DD`. */
export function localDay(milliseconds: number): string {
  const at = new Date(milliseconds);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
