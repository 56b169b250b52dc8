import { afterEach, describe, expect, it, vi } from 'vitest';
import { fail } from '../../../contract/index.ts';
import { connectApi, outcomeOf, type Transport } from './api-client.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A transport that answers every call with its own name and is closed by the test. */
function namedTransport(name: string): Transport & { close: () => void } {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  return { link: { call: async () => name }, closed, close: () => close() };
}

describe('the connection to the main side', () => {
  it('makes first calls wait until it is open', async () => {
    const { promise, resolve } = Promise.withResolvers<Transport>();
    const connection = connectApi(() => promise);
    const call = connection.api.session.get();
    expect(connection.state).toBe('connecting');
    resolve(namedTransport('first'));
    expect(await call).toBe('first');
    expect([connection.state, connection.generation]).toEqual(['connected', 1]);
  });

  it('says so when it is lost, fails calls at once, and opens again', async () => {
    vi.useFakeTimers();
    const transports = [namedTransport('first'), namedTransport('second')];
    const opened = [...transports];
    const connection = connectApi(async () => opened.shift() ?? Promise.reject(new Error('down')));
    const states: string[] = [];
    connection.subscribe(() => states.push(connection.state));
    await vi.advanceTimersByTimeAsync(0);
    transports[0]!.close();
    await vi.advanceTimersByTimeAsync(0);
    await expect(connection.api.session.get()).rejects.toThrow('lost');
    await vi.advanceTimersByTimeAsync(300);
    expect(await connection.api.session.get()).toBe('second');
    expect(states).toEqual(['connected', 'lost', 'connected']);
    expect(connection.generation).toBe(2);
  });

  it('goes on trying with growing delays', async () => {
    vi.useFakeTimers();
    let attempts = 0;
    const connection = connectApi(async () => {
      attempts++;
      if (attempts < 6) throw new Error('down');
      return namedTransport('late');
    });
    await vi.advanceTimersByTimeAsync(250 + 500 + 1000);
    expect([attempts, connection.state]).toEqual([4, 'connecting']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(connection.state).toBe('lost');
    await vi.advanceTimersByTimeAsync(5000);
    expect(connection.state).toBe('connected');
  });
});

describe('the outcome of a call', () => {
  it('is the answer, or a failure with the words of what was thrown', async () => {
    expect(await outcomeOf(Promise.resolve(fail('cache-full')))).toEqual(fail('cache-full'));
    expect(await outcomeOf(Promise.reject(new Error('boom')))).toEqual(fail('unexpected', {}, 'boom'));
  });
});
