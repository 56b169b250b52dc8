import { createServer, type Socket } from 'node:net';
import { type Hl7Connection, Hl7Server } from '@medplum/hl7';

/** How a message is answered: accepted, in error, rejected, or not answered as it should be. */
export type ReceiverMode =
  | 'AA'
  | 'AE'
  | 'AR'
  | 'drop-before-ack' // takes the message, closes the connection without an answer
  | 'drop-after-ack' // answers AA for another message id, then closes
  | 'garbage' // answers with something that is no HL7
  | 'silent'; // keeps the connection and says nothing

export interface MllpReceiver {
  readonly port: number;
  mode: ReceiverMode;
  /** Messages as they came, one text each, in order. */
  readonly received: readonly string[];
  close(): Promise<void>;
}

/** A RIS that receives results over MLLP, made with Medplum's HL7 server. */
export async function startMllpReceiver(options: { port?: number } = {}): Promise<MllpReceiver> {
  const port = options.port ?? (await freePort());
  const received: string[] = [];
  const open = new Set<Socket>();
  const receiver = { mode: 'AA' as ReceiverMode };

  const server = new Hl7Server((connection: Hl7Connection) => {
    open.add(connection.socket);
    connection.socket.on('close', () => open.delete(connection.socket));
    connection.socket.on('error', () => {});
    connection.addEventListener('message', ({ message }) => {
      received.push(message.toString());
      const { mode } = receiver;
      switch (mode) {
        case 'AA':
          connection.send(message.buildAck());
          break;
        case 'AE':
        case 'AR': {
          const text = mode === 'AE' ? 'Numéro d’accession inconnu' : 'Réception suspendue';
          const header = message.buildAck().getSegment('MSH')?.toString() ?? '';
          const id = message.getSegment('MSH')?.getField(10).toString() ?? '';
          const answer = [header, `MSA|${mode}|${id}`, `ERR||OBR^1^18|204^Unknown key identifier^HL70357|E||||${text}`];
          connection.socket.write(`\u000b${answer.join('\r')}\r\u001c\r`);
          break;
        }
        case 'drop-before-ack':
          connection.socket.destroy();
          break;
        case 'drop-after-ack': {
          const header = message.buildAck().getSegment('MSH')?.toString() ?? '';
          connection.socket.end(`\u000b${header}\rMSA|AA|ANOTHER-MESSAGE\r\u001c\r`);
          break;
        }
        case 'garbage':
          connection.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
          break;
        case 'silent':
          break;
      }
    });
  });
  await server.start(port, 'utf-8');
  return {
    port,
    get mode() {
      return receiver.mode;
    },
    set mode(mode: ReceiverMode) {
      receiver.mode = mode;
    },
    received,
    async close() {
      for (const socket of open) socket.destroy();
      await server.stop({ forceDrainTimeoutMs: 100 });
    },
  };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await new Promise<void>(resolve => server.close(() => resolve()));
  return port;
}
