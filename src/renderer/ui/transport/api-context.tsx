import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ApiClient, ApiConnection, ConnectionState } from './api-client.ts';

const ConnectionContext = createContext<ApiConnection | null>(null);

export function ApiProvider({ connection, children }: { connection: ApiConnection; children: ReactNode }) {
  return <ConnectionContext.Provider value={connection}>{children}</ConnectionContext.Provider>;
}

function useConnection(): ApiConnection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error('ApiProvider is missing');
  return connection;
}

export function useApi(): ApiClient {
  return useConnection().api;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(
    listener => connection.subscribe(listener),
    () => connection.state,
  );
}

/** Grows with every connection; use it as an effect's dependency to ask again after a connection was lost. */
export function useConnectionGeneration(): number {
  const connection = useConnection();
  return useSyncExternalStore(
    listener => connection.subscribe(listener),
    () => connection.generation,
  );
}

export type Subscribe<T> = (api: ApiClient, options: { signal: AbortSignal }) => Promise<AsyncIterable<T>>;

/**
 * The latest event of a `watch…` procedure, undefined before the first. The stream is closed when the component
 * goes, when `key` changes, and is subscribed again when the connection comes back; an ended stream is tried again.
 */
export function useStream<T>(subscribe: Subscribe<T>, key = ''): T | undefined {
  const [latest, setLatest] = useState<{ key: string; value: T }>();
  useStreamEvents(subscribe, value => setLatest({ key, value }), key);
  return latest?.key === key ? latest.value : undefined;
}

/**
 * Calls `onEvent` for every event of a `watch…` procedure, with the same care as `useStream`. With a null key it does
 * not subscribe: messages wait on the main side until somebody can take them.
 */
export function useStreamEvents<T>(
  subscribe: Subscribe<T>,
  onEvent: (value: T) => void,
  key: string | null = '',
): void {
  const connection = useConnection();
  const generation = useConnectionGeneration();
  const latestSubscribe = useRef(subscribe);
  const latestOnEvent = useRef(onEvent);
  latestSubscribe.current = subscribe;
  latestOnEvent.current = onEvent;

  useEffect(() => {
    if (generation === 0 || key === null) return;
    const abort = new AbortController();
    const follow = async () => {
      while (!abort.signal.aborted) {
        try {
          const events = await latestSubscribe.current(connection.api, { signal: abort.signal });
          for await (const event of events) {
            if (abort.signal.aborted) return;
            latestOnEvent.current(event);
          }
        } catch {
          // A lost connection brings a new generation; any other end is tried again below.
        }
        await new Promise(resolve => setTimeout(resolve, 1000));
        if (connection.generation !== generation) return;
      }
    };
    void follow();
    return () => abort.abort();
  }, [connection, generation, key]);
}
