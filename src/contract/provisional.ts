import { z } from 'zod';
import { uidSchema } from './identity.ts';

/**
 * Provisional pictures stand in for images that are still on their way over a thin line: made by the server, small, lossy,
 * without values. They are shown and marked, and are nothing else: never measured, exported, kept, or part of a volume.
 */
export const provisionalSeriesSchema = z.object({
  studyUid: uidSchema,
  seriesUid: uidSchema,
  /** In the order of their instance numbers. */
  sopInstanceUids: z.array(uidSchema).min(1).max(20_000),
});
export type ProvisionalSeries = z.infer<typeof provisionalSeriesSchema>;

/** Screen pixels that a provisional picture fits into. */
export const provisionalSize = 512;

/** Index of the image that a series is seen first with: its middle, where stacks open. */
export function provisionalStart({ sopInstanceUids }: ProvisionalSeries): number {
  return Math.floor(sopInstanceUids.length / 2);
}

/** A finite number as a query may bring it. */
const number = z.coerce.number().min(-1e9).max(1e9);

/** The query of a provisional picture: the window that the server shall map greys with; its own without one. */
export const provisionalQuerySchema = z.union([
  z.strictObject({ center: number, width: number.refine(width => width >= 1) }),
  z.strictObject({}).transform(() => null),
]);

/** Where a page fetches the provisional picture of an image, on its own origin. */
export function provisionalPath(
  { studyUid, seriesUid }: Pick<ProvisionalSeries, 'studyUid' | 'seriesUid'>,
  sopInstanceUid: string,
  window: { readonly center: number; readonly width: number } | null,
): string {
  const query = window === null ? '' : `?center=${window.center}&width=${window.width}`;
  return `/provisional/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}${query}`;
}
