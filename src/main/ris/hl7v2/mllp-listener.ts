import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { MllpAddress } from './mllp-client.ts';
import { FrameReader, frame } from './mllp-frame.ts';

const mostConnections = 32;
const longestMessage = 8 * 1024 * 1024;
const idleMs = 10 * 60 * 1000;

/** Receives messages over MLLP and answers each, one after another on every connection. */
export interface MllpListener {
  /** The port that is listened on: the operating system's choice where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens. `answer` gives the acknowledgement of a message; the next message of that connection waits for it. Rejects
 * when the address can not be listened on. Peers that do not speak MLLP are cut off; `onIntruder` hears why.
 */
export async function listenForMllp(
  address: MllpAddress,
  answer: (message: Uint8Array) => Promise<Uint8Array>,
  onIntruder: (reason: string) => void,
): Promise<MllpListener> {
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    serve(socket, answer, onIntruder);
    socket.on('close', () => sockets.delete(socket));
  };
  const { tls } = address;
  // Where authorities are named, a sender must have a certificate of theirs.
  const server = tls
    ? createTlsServer({ minVersion: 'TLSv1.2', requestCert: tls.ca !== undefined, ...tls }, accept)
    : createServer(accept);
  server.on('tlsClientError', error => onIntruder(error.message));
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address.host, port: address.port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: portOf(server), close: () => close(server, sockets) };
}

function serve(
  socket: Socket,
  answer: (message: Uint8Array) => Promise<Uint8Array>,
  onIntruder: (reason: string) => void,
): void {
  const reader = new FrameReader(longestMessage);
  let previous: Promise<void> = Promise.resolve();
  socket.setTimeout(idleMs, () => socket.destroy());
  // A peer that resets its connection is met by `close`; without a listener the error would end the program.
  socket.on('error', () => {});
  socket.on('data', (bytes: Buffer) => {
    let messages: readonly Uint8Array[];
    try {
      messages = reader.push(bytes);
    } catch (error) {
      onIntruder(error instanceof Error ? error.message : 'unexpected');
      socket.destroy();
      return;
    }
    for (const message of messages) {
      socket.pause();
      previous = previous.then(async () => {
        try {
          const acknowledgement = await answer(message);
          if (!socket.destroyed) socket.write(frame(acknowledgement));
        } catch {
          // No acknowledgement: the sender keeps the message and sends it again.
          socket.destroy();
        }
      });
      previous = previous.then(() => void socket.resume());
    }
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function close(server: Server, sockets: Set<Socket>): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await closed;
}
