import { describe, expect, it } from 'vitest';
import { MessageChannel, StateChannel } from './channel.ts';

async function next<T>(iterator: AsyncGenerator<T>): Promise<T | undefined> {
  const { value, done } = await iterator.next();
  return done ? undefined : value;
}

describe('state channel', () => {
  it('gives the present value first and skips to the latest for a slow watcher', async () => {
    const channel = new StateChannel(1);
    const watch = channel.watch();
    expect(await next(watch)).toBe(1);
    channel.set(2);
    channel.set(3);
    expect(await next(watch)).toBe(3);
    const waiting = next(watch);
    channel.set(4);
    expect(await waiting).toBe(4);
    await watch.return();
  });

  it('ends when its signal ends', async () => {
    const channel = new StateChannel('a');
    const abort = new AbortController();
    const watch = channel.watch(abort.signal);
    await next(watch);
    const waiting = next(watch);
    abort.abort();
    expect(await waiting).toBeUndefined();
  });
});

describe('message channel', () => {
  it('keeps messages for a taker that comes later and gives each once', async () => {
    const channel = new MessageChannel<string>();
    channel.send('a');
    channel.send('b');
    const first = channel.take();
    expect(await next(first)).toBe('a');
    const second = channel.take();
    expect(await next(second)).toBe('b');
    const waiting = next(first);
    channel.send('c');
    expect(await waiting).toBe('c');
  });

  it('forgets on demand and drops the oldest above its limit', async () => {
    const channel = new MessageChannel<number>(2);
    for (const message of [1, 2, 3]) channel.send(message);
    expect(await next(channel.take())).toBe(2);
    channel.clear();
    channel.send(9);
    expect(await next(channel.take())).toBe(9);
  });
});
