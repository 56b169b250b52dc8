import { type ClientLink, createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { type Api, type Failure, fail, type Outcome } from '../../../contract/index.ts';

/** The contract as the page calls it. */
export type ApiClient = ContractRouterClient<Api>;

export type ConnectionState = 'connecting' | 'connected' | 'lost';

/** One way to the main side that is open now. */
export interface Transport {
  readonly link: ClientLink<Record<never, never>>;
  /** Resolves when the transport is closed, by whatever side. */
  readonly closed: Promise<void>;
}

export type OpenTransport = () => Promise<Transport>;

export interface ApiConnection {
  readonly api: ApiClient;
  readonly state: ConnectionState;
  /** Grows with every connection made, so that streams know when to subscribe again. */
  readonly generation: number;
  subscribe(listener: () => void): () => void;
}

const retryDelays = [250, 500, 1000, 2000, 5000];

/**
 * Keeps one connection to the main side open: opens it, opens it again with growing delays when it is lost, and gives
 * a client whose calls wait for the first connection but fail at once while a connection is lost.
 */
export function connectApi(open: OpenTransport): ApiConnection {
  const listeners = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  let generation = 0;
  let current: Promise<Transport>;

  const enter = (next: ConnectionState) => {
    state = next;
    for (const listener of listeners) listener();
  };

  const openUntilItWorks = async (): Promise<Transport> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await open();
      } catch {
        await new Promise(resolve => setTimeout(resolve, retryDelays[Math.min(attempt, retryDelays.length - 1)]));
        if (attempt === 3 && state === 'connecting') enter('lost');
      }
    }
  };

  const keepOpen = async () => {
    for (;;) {
      current = openUntilItWorks();
      const transport = await current;
      generation++;
      enter('connected');
      await transport.closed;
      enter('lost');
      await new Promise(resolve => setTimeout(resolve, retryDelays[0]));
    }
  };
  void keepOpen();

  const link: ClientLink<Record<never, never>> = {
    async call(path, input, options) {
      if (state === 'lost') throw new ConnectionLostError();
      const transport = await current;
      return transport.link.call(path, input, options);
    },
  };

  return {
    api: createORPCClient<ApiClient>(link),
    get state() {
      return state;
    },
    get generation() {
      return generation;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export class ConnectionLostError extends Error {
  constructor() {
    super('connection to the application lost');
    this.name = 'ConnectionLostError';
  }
}

/** The outcome of a call, also when the call itself broke: what is thrown becomes a failure to show. */
export async function outcomeOf<T>(call: Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await call;
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof DOMException && error.name === 'AbortError') return fail('cancelled').failure;
  return fail('unexpected', {}, error instanceof Error ? error.message : String(error)).failure;
}
