import type { ViewedPlace } from '../../contract/index.ts';
import type { Transfer } from './retrieval-plan.ts';
import type { StudyContents } from './study-contents.ts';

/**
 * Takes the transfer that is needed most out of `queue`: of the series that are looked at, the instance nearest to the
 * place that is looked at, else the first in reading order. The place is asked for anew each time, so that the order
 * follows the reader's scrolling. Of a series that nobody has placed himself in, the middle comes first, where it is
 * opened, then its neighbours on both sides.
 */
export function takeNext(
  queue: Transfer[],
  contents: Pick<StudyContents, 'of'>,
  viewed: readonly ViewedPlace[],
): Transfer | undefined {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  const places = viewed.map(place => ({ seriesUid: place.seriesUid, at: placeIn(contents, place) }));
  for (const [index, transfer] of queue.entries()) {
    const distance = Math.min(
      ...places
        .filter(({ seriesUid }) => seriesUid === transfer.seriesUid)
        .map(({ at }) => (transfer.kind === 'series' ? 0 : Math.abs(transfer.place - at))),
    );
    if (distance >= bestDistance) continue;
    best = index;
    bestDistance = distance;
  }
  return queue.splice(best, 1)[0];
}

/** Index of the viewed instance by instance number; the middle when it is not known. */
function placeIn(contents: Pick<StudyContents, 'of'>, { seriesUid, sopInstanceUid }: ViewedPlace): number {
  const places = contents.of(seriesUid)?.places;
  return places?.get(sopInstanceUid ?? '') ?? Math.floor((places?.size ?? 0) / 2);
}
