import { fail, succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Earlier reports of the patient who is being read: those signed here, and those that the RIS keeps. */
export function priorReportProcedures({ reports, readingCase, risPriorReports }: Services) {
  return {
    list: procedures.priorReports.list.handler(async ({ input: { readingId } }) => {
      const { reading } = readingCase.current.value;
      if (reading?.id !== readingId) return fail('reading-unknown', { reading: readingId });
      const [own, kept] = await Promise.all([reports.priorReports(reading), risPriorReports(reading)]);
      if (!own.ok) return own;
      // What went to the RIS from here stands once; the report that is being written is none of the earlier ones.
      const here = new Set([...own.value.map(({ id }) => id), reading.report?.reportId]);
      const others = kept.ok ? kept.value.filter(({ id }) => !here.has(id)) : [];
      const all = [...own.value, ...others].sort((one, other) =>
        (other.studyAt ?? '').localeCompare(one.studyAt ?? ''),
      );
      return succeed({ reports: all, failure: kept.ok ? null : kept.failure });
    }),
  };
}
