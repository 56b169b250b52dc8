import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CacheState, defaultSiteSync, fail } from '../../contract/index.ts';
import { EngineBench, none } from './engine-fakes.test-data.ts';
import type { SyncEngine } from './sync-engine.ts';

const down = fail('pacs-unreachable', { site: 's', reason: 'ECONNREFUSED' });

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

describe('what is wanted', () => {
  const want = (
    studyUid: string,
    priority: 'reading' | 'prior' | 'next' | 'ahead',
    instanceCount: number | null = null,
  ) => ({
    siteId: 's',
    studyUid,
    priority,
    instanceCount,
  });
  const transfers = () => pacs.asked.filter(request => /^series|^instance/.test(request));

  it('comes in the order of the open case, its priors, the next orders, the rest', async () => {
    for (const study of ['A', 'B', 'C', 'D']) pacs.add(study, `${study}1`, 2);
    start();
    engine.want('worklist', [want('D', 'ahead'), want('C', 'next')]);
    engine.want('case', [want('A', 'reading'), want('B', 'prior')]);
    for (const study of ['A', 'B', 'C', 'D']) await until(study, 'complete');
    expect(transfers()).toEqual(['series A1', 'series B1', 'series C1', 'series D1']);
  });

  it('is not asked for again by a worklist that says the same, but is when the PACS has more images', async () => {
    pacs.add('A', '1', 2);
    start();
    engine.want('worklist', [want('A', 'next', 2)]);
    await until('A', 'complete');
    const asked = pacs.asked.length;
    for (let i = 0; i < 5; i++) engine.want('worklist', [want('A', 'next', 2)]);
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(pacs.asked).toHaveLength(asked);
    pacs.add('A', '2', 1);
    engine.want('worklist', [want('A', 'next', 3)]);
    for (let i = 0; i < 100 && cache.stored.size < 3; i++) await new Promise(resolve => setTimeout(resolve, 5));
    expect(await until('A', 'complete')).toMatchObject({ instancesDone: 3, instancesTotal: 3 });
  });

  it('is not looked at when it is whole with as many images as the PACS has', async () => {
    await cache.noteState('A', { ...none, state: 'complete', instancesDone: 2, instancesTotal: 2 });
    start();
    engine.want('worklist', [want('A', 'next', 2)]);
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(pacs.asked).toEqual([]);
  });

  it('is dropped when the worklist no longer names it; what an open case began is finished last', async () => {
    for (const study of ['A', 'B', 'C']) pacs.add(study, `${study}1`, 2);
    const gate = Promise.withResolvers<void>();
    pacs.answer = async (_, instances, sink) => {
      await pacs.send(instances.slice(0, 1), sink);
      await gate.promise;
      return pacs.send(instances.slice(1), sink);
    };
    start();
    engine.want('case', [want('A', 'reading')]);
    engine.want('worklist', [want('B', 'next'), want('C', 'ahead')]);
    for (let i = 0; i < 100 && cache.stored.size < 1; i++) await new Promise(resolve => setTimeout(resolve, 2));
    engine.want('worklist', [want('C', 'ahead')]);
    engine.leaveCase();
    gate.resolve();
    await until('A', 'complete');
    await until('C', 'complete');
    expect((await engine.state('B')).state).toBe('none');
    expect(transfers()).not.toContain('series B1');
  });

  it('is looked at first where a pane shows it, before the rest of the study that is read', async () => {
    pacs.add('A', 'A1', 1);
    pacs.add('A', 'A2', 1);
    pacs.add('B', 'B1', 1);
    pacs.add('B', 'B2', 1);
    start();
    engine.look([{ studyUid: 'B', seriesUid: 'B2', sopInstanceUid: null }]);
    engine.want('case', [want('A', 'reading'), want('B', 'prior')]);
    await until('A', 'complete');
    await until('B', 'complete');
    expect(transfers()[0]).toBe('series B2');
    expect(transfers().indexOf('series A1')).toBeLessThan(transfers().indexOf('series B1'));
  });

  it('stays what a person asked for while the case is open, whatever the case itself wants', async () => {
    pacs.add('A', 'A1', 1);
    pacs.add('P', 'P1', 1);
    pacs.add('N', 'N1', 1);
    start();
    engine.want('case', [want('A', 'reading')]);
    engine.want('worklist', [want('N', 'next')]);
    engine.request({ siteId: 's', studyUid: 'P' }, 'prior');
    engine.want('case', [want('A', 'reading')]);
    for (const study of ['A', 'P', 'N']) await until(study, 'complete');
    expect(transfers()).toEqual(['series A1', 'series P1', 'series N1']);
  });

  it('waits in quiet hours unless somebody reads it', async () => {
    pacs.add('A', 'A1', 1);
    pacs.add('B', 'B1', 1);
    const siteSync = { ...defaultSiteSync, quietHours: [{ from: '00:00', to: '00:00', megabitsPerSecond: null }] };
    start([1], { siteSync: () => siteSync });
    engine.want('worklist', [want('A', 'next')]);
    engine.want('case', [want('B', 'reading')]);
    await until('B', 'complete');
    await new Promise(resolve => setTimeout(resolve, 30));
    expect((await engine.state('A')).state).toBe('queued');
    engine.want('case', [want('A', 'reading')]);
    await until('A', 'complete');
  });

  it('is taken up without a click when its PACS answers again', async () => {
    pacs.add('A', '1', 2);
    pacs.list = () => down;
    start();
    engine.want('worklist', [want('A', 'next')]);
    await until('A', 'failed');
    pacs.list = null;
    engine.siteAnswers('other');
    await new Promise(resolve => setTimeout(resolve, 20));
    expect((await engine.state('A')).state).toBe('failed');
    engine.siteAnswers('s');
    expect((await until('A', 'complete')).failure).toBeNull();
  });

  it('waits for an archive as long as it asks for, with the state visible, and gives up nothing', async () => {
    pacs.add('A', '1', 2);
    let asked = 0;
    pacs.answer = async (_, instances, sink) =>
      ++asked < 6
        ? fail('study-nearline', { site: 's', status: 202, seconds: 0.01 }).failure
        : pacs.send(instances, sink);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    start([1]).request({ siteId: 's', studyUid: 'A' }, 'reading');
    for (let i = 0; i < 12; i++) {
      await vi.advanceTimersByTimeAsync(1000);
      for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
    }
    vi.useRealTimers();
    expect(asked).toBe(6);
    expect(await engine.state('A')).toMatchObject({ state: 'complete', instancesDone: 2 });
    expect(
      told.filter(([, { failure }]) => failure?.code === 'study-nearline').map(([, { state }]) => state),
    ).toContain('queued');
    // The series was asked for as a whole each time: an archive brings it back as a whole.
    expect(transfers().every(request => request === 'series 1')).toBe(true);
  });
});
