import { byNumber, isSeriesWhole, type ListedSeries, missingOf, type WholeInstances } from './study-contents.ts';

/** One request to the PACS. */
export type Transfer =
  | { readonly kind: 'series'; readonly seriesUid: string }
  | {
      readonly kind: 'instance';
      readonly seriesUid: string;
      readonly sopInstanceUid: string;
      /** Place among the series' instances, by instance number. */
      readonly place: number;
    };

export interface PlanInput {
  readonly series: readonly ListedSeries[];
  readonly whole: WholeInstances;
  /** Series asked for instance by instance: they failed as one request, or their order matters. */
  readonly singly: ReadonlySet<string>;
  /** Instances that the PACS cannot give; not asked for again. */
  readonly refused: { has(sopInstanceUid: string): boolean };
}

/**
 * The requests that bring what is missing, in reading order (series number, then instance number). A series of which
 * nothing is here comes as one request; of one that is here in part only the missing instances do: nothing that is
 * whole is sent twice over a thin link.
 */
export function planRetrieval({ series, whole, singly, refused }: PlanInput): Transfer[] {
  const inOrder = series.toSorted((a, b) => byNumber(a.seriesNumber, b.seriesNumber));
  return inOrder.flatMap((each): Transfer[] => {
    const { seriesUid, places } = each;
    if (isSeriesWhole(each, whole)) return [];
    if (places === null) return [{ kind: 'series', seriesUid }];
    const missing = missingOf(each, whole).filter(uid => !refused.has(uid));
    if (missing.length === places.size && missing.length > 1 && !singly.has(seriesUid)) {
      return [{ kind: 'series', seriesUid }];
    }
    return missing.map(sopInstanceUid => ({
      kind: 'instance',
      seriesUid,
      sopInstanceUid,
      place: places.get(sopInstanceUid) ?? 0,
    }));
  });
}
