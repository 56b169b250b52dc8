import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CacheState, fail } from '../../contract/index.ts';
import { EngineBench, none } from './engine-fakes.test-data.ts';
import type { SyncEngine } from './sync-engine.ts';

const down = fail('pacs-unreachable', { site: 's', reason: 'ECONNREFUSED' });
const broken = fail('pacs-server-error', { site: 's', status: 500 }, 'disk error');

let bench: EngineBench;
let { cache, pacs, told } = {} as EngineBench;
let engine: SyncEngine;
const start = (...options: Parameters<EngineBench['start']>) => {
  engine = bench.start(...options);
  return engine;
};
const until = (studyUid: string, ...states: CacheState['state'][]) => bench.until(studyUid, ...states);

beforeEach(() => {
  bench = new EngineBench();
  ({ cache, pacs, told } = bench);
});
afterEach(() => engine.stop());

describe('bringing a study', () => {
  it('asks by series, counts, verifies and is complete', async () => {
    pacs.add('A', '1', 3);
    pacs.add('A', '2', 2);
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    const bytes = pacs.content.join('').length;
    expect(await until('A', 'complete')).toEqual({
      state: 'complete',
      instancesDone: 5,
      instancesTotal: 5,
      bytesDone: bytes,
      failure: null,
    });
    expect(pacs.asked).toEqual(['list A', 'series 1', 'series 2', 'list A']);
    expect(told[0]?.[1]).toMatchObject({ state: 'syncing', instancesDone: 0 });
    expect(told.at(-1)).toEqual(['A', await cache.state('A')]);
  });

  it('asks only for what is not whole, singly in a series that is here in part', async () => {
    pacs.add('A', '1', 3);
    pacs.add('A', '2', 2);
    for (const line of ['A 1 A.1.2', 'A 2 A.2.1', 'A 2 A.2.2']) {
      await cache.putInstance(new TextEncoder().encode(line), { studyUid: 'A' });
    }
    start().request({ siteId: 's', studyUid: 'A' }, 'ahead');
    expect((await until('A', 'complete')).instancesDone).toBe(5);
    expect(pacs.asked.slice(1, -1)).toEqual(['name 1', 'instance A.1.1', 'instance A.1.3']);
  });

  it('fetches anew what the PACS describes otherwise when a whole study is opened, and says so', async () => {
    pacs.add('A', '1', 3);
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    await until('A', 'complete');
    pacs.content[1] += ' other';
    pacs.asked.length = 0;
    engine.request({ siteId: 's', studyUid: 'A' }, 'reading');
    while ((await engine.state('A')).changes === undefined) await new Promise(resolve => setTimeout(resolve, 5));
    await until('A', 'complete');
    expect(pacs.asked).toEqual(['list A', 'describe 1', 'instance A.1.2']);
    expect(cache.texts.get('A.1.2')).toBe('A 1 A.1.2 other');
    expect(await engine.state('A')).toMatchObject({
      state: 'complete',
      instancesDone: 3,
      changes: { replaced: 1, withdrawn: 0 },
    });
    expect((await cache.state('A')).changes?.replaced).toBe(1);
    // What is the same by now is not fetched a third time, and what was replaced stays said.
    engine.request({ siteId: 's', studyUid: 'A' }, 'reading');
    while (pacs.asked.filter(asked => asked === 'describe 1').length < 2)
      await new Promise(resolve => setTimeout(resolve, 5));
    await until('A', 'complete');
    expect(pacs.asked.filter(asked => asked.startsWith('instance'))).toHaveLength(1);
    expect((await engine.state('A')).changes?.replaced).toBe(1);
  });

  it('compares all bytes of a whole study that a person has fetched again', async () => {
    pacs.add('A', '1', 3);
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    await until('A', 'complete');
    // Only the pixels are others: no header tells.
    pacs.describeSeries = async () => fail('pacs-server-error', { site: 's', status: 500 });
    pacs.content[2] += ' pixels';
    pacs.asked.length = 0;
    engine.request({ siteId: 's', studyUid: 'A' }, 'ahead');
    while ((await engine.state('A')).changes === undefined) await new Promise(resolve => setTimeout(resolve, 5));
    expect(pacs.asked.slice(0, 2)).toEqual(['list A', 'series 1']);
    expect((await until('A', 'complete')).changes?.replaced).toBe(1);
    expect(cache.texts.get('A.1.3')).toBe('A 1 A.1.3 pixels');
  });

  it('says of instances that the PACS no longer lists that they are here, and keeps them', async () => {
    pacs.add('A', '1', 3);
    pacs.add('A', '2', 2);
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    await until('A', 'complete');
    pacs.content.splice(2, 3);
    engine.request({ siteId: 's', studyUid: 'A' }, 'reading');
    while ((await engine.state('A')).changes === undefined) await new Promise(resolve => setTimeout(resolve, 5));
    expect((await until('A', 'complete')).changes).toMatchObject({ replaced: 0, withdrawn: 3 });
    expect(await cache.instances('A')).toHaveLength(5);
  });

  it('fetches what came to the PACS meanwhile', async () => {
    pacs.add('A', '1', 2);
    pacs.answer = async (request, instances, sink) => {
      if (request === 'series 1') pacs.add('A', '2', 2);
      return pacs.send(instances, sink);
    };
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect((await until('A', 'complete')).instancesTotal).toBe(4);
  });

  it('does not repeat a request for a study under way', async () => {
    pacs.add('A', '1', 2);
    start();
    engine.request({ siteId: 's', studyUid: 'A' }, 'reading');
    engine.request({ siteId: 's', studyUid: 'A' }, 'ahead');
    await until('A', 'complete');
    expect(pacs.asked.filter(request => request === 'series 1')).toHaveLength(1);
  });
});

describe('a study that does not come whole', () => {
  it('is asked for singly after its series broke off, and complete in the end', async () => {
    pacs.add('A', '1', 4);
    pacs.answer = async (request, instances, sink) => {
      if (request !== 'series 1') return pacs.send(instances, sink);
      await pacs.send(instances.slice(0, 2), sink);
      return broken.failure;
    };
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect(await until('A', 'complete')).toMatchObject({ instancesDone: 4, failure: null });
    expect(pacs.asked.slice(1, -1).filter(request => request !== 'list A')).toEqual([
      'series 1',
      'name 1',
      'instance A.1.3',
      'instance A.1.4',
    ]);
  });

  it('goes on without an instance that is not what it should be, and says how many are missing', async () => {
    pacs.add('A', '1', 3);
    pacs.add('A', '2', 2);
    pacs.answer = async (_, instances, sink) =>
      pacs.send(
        instances.map(line => (line.endsWith('A.1.2') ? '<html>' : line)),
        sink,
      );
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect(await until('A', 'incomplete', 'complete')).toEqual({
      state: 'incomplete',
      instancesDone: 4,
      instancesTotal: 5,
      bytesDone: expect.any(Number),
      failure: { code: 'study-incomplete', params: { site: 's', missing: 1, total: 5, rejected: 1 } },
    });
    expect(pacs.asked.filter(request => request === 'instance A.1.2')).toHaveLength(1);
  });

  it('goes on without an instance that the PACS no longer has', async () => {
    pacs.add('A', '1', 3);
    pacs.answer = async (request, instances, sink) => {
      if (request === 'instance A.1.2') return fail('study-not-found', { site: 's' }, 'gone').failure;
      return pacs.send(
        instances.filter(line => !line.endsWith('A.1.2')),
        sink,
      );
    };
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect((await until('A', 'incomplete', 'complete')).failure).toEqual({
      code: 'study-incomplete',
      params: { site: 's', missing: 1, total: 3, rejected: 0 },
      words: 'gone',
    });
  });

  it('tries again while the PACS is down, says why it waits, and starts counting anew after progress', async () => {
    pacs.add('A', '1', 4);
    let requests = 0;
    pacs.answer = async (_, instances, sink) => {
      // Every request brings one instance and breaks the connection: more often than there are delays.
      requests++;
      await pacs.send(instances.slice(0, 1), sink);
      return requests < 4 ? down.failure : null;
    };
    start([20, 20]).request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect((await until('A', 'complete', 'failed', 'incomplete')).state).toBe('complete');
    expect(told.some(([, state]) => state.state === 'queued' && state.failure?.code === 'pacs-unreachable')).toBe(true);
  });

  it('fails when it stays down, and is taken up by the next request', async () => {
    pacs.add('A', '1', 2);
    pacs.list = () => down;
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect(await until('A', 'failed')).toMatchObject({ instancesDone: 0, failure: down.failure });
    expect(pacs.asked).toEqual(['list A', 'list A', 'list A']);
    pacs.list = null;
    engine.request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect((await until('A', 'complete')).failure).toBeNull();
  });

  it('is not tried again with credentials that were refused, and keeps what it has', async () => {
    pacs.add('A', '1', 2);
    await cache.putInstance(new TextEncoder().encode('A 1 A.1.1'), { studyUid: 'A' });
    const refused = fail('pacs-credentials-refused', { site: 's', status: 401 });
    pacs.answer = async () => refused.failure;
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect(await until('A', 'incomplete')).toMatchObject({ instancesDone: 1, failure: refused.failure });
    expect(pacs.asked).toEqual(['list A', 'name 1', 'instance A.1.2']);
  });

  it('stops when the cache is full', async () => {
    pacs.add('A', '1', 50);
    cache.putFailure = { code: 'cache-full', params: {} };
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    expect((await until('A', 'failed')).failure?.code).toBe('cache-full');
    expect(pacs.asked).toEqual(['list A', 'series 1']);
  });

  it('fails for a site that is not there', async () => {
    start().request({ siteId: 'x', studyUid: 'A' }, 'reading');
    expect((await until('A', 'failed')).failure).toEqual({
      code: 'pacs-unreachable',
      params: { site: 'x', reason: 'not-configured' },
    });
  });
});

describe('a whole study that is asked for again', () => {
  const whole: CacheState = { state: 'complete', instancesDone: 2, instancesTotal: 2, bytesDone: 9, failure: null };
  beforeEach(async () => {
    pacs.add('A', '1', 2);
    for (const line of pacs.content) await cache.putInstance(new TextEncoder().encode(line), { studyUid: 'A' });
    await cache.noteState('A', whole);
  });

  it('stays complete while nothing is missing, and when the PACS is down', async () => {
    pacs.list = () => down;
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    for (let i = 0; i < 30; i++) {
      expect((await engine.state('A')).state).toBe('complete');
      await new Promise(resolve => setTimeout(resolve, 3));
    }
    expect(pacs.asked).toHaveLength(3);
    expect(cache.noted.map(([, state]) => state.state)).not.toContain('queued');
    expect(await engine.state('A')).toEqual(whole);
  });

  it('is retrieved on when the PACS has more', async () => {
    pacs.add('A', '2', 3);
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    await until('A', 'complete');
    for (let i = 0; i < 100 && cache.stored.size < 5; i++) await new Promise(resolve => setTimeout(resolve, 5));
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(await engine.state('A')).toMatchObject({ state: 'complete', instancesDone: 5, instancesTotal: 5 });
    expect(told.map(([, state]) => state.state)).toContain('syncing');
  });
});

describe('several studies', () => {
  it('are brought in the order of their priority; a more wanted one pre-empts', async () => {
    for (const study of ['A', 'B', 'C']) pacs.add(study, `${study}1`, 3);
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    let holding = true;
    pacs.answer = async (_, instances, sink, signal) => {
      await sink(new TextEncoder().encode(instances[0]));
      if (holding) {
        const aborted = new Promise(resolve => signal.addEventListener('abort', resolve));
        await Promise.race([held, aborted]);
      }
      return signal.aborted ? null : pacs.send(instances.slice(1), sink);
    };
    start();
    engine.request({ siteId: 's', studyUid: 'A' }, 'ahead');
    for (let i = 0; i < 100 && cache.stored.size < 1; i++) await new Promise(resolve => setTimeout(resolve, 2));
    engine.request({ siteId: 's', studyUid: 'B' }, 'prior');
    engine.request({ siteId: 's', studyUid: 'C' }, 'reading');
    expect((await engine.state('A')).state).toBe('queued');
    holding = false;
    release();
    await until('A', 'complete');
    const order = pacs.asked.filter(request => /^series|^instance/.test(request));
    expect(order).toEqual(['series A1', 'series C1', 'series B1', 'instance A.A1.2', 'instance A.A1.3']);
  });

  it('can be raised while they wait for another try', async () => {
    pacs.add('A', '1', 1);
    pacs.list = () => down;
    start([60_000]).request({ siteId: 's', studyUid: 'A' }, 'ahead');
    for (let i = 0; i < 100 && pacs.asked.length === 0; i++) await new Promise(resolve => setTimeout(resolve, 2));
    await new Promise(resolve => setTimeout(resolve, 20));
    pacs.list = null;
    engine.request({ siteId: 's', studyUid: 'A' }, 'reading');
    await until('A', 'complete');
  });
});

describe('cancelling', () => {
  it('stops the retrieval, keeps what is whole and can be taken back', async () => {
    pacs.add('A', '1', 5);
    pacs.answer = async (_, instances, sink, signal) => {
      await pacs.send(instances.slice(0, 2), sink);
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      return null;
    };
    start().request({ siteId: 's', studyUid: 'A' }, 'reading');
    for (let i = 0; i < 100 && cache.stored.size < 2; i++) await new Promise(resolve => setTimeout(resolve, 2));
    engine.cancel('A');
    expect(await until('A', 'cancelled')).toMatchObject({ instancesTotal: 5 });
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(await cache.state('A')).toMatchObject({ state: 'cancelled', instancesDone: 2 });
    pacs.answer = async (_, instances, sink) => pacs.send(instances, sink);
    engine.request({ siteId: 's', studyUid: 'A' }, 'reading');
    await until('A', 'complete');
    expect(pacs.asked.filter(request => request.startsWith('instance'))).toHaveLength(3);
  });

  it('works in the queue and on a study that is not there', async () => {
    pacs.list = () => down;
    pacs.add('A', '1', 1);
    start([60_000]).request({ siteId: 's', studyUid: 'A' }, 'reading');
    engine.cancel('unknown');
    await new Promise(resolve => setTimeout(resolve, 20));
    engine.cancel('A');
    expect((await until('A', 'cancelled')).instancesDone).toBe(0);
  });
});

describe('a new start of the program', () => {
  it('does not call unfinished work under way', async () => {
    await cache.noteState('A', { ...none, state: 'syncing', instancesTotal: 5 });
    for (const line of ['A 1 A.1.1', 'A 1 A.1.2']) {
      await cache.putInstance(new TextEncoder().encode(line), { studyUid: 'A' });
    }
    await cache.noteState('B', { ...none, state: 'queued' });
    start();
    expect(await engine.state('A')).toMatchObject({ state: 'incomplete', instancesDone: 2, instancesTotal: 5 });
    expect((await engine.state('B')).state).toBe('none');
    expect((await engine.state('C')).state).toBe('none');
  });
});

it('tells progress about ten times a second, and the end at once', async () => {
  pacs.add('A', '1', 60);
  pacs.answer = async (_, instances, sink) => {
    for (const instance of instances) {
      await sink(new TextEncoder().encode(instance));
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    return null;
  };
  const started = performance.now();
  start().request({ siteId: 's', studyUid: 'A' }, 'reading');
  await until('A', 'complete');
  const tenths = (performance.now() - started) / 100;
  expect(told.length).toBeGreaterThan(4);
  expect(told.length).toBeLessThan(tenths + 8);
  expect(told.at(-1)?.[1].state).toBe('complete');
});
