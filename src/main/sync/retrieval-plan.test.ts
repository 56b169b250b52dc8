import { describe, expect, it } from 'vitest';
import { planRetrieval } from './retrieval-plan.ts';
import { StudyContents } from './study-contents.ts';

const instance = (seriesUid: string, seriesNumber: number | null, instanceNumber: number | null) => ({
  seriesUid,
  sopInstanceUid: `${seriesUid}.${instanceNumber ?? 0}`,
  seriesNumber,
  instanceNumber,
  modality: 'CT',
});
const listing = [
  instance('2', 2, 1),
  instance('2', 2, 2),
  instance('9', null, 1),
  instance('1', 1, 3),
  instance('1', 1, 1),
  instance('1', 1, 2),
];
/** By number alone, or with every instance named. */
function plan(here: string[], over: { singly?: string[]; refused?: string[]; named?: boolean } = {}) {
  const bySeries = Map.groupBy(listing, ({ seriesUid }) => seriesUid);
  const contents = new StudyContents(
    [...bySeries].map(([seriesUid, members]) => ({
      seriesUid,
      seriesNumber: members[0]?.seriesNumber ?? null,
      modality: 'CT',
      instanceCount: members.length,
    })),
  );
  if (over.named !== false) for (const [seriesUid, members] of bySeries) contents.name(seriesUid, members);
  return planRetrieval({
    series: contents.series,
    whole: new Map([...bySeries.keys()].map(uid => [uid, new Set(here.filter(each => each.startsWith(`${uid}.`)))])),
    singly: new Set(over.singly),
    refused: new Set(over.refused),
  }).map(transfer => (transfer.kind === 'series' ? `series ${transfer.seriesUid}` : transfer.sopInstanceUid));
}

describe('the plan of a retrieval', () => {
  it('asks for whole series in their order, and singly for a series of one', () => {
    expect(plan([])).toEqual(['series 1', 'series 2', '9.1']);
    expect(plan([], { named: false })).toEqual(['series 1', 'series 2', 'series 9']);
  });

  it('asks for nothing that is here', () => {
    expect(plan(['1.2', '2.1', '2.2'])).toEqual(['1.1', '1.3', '9.1']);
    expect(plan(listing.map(({ sopInstanceUid }) => sopInstanceUid))).toEqual([]);
  });

  it('asks singly after a series failed as one request, and not again for what was refused', () => {
    expect(plan(['2.1', '2.2', '9.1'], { singly: ['1'] })).toEqual(['1.1', '1.2', '1.3']);
    expect(plan(['2.1', '2.2', '9.1'], { singly: ['1'], refused: ['1.2'] })).toEqual(['1.1', '1.3']);
  });
});
