import { oc } from '@orpc/contract';
import { z } from 'zod';
import { failureSchema, outcomeSchema } from './failure.ts';
import { patientSchema, siteIdSchema } from './identity.ts';
import { patientAtSiteSchema } from './joined-patient.ts';

const nothing = z.object({});

/** A patient that a search found: as the PACS there knows him, with how many studies and when the newest was made. */
export const foundPatientSchema = patientAtSiteSchema.extend({
  siteName: z.string().max(128),
  studies: z.number().int().positive(),
  /** Local date, or date and time. */
  newest: z.string().max(32).nullable(),
});
export type FoundPatient = z.infer<typeof foundPatientSchema>;

export const foundPatientsSchema = z.object({
  patients: z.array(foundPatientSchema).max(500),
  /** More was found than is told: the search has to be narrower. */
  more: z.boolean(),
  /** Sites that could not be asked. */
  failures: z.array(z.object({ site: siteIdSchema, siteName: z.string().max(128), failure: failureSchema })),
});
export type FoundPatients = z.infer<typeof foundPatientsSchema>;

const readingId = z.string().max(256);

/** Which patients of several sites are one, as a reader decides it. */
export const patientsApi = {
  /** Patients by name or identifier at all sites and among what was imported; asked for by the reader, never offered. */
  search: oc.input(z.object({ text: z.string().trim().min(2).max(64) })).output(outcomeSchema(foundPatientsSchema)),
  /**
   * Links the patient of the open case with another one, both as they were on screen. Refused with `identity-mismatch` when
   * either is not that any more, with `patients-not-joined` when they are surely two. Durable and in the audit trail.
   */
  link: oc
    .input(z.object({ readingId, patient: patientSchema, other: patientAtSiteSchema }))
    .output(outcomeSchema(nothing)),
  /** Removes a link of the open case. */
  unlink: oc.input(z.object({ readingId, linkId: z.uuid() })).output(outcomeSchema(nothing)),
};
