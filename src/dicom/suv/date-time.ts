import type { Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonString } from '../json/dicom-json.ts';

/** Seconds of a DA and a TM attribute on the clock of the scanner, or null (PS3.5 6.2). */
export function secondsOf(header: DicomJson, dateTag: Tag, timeTag: Tag): number | null {
  return secondsOfTexts(jsonString(header, dateTag), jsonString(header, timeTag));
}

/** Seconds of a date and a time as text, on the scanner's clock, or null. */
export function secondsOfTexts(date: string | null, time: string | null): number | null {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date?.trim() ?? '');
  const clock = /^(\d{2}):?(\d{2})?:?(\d{2})?(\.\d{1,6})?$/.exec(time?.trim() ?? '');
  if (day === null || clock === null) return null;
  const midnight = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  const [, hours, minutes = 0, seconds = 0, fraction = 0] = clock;
  return midnight / 1000 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(fraction);
}

/**
 * Seconds of a DT value on the scanner's clock, or null. An offset from UTC in the value is brought to the one that the
 * header's own dates and times have (0008,0201); without the latter they are taken to be on the same clock.
 */
export function secondsOfDateTime(header: DicomJson, text: string | null): number | null {
  const parts = /^(\d{8})(\d{2}[\d.]*)([+-]\d{4})?$/.exec(text?.trim() ?? '');
  const seconds = secondsOfTexts(parts?.[1] ?? null, parts?.[2] ?? null);
  const own = offsetOf(parts?.[3] ?? null);
  const clock = offsetOf(jsonString(header, tags.timezoneOffsetFromUtc));
  return seconds === null || own === null || clock === null ? seconds : seconds - own + clock;
}

function offsetOf(text: string | null): number | null {
  const parts = /^([+-])(\d{2})(\d{2})$/.exec(text?.trim() ?? '');
  if (parts === null) return null;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 3600 + Number(parts[3]) * 60);
}
