import { useCallback, useEffect, useState } from 'react';
import type { Failure, ReportView } from '../../../contract/index.ts';
import { outcomeOf, useApi, useConnectionGeneration } from '../../ui/transport/index.ts';

export interface OpenReport {
  readonly view: ReportView | null;
  readonly failure: Failure | null;
  /** Grows with every load: an editor of an older load is thrown away. */
  readonly load: number;
  reload(): void;
}

/** The draft and signed versions of a reading's report, asked for when it is opened and when `reload` is called. */
export function useReportView(readingId: string): OpenReport {
  const api = useApi();
  const generation = useConnectionGeneration();
  const [load, setLoad] = useState(0);
  const [result, setResult] = useState<{ view: ReportView | null; failure: Failure | null; load: number }>({
    view: null,
    failure: null,
    load: 0,
  });
  const reload = useCallback(() => setLoad(current => current + 1), []);
  const hasView = result.view !== null;
  // After a lost connection an editor that is open goes on with its text; only a missing view is asked for again.
  const attempt = hasView ? 0 : generation;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again after a lost connection.
  useEffect(() => {
    let isCurrent = true;
    void outcomeOf(api.reports.open({ readingId })).then(outcome => {
      if (!isCurrent) return;
      setResult(
        outcome.ok ? { view: outcome.value, failure: null, load } : { view: null, failure: outcome.failure, load },
      );
    });
    return () => {
      isCurrent = false;
    };
  }, [api, readingId, load, attempt]);

  return { ...result, reload };
}
