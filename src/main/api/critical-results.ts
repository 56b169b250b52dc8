import { fail } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Results that somebody has to be told of. */
export function criticalProcedures({ reports, openCriticalResults, readingCase, reportLanguage }: Services) {
  const { critical } = reports;
  return {
    watchOpen: procedures.criticalResults.watchOpen.handler(({ signal }) => openCriticalResults.watch(signal)),
    of: procedures.criticalResults.of.handler(({ input }) => critical.of(input.reportId)),
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
