import { succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** What is in the local cache, and what is done about it. */
export function studyManagerProcedures({ studyManager }: Services) {
  return {
    watch: procedures.studyManager.watch.handler(({ signal }) => studyManager.storage.watch(signal)),
    list: procedures.studyManager.list.handler(({ input }) => studyManager.list(input)),
    pin: procedures.studyManager.pin.handler(({ input }) => studyManager.pin(input.studyUid, input.pinned)),
    evict: procedures.studyManager.evict.handler(({ input }) => studyManager.evict(input.studyUid)),
    verify: procedures.studyManager.verify.handler(({ input }) => {
      studyManager.verify(input.studyUid);
      return succeed({});
    }),
    cancelVerification: procedures.studyManager.cancelVerification.handler(({ input }) => {
      studyManager.cancelVerification(input.studyUid);
      return succeed({});
    }),
    refetch: procedures.studyManager.refetch.handler(({ input }) => studyManager.refetch(input.studyUid)),
    cancelRefetch: procedures.studyManager.cancelRefetch.handler(({ input }) => {
      studyManager.cancelRefetch(input.studyUid);
      return succeed({});
    }),
    setBudget: procedures.studyManager.setBudget.handler(async ({ input }) => {
      await studyManager.setBudget(input.bytes);
      return succeed({});
    }),
  };
}
