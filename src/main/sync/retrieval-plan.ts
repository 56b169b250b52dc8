import type { InstanceListing } from '../pacs/index.ts';

/** One request to the PACS. */
export type Transfer =
  | { readonly kind: 'series'; readonly seriesUid: string }
  | { readonly kind: 'instance'; readonly seriesUid: string; readonly sopInstanceUid: string };

export interface PlanInput {
  readonly listing: readonly InstanceListing[];
  /** SOP Instance UIDs that are whole in the cache. */
  readonly whole: ReadonlySet<string>;
  /** Series that failed as one request: asked for instance by instance, so that one bad instance spoils only itself. */
  readonly singly: ReadonlySet<string>;
  /** Instances that the PACS cannot give; not asked for again. */
  readonly refused: { has(sopInstanceUid: string): boolean };
}

/**
 * The requests that bring what is missing, in reading order (series number, then instance number). A series of which
 * nothing is here comes as one request; of one that is here in part only the missing instances do: nothing that is
 * whole is sent twice over a thin link.
 */
export function planRetrieval({ listing, whole, singly, refused }: PlanInput): Transfer[] {
  const bySeries = Map.groupBy(listing, instance => instance.seriesUid);
  const inOrder = [...bySeries].sort(([, [a]], [, [b]]) => byNumber(a?.seriesNumber ?? null, b?.seriesNumber ?? null));
  return inOrder.flatMap(([seriesUid, instances]): Transfer[] => {
    const missing = instances.filter(
      ({ sopInstanceUid }) => !whole.has(sopInstanceUid) && !refused.has(sopInstanceUid),
    );
    if (missing.length === instances.length && missing.length > 1 && !singly.has(seriesUid)) {
      return [{ kind: 'series', seriesUid }];
    }
    return missing
      .sort((a, b) => byNumber(a.instanceNumber, b.instanceNumber))
      .map(({ sopInstanceUid }) => ({ kind: 'instance', seriesUid, sopInstanceUid }));
  });
}

/** Numbered ones first; without a number they keep their order. */
function byNumber(a: number | null, b: number | null): number {
  return (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER);
}
