import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import type { App, Page } from '../app.ts';
import { OneTimeTickets, pageRoleOf, SessionCookies } from './admission.ts';

export interface LoopbackServer {
  /** A URL that admits one browser to that page once, and then is dead. */
  boot(role: Page['role']): string;
  stop(): Promise<void>;
}

/** The largest control message: a long report with its measurements stays far below. */
const largestMessage = 8 * 1024 * 1024;

/**
 * Serves the program on 127.0.0.1. The desk lives on the origin `127.0.0.1`, the viewer on `localhost`: two sites for
 * Chromium, hence two renderer processes. Nothing is answered without the cookie that a one-time URL sets, nor for
 * another Host (DNS rebinding), nor to a socket of another Origin.
 */
export async function startLoopbackServer(app: App): Promise<LoopbackServer> {
  const tickets = new OneTimeTickets();
  const cookies = new SessionCookies();
  let port = 0;

  const answer = async (request: Request): Promise<Response> => {
    const role = pageRoleOf(request.headers.get('host'), port);
    if (!role) return new Response('Forbidden', { status: 403 });
    const url = new URL(request.url);
    if (url.pathname === '/boot') {
      if (!tickets.redeem(url.searchParams.get('ticket'), role)) {
        return new Response('This address was used before. Start Vigie again for a new one.', { status: 403 });
      }
      return admit(role, cookies.issue(role, port));
    }
    if (!cookies.admits(request.headers.get('cookie'), role, port)) return new Response('Forbidden', { status: 403 });
    const origin = request.headers.get('origin');
    if (origin !== null && origin !== url.origin) return new Response('Forbidden', { status: 403 });
    return app.handle(request);
  };

  const server = createServer(getRequestListener(answer, { overrideGlobalObjects: false }));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  const handler = new RPCHandler<Page>(app.router);
  server.on('upgrade', (request, socket, head) => {
    const role = pageRoleOf(request.headers.host ?? null, port);
    const trusted =
      role !== null &&
      request.url === '/api' &&
      request.headers.origin === `http://${request.headers.host}` &&
      cookies.admits(request.headers.cookie ?? null, role, port);
    if (!trusted) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, connection => void handler.upgrade(connection, { context: { role } }));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
  return {
    boot: role => `http://${role === 'desk' ? '127.0.0.1' : 'localhost'}:${port}/boot?ticket=${tickets.issue(role)}`,
    async stop() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/**
 * Sets the cookie and goes on to the page from a page of our own: a redirect of a navigation that another site began
 * (the desk opens the viewer) would not carry a SameSite=Strict cookie.
 */
function admit(role: Page['role'], cookie: string): Response {
  return new Response(`<!doctype html><meta http-equiv="refresh" content="0;url=/${role}/"><title>Vigie</title>`, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'set-cookie': cookie,
    },
  });
}
