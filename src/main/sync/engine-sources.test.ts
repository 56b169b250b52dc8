import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../contract/index.ts';
import { EngineBench, FakePacs } from './engine-fakes.test-data.ts';

const unreachable = () => fail('pacs-unreachable', { site: 's' });

describe('a study that two sites have', () => {
  let bench: EngineBench;
  let other: FakePacs;
  beforeEach(() => {
    bench = new EngineBench();
    other = new FakePacs();
    for (const pacs of [bench.pacs, other]) pacs.add('1', '1', 3);
    bench.start([1, 1], { client: siteId => (siteId === 's' ? bench.pacs : siteId === 't' ? other : undefined) });
  });
  afterEach(() => bench.engine.stop());

  const want = (instanceCount: number | null = 3) =>
    bench.engine.want('case', [{ siteId: 's', alsoAt: ['t'], studyUid: '1', priority: 'prior', instanceCount }]);

  it('is fetched once, from the first that answers', async () => {
    want();
    await bench.until('1', 'complete');
    expect(other.asked).toEqual([]);
    expect(bench.cache.origins.get('1')).toBe('s');
  });

  it.each([
    ['does not answer', unreachable],
    ['refuses Vigie', () => fail('pacs-credentials-refused', { site: 's' })],
    ['does not have it any more', () => fail('study-not-found', { site: 's' })],
    ['must get it from its archive', () => fail('study-nearline', { site: 's', seconds: 600 })],
  ])('comes at once from the other when the first %s', async (_name, list) => {
    bench.pacs.list = list;
    want();
    await bench.until('1', 'complete');
    expect(other.asked).toEqual(['list 1', 'series 1', 'list 1']);
    expect(bench.cache.origins.get('1')).toBe('t');
  });

  it('is never put together of two copies: what is begun goes on from the same site', async () => {
    let cut = true;
    bench.pacs.answer = async (_request, instances, sink) => {
      await bench.pacs.send(cut ? instances.slice(0, 1) : instances, sink);
      bench.pacs.list = cut ? unreachable : null;
      return cut ? unreachable().failure : null;
    };
    want();
    await bench.until('1', 'incomplete');
    expect(other.asked).toEqual([]);
    cut = false;
    bench.pacs.list = null;
    bench.engine.siteAnswers('s');
    await bench.until('1', 'complete');
    expect(other.asked).toEqual([]);
  });

  it('is compared with the copy it came from, not with the other', async () => {
    bench.pacs.list = unreachable;
    want();
    await bench.until('1', 'complete');
    bench.pacs.list = null;
    const asked = bench.pacs.asked.length;
    bench.engine.request({ siteId: 's', studyUid: '1' }, 'reading');
    await expect.poll(() => other.asked.filter(each => each === 'describe 1').length).toBe(1);
    expect(bench.pacs.asked.slice(asked)).toEqual([]);
  });

  it('is tried at both again when neither answered', async () => {
    bench.pacs.list = unreachable;
    other.list = unreachable;
    want();
    await bench.until('1', 'failed');
    other.list = null;
    bench.engine.siteAnswers('t');
    await bench.until('1', 'complete');
    expect(bench.cache.origins.get('1')).toBe('t');
  });
});
