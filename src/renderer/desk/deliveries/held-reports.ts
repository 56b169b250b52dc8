import type { Delivery } from '../../../contract/index.ts';

/** A signed version that has not left, and until when it may be recalled (milliseconds since 1970). */
export interface HeldReport {
  readonly reportId: string;
  readonly version: number;
  readonly readingId: string;
  readonly until: number;
}

/** The versions that are held now, the one that was signed last first. A version that left on one channel is not held. */
export function heldReports(deliveries: readonly Delivery[], now: number): HeldReport[] {
  const versions = Map.groupBy(deliveries, ({ reportId, version }) => `${reportId} ${version}`);
  return [...versions.values()]
    .flatMap(rows => {
      const [first] = rows;
      const until = Math.min(...rows.map(({ heldUntil }) => (heldUntil === null ? 0 : Date.parse(heldUntil))));
      if (!first || until <= now) return [];
      const { reportId, version, readingId, createdAt } = first;
      return [{ reportId, version, readingId, until, createdAt }];
    })
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .map(({ createdAt: _, ...held }) => held);
}
