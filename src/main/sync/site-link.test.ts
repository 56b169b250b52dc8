import { describe, expect, it } from 'vitest';
import { SiteLink, thinBytesPerMs } from './site-link.ts';

const signal = new AbortController().signal;

describe('the requests of one site', () => {
  it('are no more at once than allowed, and fewer after the server was busy', async () => {
    const link = new SiteLink(4);
    const leaves = await Promise.all([1, 2, 3, 4].map(() => link.enter(signal)));
    let entered = false;
    const fifth = link.enter(signal).then(leave => {
      entered = true;
      return leave;
    });
    link.busy();
    expect(link.allowed).toBe(2);
    for (const leave of leaves.slice(0, 2)) leave();
    await new Promise(resolve => setImmediate(resolve));
    expect(entered).toBe(false);
    leaves[2]?.();
    // Leaving twice frees one place only.
    leaves[2]?.();
    (await fifth)();
    link.busy();
    link.busy();
    expect(link.allowed).toBe(1);
  });

  it('become more again, one at a time, when the server copes', () => {
    const link = new SiteLink(3);
    link.busy();
    for (let i = 0; i < 100; i++) link.succeeded();
    expect(link.allowed).toBe(3);
  });

  it('do not wait for a place when they are given up', async () => {
    const link = new SiteLink(1);
    await link.enter(signal);
    const stop = new AbortController();
    const waiting = link.enter(stop.signal);
    stop.abort();
    expect(typeof (await waiting)).toBe('function');
  });

  it('keep no place for those that were given up', async () => {
    const link = new SiteLink(1);
    const leave = await link.enter(signal);
    const stop = new AbortController();
    const gone = [1, 2, 3].map(() => link.enter(stop.signal));
    const next = link.enter(signal);
    stop.abort();
    for (const each of await Promise.all(gone)) each();
    leave();
    expect(typeof (await next)).toBe('function');
  });
});

it('tells what the line carries once something came', async () => {
  const link = new SiteLink(1);
  expect(link.bytesPerMs).toBeNull();
  await link.enter(signal);
  const started = performance.now();
  while (performance.now() - started < 300) {
    link.received(1000);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  // A thousand bytes each ten milliseconds or a little more.
  expect(link.bytesPerMs).toBeGreaterThan(10);
  expect(link.bytesPerMs).toBeLessThan(110);
});

describe('a thin line', () => {
  async function carry(link: SiteLink, instanceBytes: number): Promise<void> {
    const leave = await link.enter(signal);
    const started = performance.now();
    while (performance.now() - started < 400) {
      link.received(instanceBytes);
      await new Promise(resolve => setTimeout(resolve, 60));
    }
    leave();
  }

  it('is seen by images that are large enough to tell, and not by small ones', async () => {
    const link = new SiteLink(1);
    expect(link.isSlow).toBe(false);
    // 20 bytes a millisecond, which are round trips and say nothing of the line.
    await carry(link, 2_000);
    expect(link.isSlow).toBe(false);
    await carry(link, 200_000);
    expect(link.isSlow).toBe(true);
  });

  it('is none where large images come fast', async () => {
    const link = new SiteLink(1);
    await carry(link, 4_000_000);
    expect(link.isSlow).toBe(false);
  });

  it('may be assumed before anything came', () => {
    expect(new SiteLink(1, thinBytesPerMs).bytesPerMs).toBe(thinBytesPerMs);
  });

  it('begins nothing while something small is waited for', async () => {
    const link = new SiteLink(2);
    const [goOn, goOnToo] = [link.giveWay(), link.giveWay()];
    let entered = 0;
    const waiting = [link.enter(signal), link.enter(signal)].map(each => each.then(() => entered++));
    goOn();
    goOn();
    await new Promise(resolve => setImmediate(resolve));
    expect(entered).toBe(0);
    goOnToo();
    await Promise.all(waiting);
    expect(entered).toBe(2);
  });
});
