import { fail, succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** The worklist and the one case that is open. */
export function worklistProcedures({ worklist, department, readingCase }: Services) {
  return {
    worklist: {
      watch: procedures.worklist.watch.handler(({ signal }) => worklist.watch(signal)),
      refresh: procedures.worklist.refresh.handler(async () => {
        await department()?.worklist.refresh();
        return succeed({});
      }),
      open: procedures.worklist.open.handler(({ input }) => {
        const reading = worklist.value.readings.find(({ id }) => id === input.readingId);
        return reading ? readingCase.open(reading) : fail('reading-unknown', { reading: input.readingId });
      }),
      park: procedures.worklist.park.handler(() => readingCase.park()),
    },
    readingCase: {
      watch: procedures.readingCase.watch.handler(({ signal }) => readingCase.current.watch(signal)),
      watchMeasurements: procedures.readingCase.watchMeasurements.handler(({ signal }) =>
        readingCase.measurements.watch(signal),
      ),
    },
  };
}
