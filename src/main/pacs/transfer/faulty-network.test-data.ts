import type { HttpClient } from '../../ports.ts';

/** For tests: a network that throws outside of every promise, as nodejs/undici#5360 did. */
export function httpClient(): HttpClient {
  return {
    fetch() {
      setImmediate(() => {
        throw new Error('outside of every promise');
      });
      return new Promise(() => {});
    },
  };
}
