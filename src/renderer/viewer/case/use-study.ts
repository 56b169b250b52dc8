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
/** Judging the series takes the time that reading and showing its slices wants: not more than a fifth of it. */
const pausePerAnswer = 4;
const nothing: readonly DisplaySet[] = [];

/** Waits until the subscription ends; for a study that is not there to be watched. */
async function* silence(signal: AbortSignal): AsyncGenerator<CacheState> {
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
}

/** Follows a study: its place in the cache, and its display sets as they grow, asked at most every 0.7 s and at once when it is whole. */
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
  const next = useRef({ studyUid, at: 0 });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the progress says when to ask again.
  useEffect(() => {
    if (studyUid === null) return;
    const ask = async () => {
      const asked = performance.now();
      const outcome = await outcomeOf(api.studies.displaySets({ studyUid }));
      const answered = performance.now();
      next.current = { studyUid, at: Math.max(asked + shortestPause, answered + pausePerAnswer * (answered - asked)) };
      if (wanted.current !== studyUid) return;
      setKnown(before => ({
        studyUid,
        sets: outcome.ok ? outcome.value : before?.studyUid === studyUid ? before.sets : nothing,
        failure: outcome.ok ? null : outcome.failure,
      }));
    };
    const isDue = cache?.state === 'complete' || next.current.studyUid !== studyUid;
    const timer = setTimeout(ask, isDue ? 0 : Math.max(next.current.at - performance.now(), 0));
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
