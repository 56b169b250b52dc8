import { z } from 'zod';
import { siteIdSchema, uidSchema } from './identity.ts';

/** What another program asks to be opened: one examination, by its accession number or its study. */
export const launchRequestSchema = z
  .strictObject({
    accession: z.string().trim().min(1).max(64).optional(),
    studyUid: uidSchema.optional(),
    /** Where the number alone does not tell. */
    site: siteIdSchema.optional(),
  })
  .refine(({ accession, studyUid }) => (accession === undefined) !== (studyUid === undefined), {
    error: 'an accession number or a study, and not both',
  });
export type LaunchRequest = z.infer<typeof launchRequestSchema>;
