import { useEffect, useRef, useState } from 'react';
import type { CacheState, DisplaySet, Failure } from '../../../contract/index.ts';
import { outcomeOf, useApi, useStream } from '../../ui/transport/index.ts';

/** A study as far as it is here. */
export interface StudyView {
  readonly studyUid: string | null;
  readonly cache: CacheState | null;
  readonly displaySets: readonly DisplaySet[];
  readonly failure: Failure | null;
}

const shortestPause = 700;
const nothing: readonly DisplaySet[] = [];

/** Waits until the subscription ends; for a study that is not there to be watched. */
async function* silence(signal: AbortSignal): AsyncGenerator<CacheState> {
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
}

/** Follows a study: its place in the cache, and its display sets as they grow, asked at most every 0.7 s. */
export function useStudy(studyUid: string | null): StudyView {
  const api = useApi();
  const cache = useStream<CacheState>(
    async (client, { signal }) =>
      studyUid === null ? silence(signal) : client.studies.watchCache({ studyUid }, { signal }),
    studyUid ?? '',
  );
  const [known, setKnown] = useState<{ studyUid: string; sets: readonly DisplaySet[]; failure: Failure | null }>();
  const progress = `${cache?.state}|${cache?.instancesDone}`;

  const wanted = useRef(studyUid);
  wanted.current = studyUid;
  const askedAt = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the progress says when to ask again.
  useEffect(() => {
    if (studyUid === null) return;
    const ask = async () => {
      askedAt.current = performance.now();
      const outcome = await outcomeOf(api.studies.displaySets({ studyUid }));
      if (wanted.current !== studyUid) return;
      setKnown(before => ({
        studyUid,
        sets: outcome.ok ? outcome.value : before?.studyUid === studyUid ? before.sets : nothing,
        failure: outcome.ok ? null : outcome.failure,
      }));
    };
    const timer = setTimeout(ask, Math.max(askedAt.current + shortestPause - performance.now(), 0));
    return () => clearTimeout(timer);
  }, [api, studyUid, progress]);

  const current = known?.studyUid === studyUid ? known : undefined;
  return {
    studyUid,
    cache: cache ?? null,
    displaySets: current?.sets ?? nothing,
    failure: current?.failure ?? cache?.failure ?? null,
  };
}
