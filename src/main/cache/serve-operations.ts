import type { MessagePort } from 'node:worker_threads';
import { failureOf } from './failures.ts';
import type { HandedOver } from './study-cache.ts';
import type { CacheConnection, CacheMessage, CacheRequest } from './worker-protocol.ts';

/** What a thread of the cache does, by name. */
export type ServedOperations = object & { close(): Promise<void> };

/** Opens what a thread serves, tells whether that worked, and answers requests until it is closed. */
export function serveOperations(port: MessagePort, open: (tell: (message: CacheMessage) => void) => ServedOperations) {
  const tell = (message: CacheMessage) => port.postMessage(message);
  let operations: ServedOperations;
  try {
    operations = open(tell);
  } catch (error) {
    tell({ kind: 'opened', failure: failureOf(error) });
    port.close();
    return;
  }
  port.on('message', (message: CacheRequest | CacheConnection) => {
    if ('connection' in message) takeInstances(message.connection, port, operations);
    else void answer(port, operations, message);
  });
  tell({ kind: 'opened', failure: null });
}

/** Stores what another thread posts; the answer goes to the one who asked for it. */
function takeInstances(connection: MessagePort, port: MessagePort, operations: ServedOperations): void {
  connection.on('message', ({ id, expected, bytes }: HandedOver & { bytes: Uint8Array<ArrayBuffer> }) => {
    void answer(port, operations, { id, name: 'putInstance', parameters: [bytes, expected] });
  });
  connection.unref();
}

async function answer(port: MessagePort, operations: ServedOperations, request: CacheRequest): Promise<void> {
  const { id, name, parameters } = request;
  try {
    // The caller's types bind parameters to names; the compiler cannot follow that through a message.
    const operation = operations[name as keyof ServedOperations] as (...given: readonly unknown[]) => Promise<unknown>;
    const value = await operation(...parameters);
    const message: CacheMessage = { kind: 'done', id, value };
    port.postMessage(message, transferable(value));
  } catch (error) {
    const message: CacheMessage = { kind: 'failed', id, failure: failureOf(error) };
    port.postMessage(message);
  }
  if (name === 'close') port.close();
}

/** Pixels and instances change hands instead of being copied. */
function transferable(value: unknown): ArrayBuffer[] {
  if (value instanceof Uint8Array) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== 'object' || value === null) return [];
  if ('value' in value) return transferable(value.value);
  return 'bytes' in value ? transferable(value.bytes) : [];
}
