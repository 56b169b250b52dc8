import { describe, expect, it } from 'vitest';
import { SiteLink } from './site-link.ts';

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
