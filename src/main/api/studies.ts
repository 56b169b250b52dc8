import { fail, succeed } from '../../contract/index.ts';
import { StateChannel } from '../channel.ts';
import { importSite } from '../import/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** What the viewer asks about the studies of the open case. */
export function studyProcedures({ cache, sync, provisional, readingCase }: Services) {
  const unknown = (studyUid: string) => fail('study-not-found', { study: studyUid });
  return {
    displaySets: procedures.studies.displaySets.handler(async ({ input: { studyUid } }) => {
      if (!readingCase.study(studyUid)) return unknown(studyUid);
      // The state first: read after the headers it might call whole what they do not hold yet.
      const { state } = await sync.state(studyUid);
      return succeed([...(await cache.displaySets(studyUid, { complete: state === 'complete' }))]);
    }),
    watchCache: procedures.studies.watchCache.handler(async function* ({ input: { studyUid }, signal }) {
      const progress = new StateChannel(await sync.state(studyUid));
      const stopListening = sync.onProgress((changed, state) => {
        if (changed === studyUid) progress.set(state);
      });
      try {
        yield* progress.watch(signal);
      } finally {
        stopListening();
      }
    }),
    fetch: procedures.studies.fetch.handler(({ input: { studyUid } }) => {
      const study = readingCase.study(studyUid);
      if (!study) return unknown(studyUid);
      sync.request(study, study.role);
      return succeed({});
    }),
    provisional: procedures.studies.provisional.handler(async ({ input: { studyUid, seriesUid } }) => {
      const study = readingCase.study(studyUid);
      if (!study) return unknown(studyUid);
      const { state } = await sync.state(studyUid);
      const isWanted = state !== 'complete' && study.siteId !== importSite.id;
      return succeed({ series: isWanted ? await provisional.series(study, seriesUid) : null });
    }),
    look: procedures.studies.look.handler(({ input: { places } }) => {
      sync.look(places.filter(({ studyUid }) => readingCase.study(studyUid) !== null));
      return succeed({});
    }),
    cancel: procedures.studies.cancel.handler(({ input: { studyUid } }) => {
      if (!readingCase.study(studyUid)) return unknown(studyUid);
      sync.cancel(studyUid);
      return succeed({});
    }),
  };
}
