import { oc } from '@orpc/contract';
import { z } from 'zod';
import { failureSchema, outcomeSchema } from './failure.ts';
import { languageSchema } from './identity.ts';
import { sectionKindSchema } from './report.ts';

/** An earlier report of the patient as plain paragraphs, wherever it comes from. */
export const priorReportSchema = z.object({
  id: z.string().max(256),
  /** Signed with this program, or kept by the RIS. */
  source: z.enum(['vigie', 'ris']),
  title: z.string().max(256),
  language: languageSchema.nullable(),
  /** Local date and time of its study without offset, or the date alone. */
  studyAt: z.string().max(32).nullable(),
  author: z.string().max(256).nullable(),
  /** A report without known parts has one without kind. */
  sections: z
    .array(z.object({ kind: sectionKindSchema.nullable(), paragraphs: z.array(z.string().max(100_000)) }))
    .max(50),
});
export type PriorReport = z.infer<typeof priorReportSchema>;

/** The earlier reports of the patient of a reading, newest first; `failure`: the RIS did not answer. */
export const priorReportsApi = {
  list: oc
    .input(z.object({ readingId: z.string().max(256) }))
    .output(
      outcomeSchema(z.object({ reports: z.array(priorReportSchema).max(300), failure: failureSchema.nullable() })),
    ),
};
