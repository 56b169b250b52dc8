import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FrameReader, frame } from './mllp-frame.ts';

export interface MllpAddress {
  readonly host: string;
  readonly port: number;
  /** Left out: plain TCP, for a line that is protected otherwise. */
  readonly tls?: MllpTls;
}

/** TLS 1.2 or later; certificates and key in PEM. */
export interface MllpTls {
  /** Who is trusted to name the peer; the system's own authorities when left out. */
  readonly ca?: string;
  /** Our own certificate and key: always of a listener, of a sender where the receiver asks for them. */
  readonly cert?: string;
  readonly key?: string;
}

/** How an exchange ended. Only after `not-connected` is it sure that the receiver has nothing. */
export type MllpExchange =
  | { readonly kind: 'answered'; readonly answer: Uint8Array }
  | { readonly kind: 'not-connected'; readonly reason: string }
  | { readonly kind: 'no-answer'; readonly reason: string };

const longestAnswer = 1024 * 1024;

/**
 * Sends one message on a connection of its own and waits for its answer, so that exactly one message is in flight and
 * a late answer of another exchange can not be taken for this one's. `accept` says whether an answer is the one that
 * is waited for. Never throws.
 */
export function exchangeOverMllp(
  address: MllpAddress,
  message: Uint8Array,
  options: {
    readonly connectTimeoutMs: number;
    readonly answerTimeoutMs: number;
    readonly accept: (answer: Uint8Array) => boolean;
    readonly signal: AbortSignal;
  },
): Promise<MllpExchange> {
  return new Promise(resolve => {
    if (options.signal.aborted) {
      resolve({ kind: 'not-connected', reason: 'cancelled' });
      return;
    }
    const { host, port, tls } = address;
    const socket: Socket = tls
      ? connectTls({ host, port, minVersion: 'TLSv1.2', ...(isIP(host) ? {} : { servername: host }), ...tls })
      : connect({ host, port });
    const reader = new FrameReader(longestAnswer);
    let connected = false;
    const finish = (exchange: MllpExchange): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(exchange);
    };
    const fail = (reason: string): void => finish({ kind: connected ? 'no-answer' : 'not-connected', reason });
    const onAbort = (): void => fail('cancelled');
    let timer = setTimeout(() => fail('timeout'), options.connectTimeoutMs);
    options.signal.addEventListener('abort', onAbort);
    // Nothing is sent before the peer has proved who it is.
    socket.on(tls ? 'secureConnect' : 'connect', () => {
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(() => fail('timeout'), options.answerTimeoutMs);
      socket.write(frame(message));
    });
    socket.on('data', (bytes: Buffer) => {
      try {
        const answer = reader.push(bytes).find(options.accept);
        if (answer) finish({ kind: 'answered', answer });
      } catch {
        fail('answer-unreadable');
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'error'));
    socket.on('close', () => fail('connection-closed'));
  });
}
