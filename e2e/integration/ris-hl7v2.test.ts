import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import { Hl7Client } from '@medplum/hl7';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Failure, Order } from '../../src/contract/index.ts';
import { createHl7Connector } from '../../src/main/ris/hl7v2/connector.ts';
import type { OrderClaim, RisConnector } from '../../src/main/ris/index.ts';
import { renderings, sealed } from '../../src/main/ris/sample.test-data.ts';
import { freePort, type MllpReceiver, startMllpReceiver } from '../peers/mllp-receiver.ts';

const attempt = { afterUnknown: false, signal: new AbortController().signal };

let folder: string;
let receiver: MllpReceiver;
let listenPort: number;
const connectors: RisConnector[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-ris-hl7-'));
  receiver = await startMllpReceiver();
  listenPort = await freePort();
});

afterEach(async () => {
  await Promise.all(connectors.splice(0).map(each => each.stop()));
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

async function start() {
  const told = {
    orders: [] as readonly Order[],
    claims: [] as readonly OrderClaim[],
    rejected: [] as [string, Failure][],
  };
  const connections: Connection[] = [];
  const connector = createHl7Connector(
    {
      kind: 'hl7v2',
      listen: { host: '127.0.0.1', port: listenPort },
      send: { host: '127.0.0.1', port: receiver.port },
    },
    {
      siteId: 'hospital',
      folder,
      http: { fetch: () => Promise.reject(new Error('no HTTP here')) },
      clock: { now: () => Date.now() },
      log: { info: () => {}, warn: () => {} },
      authorization: async () => null,
    },
    { answerTimeoutMs: 400 },
  );
  connectors.push(connector);
  await connector.start({
    orders: orders => {
      told.orders = orders;
    },
    claims: claims => {
      told.claims = claims;
    },
    rejected: (what, failure) => void told.rejected.push([what, failure]),
    connection: connection => void connections.push(connection),
  });
  return { connector, told, connections };
}

const order = (control: string, id: string, accession: string, messageId: string) =>
  [
    `MSH|^~\\&|RIS|SITE|VIGIE|SITE|20261122083000||ORM^O01^ORM_O01|${messageId}|P|2.5.1|||||FRA|UNICODE UTF-8`,
    'PID|||0042^^^HOSP^PI||LEFÈVRE^ÉLOÏSE||19620409|F',
    `ORC|${control}|${id}`,
    `OBR|1|${id}||CT^Scanner||||||||||||||${accession}`,
  ].join('\r');

/** Sends with an independent client and gives the acknowledgement. */
async function send(text: string): Promise<Hl7Message> {
  const client = new Hl7Client({ host: '127.0.0.1', port: listenPort, encoding: 'utf-8' });
  try {
    // The client brings its own copy of the parser, whose classes are other types of the same shape.
    const message = Hl7Message.parse(text) as unknown as Parameters<Hl7Client['sendAndWait']>[0];
    return Hl7Message.parse((await client.sendAndWait(message, { timeoutMs: 3000 })).toString());
  } finally {
    await client.close();
  }
}

const acknowledged = (message: Hl7Message) =>
  [1, 2].map(field => message.getSegment('MSA')?.getField(field).toString());
const keys = (orders: readonly Order[]) => orders.map(({ key }) => key);

describe('orders over MLLP', () => {
  it('acknowledges an order that is kept, and has it after a restart', async () => {
    const first = await start();
    expect(first.connections.map(({ state }) => state)).toEqual(['connecting', 'up']);
    const answer = await send(order('NW', 'PL-1', 'A-1', 'M1'));
    expect(acknowledged(answer)).toEqual(['AA', 'M1']);
    expect(answer.getSegment('MSH')?.getField(9).toString()).toBe('ACK^O01^ACK');
    expect(first.told.orders).toMatchObject([
      { key: 'PL-1', accession: 'A-1', patient: { familyName: 'LEFÈVRE', givenName: 'ÉLOÏSE' } },
    ]);
    await send(order('NW', 'PL-2', 'A-2', 'M2'));
    await first.connector.stop();
    const second = await start();
    expect(keys(second.told.orders)).toEqual(['PL-1', 'PL-2']);
    await send(order('CA', 'PL-1', 'A-1', 'M3'));
    expect(keys(second.told.orders)).toEqual(['PL-2']);
    await second.connector.stop();
    expect(keys((await start()).told.orders)).toEqual(['PL-2']);
  });

  it('takes a corrected and a merged patient into the orders, also after a restart, and refuses an unmerge', async () => {
    const { told, connector } = await start();
    await send(order('NW', 'PL-1', 'A-1', 'M1'));
    const adt = (type: string, id: string, pid: string, ...more: string[]) =>
      [
        `MSH|^~\\&|RIS|SITE|VIGIE|SITE|20261122084500||${type}|${id}|P|2.5.1|||||FRA|UNICODE UTF-8`,
        'EVN||20261122084500',
        pid,
        ...more,
      ].join('\r');
    const a08 = adt('ADT^A08^ADT_A01', 'M2', 'PID|||0042^^^HOSP^PI||LEFÈVRE^ÉLOÏSE MARIE||19620410|F');
    expect(acknowledged(await send(a08))).toEqual(['AA', 'M2']);
    expect(told.orders).toMatchObject([{ patient: { givenName: 'ÉLOÏSE MARIE', birthDate: '1962-04-10' } }]);
    const a40 = adt('ADT^A40^ADT_A39', 'M3', 'PID|||0099^^^HOSP^PI||LEFÈVRE^ÉLOÏSE||19620410|F', 'MRG|0042^^^HOSP^PI');
    expect(acknowledged(await send(a40))).toEqual(['AA', 'M3']);
    const merged = [{ key: 'PL-1', patient: { patientId: '0099', former: [{ patientId: '0042', issuer: 'HOSP' }] } }];
    expect(told.orders).toMatchObject(merged);
    expect(acknowledged(await send(a40.replace('ADT^A40^ADT_A39', 'ADT^A37^ADT_A37')))).toEqual(['AR', 'M3']);
    const broken = await send(a40.replace('MRG|0042^^^HOSP^PI', 'MRG|'));
    expect(acknowledged(broken)).toEqual(['AE', 'M3']);
    await connector.stop();
    expect((await start()).told.orders).toMatchObject(merged);
  });

  it('keeps no more messages than the open orders need', async () => {
    await start();
    for (let round = 0; round < 5; round += 1) await send(order('XO', 'PL-1', 'A-1', `M${round}`));
    await send(order('CA', 'PL-1', 'A-1', 'M8'));
    await send(order('NW', 'PL-2', 'A-2', 'M9'));
    await send(order('NW', 'PL-2', 'A-2', 'M9'));
    expect(await readdir(join(folder, 'received-orders'))).toHaveLength(1);
  });

  it('answers AE with ERR to a broken order, tells it, and takes the next', async () => {
    const { told } = await start();
    const answer = await send(order('NW', 'PL-1', 'A-1', 'M1').replace('19620409', '19629999'));
    expect(acknowledged(answer)).toEqual(['AE', 'M1']);
    const err = answer.getSegment('ERR');
    expect(err?.getField(2).toString()).toBe('PID^1^7');
    expect(err?.getComponent(3, 1)).toBe('102');
    expect(told.rejected).toMatchObject([
      ['MSH-10 M1', { code: 'order-unreadable', params: { segment: 'PID', field: 'PID-7' } }],
    ]);
    expect(acknowledged(await send(order('NW', 'PL-2', 'A-2', 'M2')))).toEqual(['AA', 'M2']);
    expect(keys(told.orders)).toEqual(['PL-2']);
  });

  it('names a message with a broken segment by its header, and keeps what came', async () => {
    const { told } = await start();
    const broken = order('NW', 'PL-1', 'A-1', 'M1').replace('\rORC|', '\r?RC|');
    for (const text of [broken, broken, broken.replace('|M1|', '|M2|')])
      expect(acknowledged(await send(text))[0]).toBe('AE');
    expect(told.rejected.map(([what]) => what)).toEqual(['MSH-10 M1', 'MSH-10 M1', 'MSH-10 M2']);
    const kept = await readdir(join(folder, 'refused-orders'));
    const texts = await Promise.all(kept.map(name => readFile(join(folder, 'refused-orders', name), 'utf8')));
    expect(texts.toSorted()).toEqual([broken, broken.replace('|M1|', '|M2|')]);
  });

  it('answers AR to a message that is no order', async () => {
    await start();
    const answer = await send(order('NW', 'PL-1', 'A-1', 'M1').replace('ORM^O01^ORM_O01', 'ADT^A01'));
    expect(acknowledged(answer)).toEqual(['AR', 'M1']);
    expect(answer.getSegment('ERR')?.getComponent(3, 1)).toBe('200');
  });

  it('answers AR when the order can not be stored, so that it is sent again', async () => {
    const { told } = await start();
    await rm(join(folder, 'received-orders'), { recursive: true });
    await writeFile(join(folder, 'received-orders'), 'in the way');
    expect(acknowledged(await send(order('NW', 'PL-1', 'A-1', 'M1')))).toEqual(['AR', 'M1']);
    expect(told.orders).toEqual([]);
  });

  it('cuts off who does not speak MLLP and keeps listening', async () => {
    const { told } = await start();
    const closed = await new Promise<boolean>(resolve => {
      const socket = connectSocket(listenPort, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'));
      socket.on('error', () => {});
      socket.on('close', () => resolve(true));
    });
    expect(closed).toBe(true);
    await send(order('NW', 'PL-1', 'A-1', 'M1'));
    expect(keys(told.orders)).toEqual(['PL-1']);
  });

  it('takes messages in pieces and several at once, each answered in turn', async () => {
    await start();
    const texts = [order('NW', 'PL-1', 'A-1', 'M1'), order('NW', 'PL-2', 'A-2', 'M2')];
    const bytes = Buffer.from(texts.map(text => `\u000b${text}\u001c\r`).join(''), 'utf8');
    const answers = await new Promise<string>(resolve => {
      let received = '';
      const socket = connectSocket(listenPort, '127.0.0.1', async () => {
        for (let at = 0; at < bytes.length; at += 37) {
          socket.write(bytes.subarray(at, at + 37));
          await new Promise(done => setImmediate(done));
        }
      });
      socket.on('data', data => {
        received += data;
        if (received.split('\u001c').length === 3) socket.end(() => resolve(received));
      });
    });
    expect([...answers.matchAll(/MSA\|AA\|(M\d)/g)].map(([, id]) => id)).toEqual(['M1', 'M2']);
  });

  it('says that its port is taken', async () => {
    await start();
    const { connections } = await start();
    expect(connections.at(-1)).toMatchObject({ state: 'down', failure: { params: { reason: 'EADDRINUSE' } } });
  });
});

describe('results over MLLP', () => {
  const prepare = (connector: RisConnector) => connector.prepare(sealed, renderings, 'VG00000001');

  it('is confirmed by AA, and the receiver has the report', async () => {
    const { connector } = await start();
    expect(await connector.deliver(prepare(connector), attempt)).toEqual({ kind: 'confirmed', failure: null });
    const message = Hl7Message.parse(receiver.received[0] ?? '');
    expect(message.getSegment('MSH')?.getField(10).toString()).toBe('VG00000001');
    expect(message.getSegment('PID')?.getComponent(5, 1)).toBe('Lefèvre-N’Guyen');
    const document = message.getAllSegments('OBX').find(obx => obx.getField(2).toString() === 'ED');
    expect(Buffer.from(document?.getComponent(5, 5) ?? '', 'base64')).toEqual(Buffer.from(renderings.pdf));
  });

  it.each([
    ['AE', 'refused', { code: 'ris-refused', params: { status: 'AE' }, words: 'Numéro d’accession inconnu' }],
    ['AR', 'retry', { code: 'ris-refused', params: { status: 'AR' }, words: 'Réception suspendue' }],
    ['drop-before-ack', 'unknown', { code: 'ris-unreachable', params: { reason: 'connection-closed' } }],
    ['drop-after-ack', 'unknown', { code: 'ris-unreachable', params: { reason: 'connection-closed' } }],
    ['garbage', 'unknown', { code: 'ris-answer-unreadable' }],
    ['silent', 'unknown', { code: 'ris-unreachable', params: { reason: 'timeout' } }],
  ] as const)('takes %s for %s, and delivers the same bytes later', async (mode, kind, failure) => {
    const { connector } = await start();
    const prepared = prepare(connector);
    receiver.mode = mode;
    expect(await connector.deliver(prepared, attempt)).toMatchObject({ kind, failure });
    receiver.mode = 'AA';
    expect(await connector.deliver(prepared, { ...attempt, afterUnknown: true })).toMatchObject({ kind: 'confirmed' });
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]).toBe(receiver.received[0]);
  });

  it('retries when nobody listens, and says so', async () => {
    const { connector, connections } = await start();
    await receiver.close();
    expect(await connector.deliver(prepare(connector), attempt)).toMatchObject({
      kind: 'retry',
      failure: { code: 'ris-unreachable', params: { reason: 'ECONNREFUSED' } },
    });
    expect(connections.at(-1)?.state).toBe('down');
    receiver = await startMllpReceiver({ port: receiver.port });
    expect(await connector.deliver(prepare(connector), attempt)).toMatchObject({ kind: 'confirmed' });
    expect(connections.at(-1)?.state).toBe('up');
  });

  it('has one message in flight at a time', async () => {
    const { connector } = await start();
    receiver.mode = 'silent';
    const first = connector.deliver(prepare(connector), attempt);
    const second = connector.deliver(connector.prepare(sealed, renderings, 'VG00000002'), attempt);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
    expect(await first).toMatchObject({ kind: 'unknown' });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2));
    expect(await second).toMatchObject({ kind: 'unknown' });
  });

  it('gives up a wait when told to', async () => {
    const { connector } = await start();
    receiver.mode = 'silent';
    const stop = new AbortController();
    const answer = connector.deliver(prepare(connector), { afterUnknown: false, signal: stop.signal });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
    stop.abort();
    expect(await answer).toMatchObject({ kind: 'unknown', failure: { params: { reason: 'cancelled' } } });
  });

  it('claims on this workstation only', async () => {
    const { connector, told } = await start();
    await send(order('NW', 'PL-1', 'A-1', 'M1'));
    const reader = { name: 'Dr Camille Démo', identifier: 'DEMO-0001' };
    expect(await connector.claim(told.orders, reader)).toMatchObject({ value: { scope: 'workstation', mine: true } });
    expect(told.claims).toMatchObject([{ orderKey: 'PL-1', here: true }]);
    await connector.release(told.orders, reader);
    expect(told.claims).toEqual([]);
  });
});
