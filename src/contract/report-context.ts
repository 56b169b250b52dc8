import { z } from 'zod';
import { checkContextSchema } from './report-check.ts';
import { mergeSourceSchema } from './report-field.ts';

/** What order, images and department say about a report, for its merge fields and its checks. */
export const reportContextSchema = z.object({
  checks: checkContextSchema,
  /** In the report's language; null for what nobody stated (yet). */
  merge: z.record(mergeSourceSchema, z.string().nullable()),
});
export type ReportContext = z.infer<typeof reportContextSchema>;
