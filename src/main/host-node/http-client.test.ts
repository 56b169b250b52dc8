import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { nodeHttpClient } from './http-client.ts';

let server: Pick<Server, 'listen' | 'close' | 'address'> & NodeJS.EventEmitter;
afterEach(() => new Promise<void>(resolve => server.close(() => resolve())));

async function listening(): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('an answer whose connection was closed while it waited is read to its end', async () => {
  const body = Buffer.alloc(64 * 1024, 0x61);
  server = createTcpServer(socket => {
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`);
      socket.end(body);
    });
    socket.on('error', () => {});
  }) as unknown as typeof server;
  const response = await nodeHttpClient().fetch(new Request(await listening()));
  await wait(300);
  expect((await response.arrayBuffer()).byteLength).toBe(body.length);
});

test('method, headers, body and abort are those of the request', async () => {
  server = createServer(async (request, response) => {
    if (request.url === '/slow') return;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    response.setHeader('x-seen', `${request.method} ${request.headers['x-asked']}`);
    response.end(Buffer.concat(pieces));
  });
  const url = await listening();
  const { fetch } = nodeHttpClient();
  const answer = await fetch(new Request(url, { method: 'POST', headers: { 'x-asked': 'this' }, body: 'words' }));
  expect([answer.status, await answer.text()]).toEqual([200, 'words']);
  expect(answer.headers.get('x-seen')).toBe('POST this');
  const abort = new AbortController();
  const slow = fetch(new Request(`${url}slow`, { signal: abort.signal }));
  abort.abort(new Error('enough'));
  await expect(slow).rejects.toThrow();
});
