import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';

/** What the proxy does with a request. */
export type Fault =
  | { readonly kind: 'pass' }
  /** Answers with this status and text instead of asking the server. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** Passes `bytes` of the body, then ends the answer as if it were whole. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Passes `bytes` of the body, then drops the connection; 0 drops it before the answer. */
  | { readonly kind: 'drop'; readonly bytes: number }
  /** Passes `bytes` of the body, then nothing more; the connection stays open. */
  | { readonly kind: 'stall'; readonly bytes: number }
  /** Waits before it passes the request on. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Passes the request on when that has come true. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** A thin line: waits `delayMs`, then passes so many bytes a millisecond, all requests with this fault together. */
  | { readonly kind: 'throttle'; readonly bytesPerMs: number; readonly delayMs: number }
  /** Replaces the bytes of the body. */
  | { readonly kind: 'rewrite'; readonly rewrite: (body: Buffer<ArrayBuffer>) => Uint8Array };

/** One request that the proxy saw, as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An HTTP proxy in front of a test server that counts what passes and breaks what it is told to break. */
export interface FaultProxy {
  /** `http(s)://127.0.0.1:port`; takes the place of the server's origin. */
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  /** Bytes of bodies passed to the client so far. */
  readonly passedBytes: number;
  /** Decides for each request from now on. */
  behave(decide: (request: SeenRequest) => Fault): void;
  /** Requests whose path matches. */
  count(path: RegExp): number;
  forget(): void;
  stop(): Promise<void>;
}

/** Starts a proxy before `target` (an origin). With `tls`, it speaks TLS with that key and certificate. */
export async function startFaultProxy(
  target: string,
  tls?: { readonly key: string; readonly cert: string },
): Promise<FaultProxy> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let decide: (request: SeenRequest) => Fault = () => ({ kind: 'pass' });
  let passedBytes = 0;
  /** When the thin line will have passed everything that was given to it. */
  let lineFreeAt = 0;

  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const seen = { method: incoming.method ?? '', path: incoming.url ?? '/', headers: incoming.headers };
    requests.push(seen);
    const fault = decide(seen);
    if (fault.kind === 'status') {
      outgoing.writeHead(fault.status, { 'content-type': 'text/plain', ...fault.headers }).end(fault.body ?? '');
      return;
    }
    if (fault.kind === 'drop' && fault.bytes === 0) {
      incoming.socket.destroy();
      return;
    }
    if (fault.kind === 'hold') {
      void fault.until.then(() => forward(incoming, outgoing, fault));
      return;
    }
    const delay = fault.kind === 'delay' ? fault.ms : fault.kind === 'throttle' ? fault.delayMs : 0;
    setTimeout(() => forward(incoming, outgoing, fault), delay);
  };

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault): void {
    const url = new URL(incoming.url ?? '/', target);
    const headers = { ...incoming.headers, host: url.host };
    // Faults count and change the bytes of the body itself.
    if (fault.kind !== 'pass') delete headers['accept-encoding'];
    // An agent of its own per request: the target closes idle connections quickly.
    const upstream = httpRequest(url, { method: incoming.method, headers, agent: false }, answer => {
      void respond(answer, outgoing, fault).catch(() => outgoing.destroy());
    });
    upstream.on('error', error => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502, { 'content-type': 'text/plain' }).end(error.message);
    });
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  }

  async function respond(answer: IncomingMessage, outgoing: ServerResponse, fault: Fault): Promise<void> {
    const headers = { ...answer.headers };
    delete headers.connection;
    delete headers['keep-alive'];
    delete headers['transfer-encoding'];
    const write = async (piece: Uint8Array) => {
      if (fault.kind === 'throttle') {
        const now = performance.now();
        lineFreeAt = Math.max(lineFreeAt, now) + piece.length / fault.bytesPerMs;
        await new Promise(resolve => setTimeout(resolve, lineFreeAt - now));
      }
      passedBytes += piece.length;
      if (!outgoing.destroyed && !outgoing.write(piece)) await drained(outgoing);
    };
    if (fault.kind === 'rewrite') {
      const pieces: Buffer[] = [];
      for await (const piece of answer) pieces.push(piece as Buffer);
      const body = fault.rewrite(Buffer.concat(pieces));
      outgoing.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': String(body.length) });
      await write(body);
      outgoing.end();
      return;
    }
    const keep = 'bytes' in fault ? fault.bytes : Number.POSITIVE_INFINITY;
    // Without its length, a shortened body is sent chunked and looks whole to HTTP.
    if (fault.kind === 'truncate') delete headers['content-length'];
    outgoing.writeHead(answer.statusCode ?? 502, headers);
    let passed = 0;
    for await (const piece of answer) {
      const bytes = (piece as Buffer).subarray(0, keep - passed);
      passed += bytes.length;
      await write(bytes);
      if (outgoing.destroyed) return;
      if (passed >= keep) break;
    }
    if (fault.kind === 'stall' && passed >= keep) return;
    if (fault.kind === 'drop') outgoing.destroy();
    else outgoing.end();
  }

  const server: Server = tls === undefined ? createServer(handle) : createSecureServer(tls, handle);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('the proxy has no port');
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    requests,
    get passedBytes() {
      return passedBytes;
    },
    behave(next) {
      decide = next;
    },
    count: path => requests.filter(request => path.test(request.path)).length,
    forget() {
      requests.length = 0;
      passedBytes = 0;
    },
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const goOn = () => {
      outgoing.off('drain', goOn).off('close', goOn);
      resolve();
    };
    outgoing.on('drain', goOn).on('close', goOn);
  });
}
