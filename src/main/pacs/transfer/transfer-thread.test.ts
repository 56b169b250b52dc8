import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import type { HeldInstance } from '../../cache/index.ts';
import { createPacsClient, type PacsClientOptions } from '../client.ts';
import { lastingTransferThread } from './lasting-transfer-thread.ts';
import { openTransferThread, type TransferThread } from './transfer-thread.ts';

const network = new URL('../../host-node/transfer-network.ts', import.meta.url);
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sendParts(response: ServerResponse, parts: readonly string[]): void {
  response.setHeader('content-type', 'multipart/related; type="application/dicom"; boundary=b');
  const body = parts.map(
    part => `--b\r\nContent-Type: application/dicom\r\nContent-Length: ${part.length}\r\n\r\n${part}\r\n`,
  );
  response.end(`${body.join('')}--b--\r\n`);
}

/** A client before `baseUrl`, and what its thread posted to the cache. */
function client(baseUrl: string, over: Partial<PacsClientOptions> = {}) {
  const { port1, port2 } = new MessageChannel();
  const posted: { id: number; text: string }[] = [];
  port1.on('message', ({ id, bytes }) => posted.push({ id, text: new TextDecoder().decode(bytes) }));
  const transfers: TransferThread = openTransferThread(network, port2);
  cleanups.push(
    () => transfers.close(),
    () => port1.close(),
  );
  const http = { fetch: () => Promise.reject(new Error('the main thread sends nothing')) };
  const pacs = createPacsClient({
    siteId: 's',
    baseUrl,
    authorization: async () => 'Basic eDp5',
    http,
    transfers,
    ...over,
  });
  return { pacs, posted, transfers };
}

const { signal } = new AbortController();
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
};

test('instances are handed to the cache by their own thread, and those that are refused are not', async () => {
  const url = await serve((_, response) => sendParts(response, ['one', 'two', 'three']));
  const { pacs, posted } = client(url);
  let id = 0;
  const lengths: number[] = [];
  const sink = async (instance: unknown) => {
    const held = instance as HeldInstance;
    lengths.push(held.byteLength);
    id += 1;
    if (held.byteLength === 3) await held.handOver({ id, expected: { studyUid: '1.2' } });
    else held.drop();
  };
  const ended = await pacs.retrieveSeries('1.2', '1.2.3', sink, signal);
  expect(ended).toEqual({ ok: true, value: { instances: 3, bytes: 11, rejected: [] } });
  await until(() => posted.length === 2);
  expect(lengths).toEqual([3, 3, 5]);
  expect(posted).toEqual([
    { id: 1, text: 'one' },
    { id: 2, text: 'two' },
  ]);
});

test('what was dropped, or handed over before, cannot be handed over', async () => {
  const url = await serve((_, response) => sendParts(response, ['one']));
  const { pacs } = client(url);
  const refused: unknown[] = [];
  const sink = async (instance: unknown) => {
    const held = instance as HeldInstance;
    held.drop();
    await held.handOver({ id: 1, expected: { studyUid: '1.2' } }).catch(error => refused.push(error.message));
  };
  await pacs.retrieveSeries('1.2', '1.2.3', sink, signal);
  expect(refused).toEqual(['the instance is not held any more']);
});

test('credentials are asked for each request and stay at the origin they belong to', async () => {
  const seen: (string | undefined)[] = [];
  const store = await serve((request, response) => {
    seen.push(request.headers.authorization);
    sendParts(response, ['one']);
  });
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: `${store}/elsewhere` }).end();
  });
  const { pacs } = client(url);
  expect((await pacs.retrieveSeries('1.2', '1.2.3', async () => {}, signal)).ok).toBe(true);
  expect(seen).toEqual(['Basic eDp5', undefined]);
});

test('what the server refuses, and a connection that breaks off, are the failures they are elsewhere', async () => {
  let calls = 0;
  const url = await serve((_, response) => {
    calls += 1;
    if (calls === 1) response.writeHead(503, { 'retry-after': '7' }).end('later');
    else if (calls === 2) response.writeHead(404).end();
    else {
      response.writeHead(200, { 'content-type': 'multipart/related; boundary=b', 'content-length': '1000' });
      response.write('--b\r\n\r\nbeginning');
      setTimeout(() => response.destroy(), 20);
    }
  });
  const { pacs } = client(url);
  const retrieve = () => pacs.retrieveSeries('1.2', '1.2.3', async () => {}, signal);
  expect(await retrieve()).toMatchObject({ failure: { code: 'pacs-busy', params: { seconds: 7 }, words: 'later' } });
  expect(await retrieve()).toMatchObject({ failure: { code: 'study-not-found' } });
  expect(await retrieve()).toMatchObject({ failure: { code: 'pacs-unreachable' } });
});

test('reading waits for the main thread: its word on each instance, and the pace of the site', async () => {
  const url = await serve((_, response) =>
    sendParts(
      response,
      Array.from({ length: 50 }, () => 'x'.repeat(1000)),
    ),
  );
  const paced: number[] = [];
  const { pacs } = client(url, { pace: async bytes => void paced.push(bytes) });
  let taken = 0;
  const gate = Promise.withResolvers<void>();
  const ended = pacs.retrieveSeries(
    '1.2',
    '1.2.3',
    async () => {
      taken += 1;
      await gate.promise;
    },
    signal,
  );
  await until(() => taken > 0);
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(taken).toBeLessThan(10);
  gate.resolve();
  expect((await ended).ok).toBe(true);
  expect(taken).toBe(50);
  expect(paced.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(50_000);
});

test('a cancelled retrieval ends, an error of the sink is thrown on, and a thread that is gone is told', async () => {
  const url = await serve((_, response) => {
    response.setHeader('content-type', 'multipart/related; boundary=b');
    response.write('--b\r\n\r\none\r\n--b\r\n\r\ntwo');
  });
  const { pacs, transfers } = client(url);
  const abort = new AbortController();
  const cancelled = await pacs.retrieveSeries('1.2', '1.2.3', async () => abort.abort(), abort.signal);
  expect(cancelled).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  const broken = pacs.retrieveSeries('1.2', '1.2.3', () => Promise.reject(new Error('sink')), signal);
  await expect(broken).rejects.toThrow('sink');
  const running = pacs.retrieveSeries('1.2', '1.2.3', async () => {}, signal);
  await transfers.close();
  expect((await running).ok).toBe(false);
  expect((await pacs.retrieveSeries('1.2', '1.2.3', async () => {}, signal)).ok).toBe(false);
});

test('a thread that died is begun anew for the next retrieval, one that was closed is not', async () => {
  const url = await serve((_, response) => sendParts(response, ['one']));
  const opened: TransferThread[] = [];
  const transfers = lastingTransferThread(() => {
    const { port1, port2 } = new MessageChannel();
    cleanups.push(() => port1.close());
    const thread = openTransferThread(network, port2);
    opened.push(thread);
    return thread;
  });
  const { pacs } = client(url, { transfers });
  const retrieve = () => pacs.retrieveSeries('1.2', '1.2.3', async held => (held as HeldInstance).drop(), signal);
  expect((await retrieve()).ok).toBe(true);
  await opened[0]!.close();
  expect(opened[0]!.hasEnded).toBe(true);
  expect((await retrieve()).ok).toBe(true);
  expect(opened).toHaveLength(2);
  await transfers.close();
  expect((await retrieve()).ok).toBe(false);
  expect(opened).toHaveLength(2);
});

test('what a fault of its thread ended is a connection that broke off: the sync tries again', async () => {
  const fault = new URL('./faulty-network.test-data.ts', import.meta.url);
  const transfers = openTransferThread(fault, new MessageChannel().port2);
  cleanups.push(() => transfers.close());
  const http = { fetch: () => Promise.reject(new Error('the main thread sends nothing')) };
  const pacs = createPacsClient({
    ...{ siteId: 's', baseUrl: 'http://127.0.0.1:9', authorization: async () => null },
    ...{ http, transfers },
  });
  const ended = await pacs.retrieveSeries('1.2', '1.2.3', async () => {}, signal);
  expect(ended).toEqual({
    ok: false,
    failure: { code: 'pacs-unreachable', params: { site: 's', reason: 'transfer-ended' } },
  });
});
