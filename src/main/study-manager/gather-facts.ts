import type { CacheState, CurrentCase, Worklist } from '../../contract/index.ts';
import type { StateChannel } from '../channel.ts';
import type { ReportService } from '../reports/index.ts';
import type { RetentionFacts } from './retention.ts';

export interface FactSources {
  readonly currentCase: StateChannel<CurrentCase>;
  readonly worklist: StateChannel<Worklist>;
  readonly reports: Pick<ReportService, 'standing'>;
  readonly sync: { onProgress(listener: (studyUid: string, state: CacheState) => void): unknown };
}

const isUnderWay = ({ state }: CacheState) => state === 'queued' || state === 'syncing';

/** Asks the rest of the program what must stay; null when the reports cannot be asked. */
export function factGatherer(sources: FactSources): () => Promise<Omit<RetentionFacts, 'pinned'> | null> {
  const { currentCase, worklist, reports, sync } = sources;
  const fetching = new Set<string>();
  sync.onProgress((studyUid, state) => {
    if (isUnderWay(state)) fetching.add(studyUid);
    else fetching.delete(studyUid);
  });
  return async () => {
    const standing = await reports.standing().catch(() => null);
    if (standing === null) return null;
    return {
      // Read after the answer above, so that a case that was opened meanwhile counts.
      openCase: currentCase.value.reading,
      readings: worklist.value.readings,
      standing,
      unsent: new Set(),
      fetching: new Set(fetching),
    };
  };
}
