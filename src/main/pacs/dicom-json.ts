import { z } from 'zod';

const elementSchema = z.looseObject({ Value: z.array(z.unknown()).optional() });

/** One match in the DICOM JSON model (PS3.18 annex F), by eight-digit tag. */
export const dicomJsonSchema = z.record(z.string(), elementSchema);
export type DicomJsonMatch = z.infer<typeof dicomJsonSchema>;

/** The values of an element that are text; numbers are taken as text, as some servers write IS and DS so. */
export function texts(match: DicomJsonMatch, tag: string): string[] {
  return (match[tag]?.Value ?? []).flatMap(value =>
    typeof value === 'string' ? [clean(value)] : typeof value === 'number' ? [String(value)] : [],
  );
}

/** The first value, cut to `maxLength` characters; null when there is none or it is empty. */
export function text(match: DicomJsonMatch, tag: string, maxLength: number): string | null {
  const value = texts(match, tag)[0];
  return value === undefined || value === '' ? null : value.slice(0, maxLength);
}

/** A whole number (IS, US, UL), as JSON number or as text; null when missing or something else. */
export function integer(match: DicomJsonMatch, tag: string): number | null {
  const value = texts(match, tag)[0];
  if (value === undefined || !/^[+-]?\d{1,12}$/.test(value)) return null;
  return Number(value);
}

const personNameSchema = z.looseObject({
  Alphabetic: z.string().optional(),
  Ideographic: z.string().optional(),
  Phonetic: z.string().optional(),
});

/**
 * Family name and given names of a PN element (PS3.5 section 6.2.1.2: family^given^middle^prefix^suffix), from the
 * first representation that has any. Middle names are given names here; prefix and suffix are left out. The ideographic
 * name stands beside an alphabetic one.
 */
export function personName(
  match: DicomJsonMatch,
  tag: string,
): { familyName: string; givenName: string; ideographicName?: string } {
  const value = match[tag]?.Value?.[0];
  const parsed = personNameSchema.safeParse(value);
  const written = parsed.success
    ? [parsed.data.Alphabetic, parsed.data.Ideographic, parsed.data.Phonetic]
    : typeof value === 'string'
      ? value.split('=')
      : [];
  const groups = written.filter(group => group !== undefined && group.replace(/[\^\s]/g, '') !== '');
  const [family = '', given = '', middle = ''] = (groups[0] ?? '').split('^').map(clean);
  const ideographic = groups.indexOf(written[1]) > 0 ? (written[1] ?? '') : '';
  return {
    familyName: family.slice(0, 128),
    givenName: `${given} ${middle}`.trim().slice(0, 128),
    ...(ideographic === ''
      ? {}
      : { ideographicName: ideographic.split('^').map(clean).filter(Boolean).join(' ').slice(0, 128) }),
  };
}

/** DA as `YYYY-MM-DD`; null unless it is a calendar date. */
export function date(match: DicomJsonMatch, tag: string): string | null {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(texts(match, tag)[0] ?? '');
  if (parts === null) return null;
  const iso = `${parts[1]}-${parts[2]}-${parts[3]}`;
  const parsed = new Date(`${iso}T00:00:00Z`);
  // Date rolls 31 February over into March: such a value is no date.
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(iso) ? iso : null;
}

/** TM (`HH`, `HHMM`, `HHMMSS.FFFFFF`) as `HH:MM:SS`; null when missing or impossible. */
export function time(match: DicomJsonMatch, tag: string): string | null {
  const parts = /^([01]\d|2[0-3]):?([0-5]\d)?:?([0-5]\d|60)?(?:\.\d{1,6})?$/.exec(texts(match, tag)[0] ?? '');
  if (parts === null) return null;
  const [, hours, minutes = '00', seconds = '00'] = parts;
  return `${hours}:${minutes}:${seconds === '60' ? '59' : seconds}`;
}

/** Without the padding of DICOM values and without control characters, which no value of these may hold. */
function clean(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return value.replace(/[\u0000-\u001f\u007f]/g, '').trim();
}
