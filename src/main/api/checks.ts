import { fail, succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** The checks before signing: their context, and what the reader answered to warnings. */
export function checkProcedures({ reports, reportContext, blockingRules, worklist, readingCase }: Services) {
  return {
    context: procedures.checks.context.handler(async ({ input: { readingId, language } }) => {
      const { reading } = readingCase.current.value;
      const found = reading?.id === readingId ? reading : worklist.value.readings.find(({ id }) => id === readingId);
      if (!found) return fail('reading-unknown', { reading: readingId });
      return succeed({ ...(await reportContext.of(found, language)), blocking: [...blockingRules(found.site.id)] });
    }),
    dismissals: procedures.checks.dismissals.handler(({ input }) => reports.dismissals(input.reportId)),
    dismiss: procedures.checks.dismiss.handler(({ input: { reportId, ...dismissal } }) =>
      reports.dismiss(reportId, dismissal),
    ),
  };
}
