import { expect, it } from 'vitest';
import type { CachedStudy } from '../../../contract/index.ts';
import { budgetPicture } from './budget-parts.ts';
import { pageSize, studyAt } from './use-study-pages.ts';

const kind = (name: 'undelivered' | 'priors' | 'evictable', bytes: number) => ({ kind: name, bytes, studies: 1 });

it('draws the budget from what must stay to what is free, shares adding up to the whole', () => {
  const { parts, usedBytes, overBytes } = budgetPicture({
    budgetBytes: 100,
    kinds: [kind('evictable', 20), kind('priors', 0), kind('undelivered', 5)],
  });
  expect(parts.map(part => [part.kind, part.share])).toEqual([
    ['undelivered', 0.05],
    ['evictable', 0.2],
    ['free', 0.75],
  ]);
  expect([usedBytes, overBytes]).toEqual([25, 0]);
});

it('draws what is used where it exceeds the budget, and nothing free', () => {
  const { parts, overBytes } = budgetPicture({ budgetBytes: 50, kinds: [kind('undelivered', 75)] });
  expect(parts.map(part => [part.kind, part.share])).toEqual([['undelivered', 1]]);
  expect(overBytes).toBe(25);
  expect(budgetPicture({ budgetBytes: 0, kinds: [] }).parts).toEqual([]);
});

it('finds a study in its page, and none where the page is not here yet', () => {
  const study = {} as CachedStudy;
  const list = { total: 500, more: false, isKnown: true, failure: null, pages: new Map([[2, [study]]]) };
  expect(studyAt(list, 2 * pageSize)).toBe(study);
  expect(studyAt(list, 2 * pageSize + 1)).toBeUndefined();
  expect(studyAt(list, 0)).toBeUndefined();
});
