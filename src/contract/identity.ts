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

/** The French national health identity (INS) as the RIS states it: shown and passed on, never edited here. */
export const nationalIdentitySchema = z.object({
  matricule: z.string().max(32),
  /** Of the NIR or NIA authority (1.2.250.1.213.1.4.8 to .11). */
  oid: uidSchema,
  /** Retrieved from the national service and validated: only then may it be routed to the shared record (DMP). */
  qualified: z.boolean(),
  /** PID-32 (HL7 table 0445) as it came, e.g. `VALI`. */
  status: z.string().max(64),
  birthFamilyName: z.string().max(128),
  birthGivenNames: z.string().max(128),
  /** Official code of the place of birth (INSEE). */
  birthPlace: z.string().max(16).nullable(),
});
export type NationalIdentity = z.infer<typeof nationalIdentitySchema>;

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
  ins: nationalIdentitySchema.optional(),
  /** Identifiers that the RIS has merged into this one (ADT A40); images and reports may still carry them. */
  former: z
    .array(z.object({ patientId: z.string().max(128), issuer: z.string().max(128).nullable() }))
    .max(20)
    .optional(),
});
export type Patient = z.infer<typeof patientSchema>;

/** Whether an identifier is the patient's, now or before a merge. */
export function goesBy({ patientId, former = [] }: Patient, identifier: string): boolean {
  return patientId === identifier || former.some(each => each.patientId === identifier);
}
