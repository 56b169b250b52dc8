import { oc } from '@orpc/contract';
import { z } from 'zod';
import { outcomeSchema } from './failure.ts';
import { languageSchema } from './identity.ts';
import { checkRuleSchema, dismissalReasonSchema, dismissalSchema } from './report-check.ts';
import { reportContextSchema } from './report-context.ts';

const report = z.object({ reportId: z.uuid() });

/** The checks before signing. The rules themselves are pure (src/report/checks) and run where the text is. */
export const checksApi = {
  /** What a report of this reading is checked against and filled with, as known now; `language` is the report's. */
  context: oc
    .input(z.object({ readingId: z.string().max(256), language: languageSchema }))
    .output(outcomeSchema(reportContextSchema.extend({ blocking: z.array(checkRuleSchema) }))),
  dismissals: oc.input(report).output(outcomeSchema(z.array(dismissalSchema))),
  /** Keeps in the audit trail that the reader saw a warning, and why it is none. Gives all dismissals of the report. */
  dismiss: oc
    .input(report.extend({ key: z.string().max(64), rule: checkRuleSchema, reason: dismissalReasonSchema }))
    .output(outcomeSchema(z.array(dismissalSchema))),
};
