import { expect, it } from 'vitest';
import type { Transfer } from './retrieval-plan.ts';
import { StudyContents } from './study-contents.ts';
import { takeNext } from './viewed-place.ts';

const instances = (seriesUid: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    seriesUid,
    sopInstanceUid: `${seriesUid}.${i}`,
    seriesNumber: 1,
    instanceNumber: i,
    modality: 'CT',
  }));

function contents() {
  const made = new StudyContents(
    ['1', '2'].map(seriesUid => ({ seriesUid, seriesNumber: 1, modality: 'CT', instanceCount: 9 })),
  );
  for (const uid of ['1', '2']) made.name(uid, instances(uid, 9));
  return made;
}

const queue = (): Transfer[] =>
  ['1', '2'].flatMap(uid =>
    instances(uid, 9).map(
      ({ seriesUid, sopInstanceUid }, place) => ({ kind: 'instance', seriesUid, sopInstanceUid, place }) as const,
    ),
  );

const taken = (waiting: Transfer[], viewed: Parameters<typeof takeNext>[2], count: number) =>
  Array.from({ length: count }, () => takeNext(waiting, contents(), viewed)).map(transfer =>
    transfer?.kind === 'instance' ? transfer.sopInstanceUid : transfer?.kind,
  );

it('goes in reading order while nothing is looked at', () => {
  expect(taken(queue(), [], 3)).toEqual(['1.0', '1.1', '1.2']);
});

it('begins where the reader is and goes to both sides, then to the rest', () => {
  const place = { studyUid: 's', seriesUid: '2', sopInstanceUid: '2.7' };
  expect(taken(queue(), [place], 10)).toEqual(['2.7', '2.6', '2.8', '2.5', '2.4', '2.3', '2.2', '2.1', '2.0', '1.0']);
});

it('follows the reader while the rest waits', () => {
  const waiting = queue();
  taken(waiting, [{ studyUid: 's', seriesUid: '2', sopInstanceUid: '2.7' }], 2);
  expect(taken(waiting, [{ studyUid: 's', seriesUid: '2', sopInstanceUid: '2.1' }], 3)).toEqual(['2.1', '2.0', '2.2']);
});

it('serves two panes in turn and begins in the middle where no place is known', () => {
  const panes = [
    { studyUid: 's', seriesUid: '1', sopInstanceUid: '1.8' },
    { studyUid: 's', seriesUid: '2', sopInstanceUid: null },
  ];
  expect(taken(queue(), panes, 4)).toEqual(['1.8', '2.4', '1.7', '2.3']);
});

it('prefers a series that is looked at to the one before it', () => {
  const waiting: Transfer[] = [
    { kind: 'series', seriesUid: '1' },
    { kind: 'series', seriesUid: '2' },
  ];
  const viewed = [{ studyUid: 's', seriesUid: '2', sopInstanceUid: null }];
  expect(takeNext(waiting, contents(), viewed)).toMatchObject({ seriesUid: '2' });
});
