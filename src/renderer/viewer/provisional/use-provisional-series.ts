import { useEffect, useState } from 'react';
import type { ProvisionalSeries } from '../../../contract/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { useViewer } from '../viewer-context.ts';

/**
 * The images of a series at its PACS while pictures of them are offered; of the study's largest where `seriesUid` is null.
 * Asked for again with every `news` until there are some: only what comes shows that a line is thin.
 */
export function useProvisionalSeries(
  studyUid: string | null,
  seriesUid: string | null,
  news: string | number,
): ProvisionalSeries | null {
  const api = useApi();
  const { provisional } = useViewer();
  const key = `${studyUid} ${seriesUid}`;
  const [known, setKnown] = useState<{ key: string; series: ProvisionalSeries } | null>(null);
  const listed = seriesUid === null ? null : provisional.listed(seriesUid);
  const series = listed ?? (known?.key === key ? known.series : null);
  const isKnown = series !== null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the news say when to ask again.
  useEffect(() => {
    if (studyUid === null || isKnown) return;
    let isLeft = false;
    void outcomeOf(api.studies.provisional({ studyUid, seriesUid })).then(outcome => {
      if (isLeft || !outcome.ok || !outcome.value.series) return;
      provisional.note(outcome.value.series);
      setKnown({ key, series: outcome.value.series });
    });
    return () => {
      isLeft = true;
    };
  }, [api, provisional, key, studyUid, seriesUid, isKnown, news]);

  return studyUid === null ? null : series;
}
