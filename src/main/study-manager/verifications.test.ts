import { expect, test } from 'vitest';
import { type CacheState, fail, succeed } from '../../contract/index.ts';
import type { CachedInstance } from '../cache/index.ts';
import { Verifications } from './verifications.ts';

const state: CacheState = { state: 'complete', instancesDone: 5, instancesTotal: 5, bytesDone: 1, failure: null };
const instances = Array.from({ length: 5 }, (_, index) => ({ sopInstanceUid: String(index) }) as CachedInstance);

function verifications(onInstance: (studyUid: string, uid: string) => ReturnType<typeof fail> | null) {
  const read: string[] = [];
  const all: Verifications = new Verifications({
    cache: {
      instances: async () => instances,
      state: async () => state,
      verifyInstance: async (studyUid, uid) => {
        read.push(`${studyUid} ${uid}`);
        return onInstance(studyUid, uid) ?? succeed({ bytes: 1 });
      },
    },
    refetch: async () => false,
    onChange: () => {},
  });
  return { all, read };
}

test('a verification is cancelled where it stands, one that waits before it begins', async () => {
  const { all, read } = verifications((_, uid) => {
    if (uid === '2') all.cancel('a');
    return null;
  });
  all.start('a');
  all.start('b');
  all.cancel('b');
  await expect.poll(() => all.all()[0]?.state).toBe('cancelled');
  await all.stop();
  expect(read).toEqual(['a 0', 'a 1', 'a 2']);
  expect(all.all().map(({ studyUid, state: ended, instancesDone }) => [studyUid, ended, instancesDone])).toEqual([
    ['a', 'cancelled', 3],
    ['b', 'cancelled', 0],
  ]);
});

test('an instance that is gone meanwhile is no damage, a store that cannot be read ends it', async () => {
  const answers: Record<string, ReturnType<typeof fail>> = {
    'a 1': fail('study-not-found', { what: 'instance' }),
    'b 3': fail('key-unavailable', { store: 'cache' }),
  };
  const { all } = verifications((studyUid, uid) => answers[`${studyUid} ${uid}`] ?? null);
  all.start('a');
  all.start('b');
  // Asked again while it waits: the same one.
  all.start('b');
  await expect.poll(() => all.all().at(-1)?.state).toBe('failed');
  expect(all.all()).toMatchObject([
    { studyUid: 'a', state: 'whole', instancesDone: 5, damaged: 0 },
    { studyUid: 'b', state: 'failed', instancesDone: 3, failure: { code: 'key-unavailable' } },
  ]);
  await all.stop();
});
