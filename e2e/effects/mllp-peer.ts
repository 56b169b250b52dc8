import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { choose, Ledger } from './faults.ts';

const faults = ['drop-before', 'taken-drop', 'AE', 'AR', 'garbage', 'late', 'cut'] as const;

/**
 * A RIS over MLLP that loses, cuts, refuses and delays. `keyed`: a message whose MSH-10 it has is acknowledged and has no
 * second effect; else every message that it takes has one.
 */
export async function startMllpPeer(random: () => number, keyed: boolean) {
  const ledger = new Ledger();
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let received = Buffer.alloc(0);
    socket.on('data', bytes => {
      received = Buffer.concat([received, bytes]);
      const end = received.indexOf(Buffer.from([0x1c, 0x0d]));
      if (end < 0) return;
      const message = received.subarray(1, end);
      received = received.subarray(end + 2);
      answer(socket, message);
    });
  });

  function answer(socket: Socket, message: Buffer): void {
    const id = message.toString('latin1').split('\r', 1)[0]?.split('|')[9] ?? '';
    const entry = ledger.receive(id, createHash('sha256').update(message).digest('hex'));
    const acknowledge = (code: string) =>
      `\u000bMSH|^~\\&|RIS||VIGIE||20261122||ACK|A${id}|P|2.5.1\rMSA|${code}|${id}\r\u001c\r`;
    const known = entry.effects > 0;
    const behaviour = choose(random, entry.hashes.length, faults, 'AA');
    const take = () => {
      if (!known || !keyed) entry.effects += 1;
    };
    switch (behaviour) {
      case 'drop-before':
        socket.destroy();
        break;
      case 'taken-drop':
        take();
        socket.destroy();
        break;
      case 'AE':
      case 'AR':
        // What it has taken it does not refuse later.
        if (known) {
          take();
          socket.write(acknowledge('AA'));
        } else socket.write(acknowledge(behaviour));
        // AR asks for another attempt; the others end it.
        if (known || behaviour === 'AE') ledger.answered(entry);
        break;
      case 'garbage':
        take();
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
        break;
      case 'late':
        take();
        setTimeout(() => socket.destroyed || socket.write(acknowledge('AA')), 400);
        break;
      case 'cut':
        take();
        socket.end(acknowledge('AA').slice(0, 30));
        break;
      case 'AA':
        take();
        socket.write(acknowledge('AA'));
        ledger.answered(entry);
        break;
    }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    ledger,
    port: typeof address === 'object' && address ? address.port : 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
