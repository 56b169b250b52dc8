import { beforeEach, expect, test } from 'vitest';
import type { Failure, Reading } from '../../contract/index.ts';
import type { ReportStanding } from '../reports/index.ts';
import { automaticBudget, limitOf } from './budget.ts';
import type { RetentionFacts } from './retention.ts';
import { SpaceKeeper } from './space-keeper.ts';

const MB = 1e6;
let sizes: Map<string, { bytes: number; lastUsedAt: number }>;
let facts: RetentionFacts | null;
let freeBytes: number;
let frameBytes: number;
let budgetBytes: number;
let fetching: Set<string>;
let removed: string[];
let notices: (Failure | null)[];
let onFacts: () => void;
beforeEach(() => {
  sizes = new Map();
  facts = { openCase: null, readings: [], standing: [], pinned: new Set(), unsent: new Set(), fetching: new Set() };
  freeBytes = 500_000 * MB;
  frameBytes = 0;
  budgetBytes = 1000 * MB;
  fetching = new Set();
  removed = [];
  notices = [];
  onFacts = () => {};
});

const keeper = () =>
  new SpaceKeeper({
    cache: {
      usage: async () => ({
        bytes: [...sizes.values()].reduce((sum, { bytes }) => sum + bytes, frameBytes),
        studies: sizes.size,
      }),
      sizes: async () => [],
      dropFramePacks: async wanted => {
        const freed = Math.min(wanted, frameBytes);
        frameBytes -= freed;
        freeBytes += freed;
        return freed;
      },
      longestUnused: async () =>
        [...sizes]
          .map(([studyUid, size]) => ({ studyUid, frameBytes: 0, ...size }))
          .toSorted((a, b) => a.lastUsedAt - b.lastUsedAt),
      remove: async studyUid => {
        freeBytes += sizes.get(studyUid)?.bytes ?? 0;
        sizes.delete(studyUid);
        removed.push(studyUid);
      },
    },
    facts: async () => {
      onFacts();
      return facts;
    },
    volume: async () => ({ freeBytes, totalBytes: 1e12 }),
    budget: () => budgetBytes,
    release: studyUid => !fetching.has(studyUid),
    log: { info: () => {}, warn: () => {} },
    onNotice: notice => notices.push(notice),
  });
const here = (studyUid: string, megabytes: number, lastUsedAt: number) =>
  sizes.set(studyUid, { bytes: megabytes * MB, lastUsedAt });
const opened = (studyUid: string) =>
  ({ study: { studyUid }, priors: [] }) as unknown as Pick<Reading, 'study' | 'priors'>;

test('nothing goes while there is room', async () => {
  here('old', 400, 1);
  expect((await keeper().admit('new', 500 * MB)).ok).toBe(true);
  expect(removed).toEqual([]);
  expect(notices).toEqual([]);
});

test('frames that were made ahead go before any study', async () => {
  here('a', 300, 1);
  here('b', 300, 2);
  frameBytes = 300 * MB;
  expect((await keeper().admit('new', 200 * MB)).ok).toBe(true);
  expect([removed, frameBytes]).toEqual([[], 180 * MB]);
  expect((await keeper().admit('newer', 700 * MB)).ok).toBe(true);
  expect([removed, frameBytes]).toEqual([['a', 'b'], 0]);
});

test('the longest unused go before an instance is stored, and no more than are wanted', async () => {
  here('b', 300, 2);
  here('a', 300, 1);
  here('c', 300, 3);
  expect((await keeper().admit('new', 200 * MB)).ok).toBe(true);
  expect(removed).toEqual(['a']);
});

test('what many store at once is counted together', async () => {
  here('a', 600, 1);
  const space = keeper();
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => space.admit('new', 100 * MB)));
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  expect(removed).toEqual(['a']);
});

test('while everything must stay, fetching ahead is refused and said, and the open case goes beyond the budget', async () => {
  here('kept', 990, 1);
  facts = { ...facts!, pinned: new Set(['kept']), openCase: opened('open') };
  const space = keeper();
  expect(await space.admit('other', 50 * MB)).toMatchObject({
    ok: false,
    failure: { code: 'cache-full', params: { reason: 'budget' } },
  });
  expect((await space.admit('open', 50 * MB)).ok).toBe(true);
  expect(notices.map(notice => notice?.code)).toEqual(['cache-full', 'cache-over-budget']);
  facts = { ...facts, pinned: new Set() };
  expect((await space.admit('other', 50 * MB)).ok).toBe(true);
  expect(removed).toEqual(['kept']);
  expect(notices.at(-1)).toBeNull();
});

test('a full volume is a limit also for the open case', async () => {
  here('kept', 100, 1);
  freeBytes = 2010 * MB;
  facts = { ...facts!, pinned: new Set(['kept']), openCase: opened('open') };
  const space = keeper();
  expect((await space.admit('open', 5 * MB)).ok).toBe(true);
  expect(await space.admit('open', 50 * MB)).toMatchObject({
    ok: false,
    failure: { code: 'cache-full', params: { reason: 'ENOSPC' } },
  });
});

test('a draft that is begun after the plan was made saves its study', async () => {
  here('a', 600, 1);
  here('b', 390, 2);
  let asked = 0;
  const begun = { studyUid: 'a', state: 'draft', orderKeys: [] } as unknown as ReportStanding;
  onFacts = () => {
    asked += 1;
    // Asked for whom room is made, for the plan, and then for each study before it goes.
    if (asked === 3) facts = { ...facts!, standing: [begun] };
  };
  await keeper().admit('new', 700 * MB);
  expect(removed).toEqual(['b']);
});

test('a study that is being fetched stays, and while nothing is known everything does', async () => {
  here('a', 990, 1);
  fetching.add('a');
  const space = keeper();
  expect((await space.admit('new', 100 * MB)).ok).toBe(false);
  fetching.clear();
  facts = null;
  expect((await space.admit('new', 100 * MB)).ok).toBe(false);
  expect(removed).toEqual([]);
});

test('a smaller budget is kept at once', async () => {
  for (const [index, name] of ['a', 'b', 'c'].entries()) here(name, 300, index);
  const space = keeper();
  budgetBytes = 400 * MB;
  await space.tidy();
  expect(removed).toEqual(['a', 'b']);
  expect(notices).toEqual([]);
});

test('the user removes what may go, and is told why something must stay', async () => {
  here('a', 100, 1);
  const space = keeper();
  facts = { ...facts!, standing: [{ studyUid: 'a', state: 'signed', orderKeys: [] } as unknown as ReportStanding] };
  expect(await space.evict('a')).toMatchObject({
    ok: false,
    failure: { code: 'study-kept', params: { reason: 'undelivered-report' } },
  });
  facts = { ...facts, standing: [] };
  expect((await space.evict('a')).ok).toBe(true);
  expect(removed).toEqual(['a']);
});

test('the budget follows the volume, and never takes its last bytes', () => {
  expect(automaticBudget(100e9, { freeBytes: 300e9, totalBytes: 1e12 })).toBe(200e9);
  expect(automaticBudget(0, { freeBytes: 0, totalBytes: 1e12 })).toBe(1e9);
  expect(limitOf(200e9, 100e9, { freeBytes: 300e9, totalBytes: 1e12 })).toBe(200e9);
  expect(limitOf(200e9, 100e9, { freeBytes: 3e9, totalBytes: 1e12 })).toBe(101e9);
});
