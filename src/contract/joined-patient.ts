import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { instantSchema, patientSchema, siteIdSchema } from './identity.ts';

/**
 * Why two sites' patients are one: both RIS state the same qualified national identity, the configuration says that the
 * sites number their patients alike, or a reader linked them by hand. A name and a birth date alone never are a reason.
 */
export const joinReasons = ['ins', 'cross-reference', 'link'] as const;
export const joinReasonSchema = z.enum(joinReasons);
export type JoinReason = z.infer<typeof joinReasonSchema>;

/** A patient as one site knows him. */
export const patientAtSiteSchema = z.object({
  site: siteIdSchema,
  patient: patientSchema,
  /** How that site's RIS and PACS write the issuer of the identifier, where they do. */
  issuers: z.array(z.string().max(128)).max(8),
});
export type PatientAtSite = z.infer<typeof patientAtSiteSchema>;

/** Two patients that a reader has said to be one, as both were known then. */
export const patientLinkSchema = z.object({
  id: z.uuid(),
  ends: z.tuple([patientAtSiteSchema, patientAtSiteSchema]),
  at: instantSchema,
  /** Who linked them. */
  by: z.string().max(128),
});
export type PatientLink = z.infer<typeof patientLinkSchema>;

/** The patient of a case under another identifier, mostly at another site, and what his studies there do for the case. */
export const joinedPatientSchema = z.object({
  site: z.object({ id: siteIdSchema, name: z.string().max(128) }),
  /** As that site knows him; of a cross-referenced identifier perhaps nothing but the identifier. */
  patient: patientSchema,
  by: joinReasonSchema,
  link: patientLinkSchema.pick({ id: true, at: true, by: true }).optional(),
  /**
   * `asking`: its PACS has not answered yet; `answered`; `unreachable`: it does not answer now, what it said before stays;
   * `refused`: something contradicts the join, so that nothing is taken from there.
   */
  state: z.enum(['asking', 'answered', 'unreachable', 'refused']),
  failure: failureSchema.nullable(),
  /** Studies of his there that count as priors of the case. */
  studies: z.number().int().nonnegative(),
});
export type JoinedPatient = z.infer<typeof joinedPatientSchema>;
