import { fail } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Earlier reports of the patient who is being read. */
export function priorReportProcedures({ reports, readingCase }: Services) {
  return {
    list: procedures.priorReports.list.handler(({ input: { readingId } }) => {
      const { reading } = readingCase.current.value;
      return reading?.id === readingId
        ? reports.priorReports(reading)
        : fail('reading-unknown', { reading: readingId });
    }),
  };
}
