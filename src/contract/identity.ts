import { z } from 'zod';

/** A DICOM UID: digits and dots, at most 64 characters (PS3.5 section 9.1). */
export const uidSchema = z.string().regex(/^[0-9.]{1,64}$/);

export const siteIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

export const languageSchema = z.enum(['fr', 'en']);
export type Language = z.infer<typeof languageSchema>;

/** Calendar date `YYYY-MM-DD`, without time zone (a birth date has none). */
export const dateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** A point in time, ISO 8601 with an offset or Z. */
export const instantSchema = z.iso.datetime({ offset: true });

export const patientSchema = z.object({
  /** (0010,0020), PID-3 or Patient.identifier: the local identifier. */
  patientId: z.string().max(128),
  /** Assigning authority of the identifier, where known. */
  issuer: z.string().max(128).nullable(),
  familyName: z.string().max(128),
  givenName: z.string().max(128),
  /** The name in ideographs or Hangul beside the Latin one, `Family Given` (PS3.5 6.2.1.2). */
  ideographicName: z.string().max(128).optional(),
  birthDate: dateSchema.nullable(),
  sex: z.enum(['M', 'F', 'O']).nullable(),
});
export type Patient = z.infer<typeof patientSchema>;
