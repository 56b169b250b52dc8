import { fail, succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Results that somebody has to be told of. */
export function criticalProcedures({
  reports,
  openCriticalResults,
  readingCase,
  worklist,
  criticalDeadlines,
  reportLanguage,
}: Services) {
  const { critical } = reports;
  return {
    watchOpen: procedures.criticalResults.watchOpen.handler(({ signal }) => openCriticalResults.watch(signal)),
    of: procedures.criticalResults.of.handler(({ input }) => critical.of(input.reportId)),
    deadlines: procedures.criticalResults.deadlines.handler(({ input: { readingId } }) => {
      const { reading } = readingCase.current.value;
      const found = reading?.id === readingId ? reading : worklist.value.readings.find(({ id }) => id === readingId);
      return found ? succeed(criticalDeadlines(found.site.id)) : fail('reading-unknown', { reading: readingId });
    }),
    record: procedures.criticalResults.record.handler(async ({ input: { reportId, ...result } }) => {
      // It is recorded for the case on screen, and for no other.
      const { reading } = readingCase.current.value;
      if (!reading) return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      const shown = await reports.open(reading, reportLanguage(reading.site.id));
      if (!shown.ok) return shown;
      const { draft, sealed } = shown.value;
      if ((draft?.reportId ?? sealed.at(-1)?.reportId) !== reportId) {
        return fail('identity-mismatch', { reason: 'case-on-screen-differs' });
      }
      return critical.record(reportId, result);
    }),
    communicate: procedures.criticalResults.communicate.handler(({ input }) =>
      critical.communicate(input.id, input.communication),
    ),
    retract: procedures.criticalResults.retract.handler(({ input }) => critical.retract(input.id, input.reason)),
  };
}
