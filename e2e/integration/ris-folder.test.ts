import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Failure, Order } from '../../src/contract/index.ts';
import { createRisConnector, type OrderClaim, type RisConnector } from '../../src/main/ris/index.ts';
import { renderings, sealed } from '../../src/main/ris/sample.test-data.ts';

const reader = { name: 'Dr Camille Démo', identifier: 'DEMO-0001' };
const attempt = { afterUnknown: false, signal: new AbortController().signal };

let home: string;
let orders: string;
let reports: string;
const connectors: RisConnector[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'vigie-ris-folder-'));
  [orders, reports] = [join(home, 'orders'), join(home, 'reports')];
  await mkdir(orders);
  await mkdir(reports);
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(connectors.splice(0).map(each => each.stop()));
  await rm(home, { recursive: true, force: true });
});

async function start(workstation = 'one') {
  const told = {
    orders: [] as readonly Order[],
    claims: [] as readonly OrderClaim[],
    rejected: [] as [string, Failure][],
  };
  const connections: Connection[] = [];
  const connector = createRisConnector(
    { kind: 'folder', orders, reports },
    {
      siteId: 'hospital',
      folder: join(home, workstation),
      http: { fetch: () => Promise.reject(new Error('no HTTP here')) },
      clock: { now: () => Date.now() },
      log: { info: () => {}, warn: () => {} },
      authorization: async () => null,
    },
  );
  connectors.push(connector);
  await connector.start({
    orders: now => {
      told.orders = now;
    },
    claims: now => {
      told.claims = now;
    },
    rejected: (what, failure) => void told.rejected.push([what, failure]),
    connection: connection => void connections.push(connection),
  });
  return { connector, told, connections };
}

const order = (id: string, control = 'NW', at = '20261122083000') =>
  [
    `MSH|^~\\&|RIS|SITE|VIGIE|SITE|${at}||ORM^O01^ORM_O01|${id}|P|2.5.1|||||FRA|UNICODE UTF-8`,
    'PID|||0042^^^HOSP^PI||LEFÈVRE^ÉLOÏSE||19620409|F',
    `ORC|${control}|${id}`,
    `OBR|1|${id}||CT^Scanner||||||||||||||A-${id}`,
    '',
  ].join('\r');
const put = (name: string, text: string) => writeFile(join(orders, name), text);
/** As if the file had been written a while ago. */
const age = async (path: string, seconds: number) => {
  const then = Date.now() / 1000 - seconds;
  await utimes(path, then, then);
};
const keys = (told: { orders: readonly Order[] }) => told.orders.map(({ key }) => key);

describe('orders from a folder', () => {
  it('reads what is there and what comes', async () => {
    await put('1.hl7', order('PL-1'));
    const { told, connections } = await start();
    expect(keys(told)).toEqual(['PL-1']);
    expect(connections.at(-1)?.state).toBe('up');
    await put('2.HL7', order('PL-2'));
    await vi.waitFor(() => expect(keys(told)).toEqual(['PL-1', 'PL-2']), 3000);
    await put('3.hl7', order('PL-1', 'CA', '20261122090000'));
    await vi.waitFor(() => expect(keys(told)).toEqual(['PL-2']), 3000);
    await rm(join(orders, '2.HL7'));
    await vi.waitFor(() => expect(keys(told)).toEqual([]), 3000);
  });

  it('lets the time of the message decide, not the name of the file', async () => {
    await put('a.hl7', order('PL-1', 'CA', '20261122090000'));
    await put('b.hl7', order('PL-1', 'NW', '20261122083000'));
    expect(keys((await start()).told)).toEqual([]);
  });

  it('tells a broken file once, leaves it in place and reads the others', async () => {
    const broken = order('PL-1').replace('\rORC', '\rO#C');
    await put('broken.hl7', broken);
    await age(join(orders, 'broken.hl7'), 60);
    await put('good.hl7', order('PL-2'));
    await put('binary.hl7', '\u0000\u0001\u0002');
    await age(join(orders, 'binary.hl7'), 60);
    const { connector, told } = await start();
    await connector.refresh();
    expect(keys(told)).toEqual(['PL-2']);
    expect(told.rejected).toMatchObject([
      ['binary.hl7', { code: 'order-unreadable', params: { file: 'binary.hl7', segment: 'MSH' } }],
      ['broken.hl7', { code: 'order-unreadable', params: { file: 'broken.hl7', segment: 'O#C (line 3)' } }],
    ]);
    expect(await readFile(join(orders, 'broken.hl7'), 'utf8')).toBe(broken);
  });

  it('waits for a file that is still being written', async () => {
    const text = order('PL-1');
    await put('1.hl7', text.slice(0, 90));
    const { connector, told } = await start();
    expect([keys(told), told.rejected]).toEqual([[], []]);
    await put('1.hl7', text);
    await connector.refresh();
    expect([keys(told), told.rejected]).toEqual([['PL-1'], []]);
  });

  it('keeps its orders while the folder is away', async () => {
    await put('1.hl7', order('PL-1'));
    const { connector, told, connections } = await start();
    await rm(orders, { recursive: true });
    await connector.refresh();
    expect(connections.at(-1)).toMatchObject({
      state: 'down',
      failure: { code: 'order-folder-unusable', params: { folder: orders, reason: 'ENOENT' } },
    });
    expect(keys(told)).toEqual(['PL-1']);
    await mkdir(orders);
    await put('1.hl7', order('PL-2'));
    await connector.refresh();
    expect([connections.at(-1)?.state, keys(told)]).toEqual(['up', ['PL-2']]);
  });
});

describe('leases on orders', () => {
  const lease = async () => {
    const [name] = (await readdir(join(orders, '.leases'))).filter(each => each.endsWith('.lease'));
    return name ? join(orders, '.leases', name) : null;
  };

  it('gives an order to one of two workstations, also of one reader', async () => {
    await put('1.hl7', order('PL-1'));
    const [one, two] = [await start('one'), await start('two')];
    const results = await Promise.all([
      one.connector.claim(one.told.orders, reader),
      two.connector.claim(two.told.orders, reader),
    ]);
    expect(results.filter(({ ok }) => ok)).toMatchObject([{ value: { scope: 'folder', mine: true } }]);
    expect(results.filter(({ ok }) => !ok)).toMatchObject([{ failure: { code: 'order-claimed-by-other' } }]);
    const [winner, loser] = results[0]?.ok ? [one, two] : [two, one];
    await loser.connector.refresh();
    expect(loser.told.claims).toMatchObject([{ orderKey: 'PL-1', by: reader.name, here: false }]);
    expect(JSON.parse(await readFile((await lease())!, 'utf8'))).toMatchObject({
      reader: reader.name,
      orderKey: 'PL-1',
    });
    await winner.connector.release(winner.told.orders, reader);
    expect(await lease()).toBeNull();
    expect(await loser.connector.claim(loser.told.orders, reader)).toMatchObject({ ok: true });
  });

  it('takes a lease that was not renewed, and not one that was', async () => {
    await put('1.hl7', order('PL-1'));
    const [one, two] = [await start('one'), await start('two')];
    await one.connector.claim(one.told.orders, reader);
    await age((await lease())!, 60);
    expect(await two.connector.claim(two.told.orders, reader)).toMatchObject({ ok: false });
    await age((await lease())!, 200);
    expect(await two.connector.claim(two.told.orders, reader)).toMatchObject({ ok: true });
    expect(await one.connector.claim(one.told.orders, reader)).toMatchObject({ ok: false });
    await one.connector.release(one.told.orders, reader);
    expect(await lease()).not.toBeNull();
  });

  it('holds none of the orders of a reading when one is another’s', async () => {
    await put('1.hl7', order('PL-1'));
    await put('2.hl7', order('PL-2'));
    const [one, two] = [await start('one'), await start('two')];
    await one.connector.claim(one.told.orders.slice(1), reader);
    expect(await two.connector.claim(two.told.orders, reader)).toMatchObject({ ok: false });
    await one.connector.release(one.told.orders.slice(1), reader);
    expect(await lease()).toBeNull();
  });

  it('is taken again by the workstation that held it before it was killed', async () => {
    await put('1.hl7', order('PL-1'));
    const before = await start('one');
    await before.connector.claim(before.told.orders, reader);
    const after = await start('one');
    expect(after.told.claims).toMatchObject([{ here: false }]);
    expect(await after.connector.claim(after.told.orders, reader)).toMatchObject({ ok: true });
  });

  it('gives its leases back when it stops', async () => {
    await put('1.hl7', order('PL-1'));
    const { connector, told } = await start();
    await connector.claim(told.orders, reader);
    await connector.stop();
    expect(await lease()).toBeNull();
  });
});

describe('reports to a folder', () => {
  it('leaves the result and its PDF, whole, and nothing else', async () => {
    const { connector } = await start();
    const prepared = connector.prepare(sealed, renderings, 'VG00000001');
    expect(await connector.deliver(prepared, attempt)).toEqual({ kind: 'confirmed', failure: null });
    expect((await readdir(reports)).sort()).toEqual(['VG00000001.hl7', 'VG00000001.pdf']);
    expect(await readFile(join(reports, 'VG00000001.pdf'))).toEqual(Buffer.from(renderings.pdf));
    const message = Hl7Message.parse(await readFile(join(reports, 'VG00000001.hl7'), 'utf8'));
    expect(message.getSegment('OBR')?.getField(18).toString()).toBe('A-2042');
  });

  it('confirms the same bytes again and leaves other bytes alone', async () => {
    const { connector } = await start();
    const prepared = connector.prepare(sealed, renderings, 'VG00000001');
    await connector.deliver(prepared, attempt);
    expect(await connector.deliver(prepared, { ...attempt, afterUnknown: true })).toMatchObject({ kind: 'confirmed' });
    await writeFile(join(reports, 'VG00000001.hl7'), 'another');
    expect(await connector.deliver(prepared, attempt)).toMatchObject({
      kind: 'refused',
      failure: { code: 'ris-refused' },
    });
    expect(await readFile(join(reports, 'VG00000001.hl7'), 'utf8')).toBe('another');
  });

  it('retries while the folder is away', async () => {
    const { connector, connections } = await start();
    const prepared = connector.prepare(sealed, renderings, 'VG00000001');
    await rm(reports, { recursive: true });
    expect(await connector.deliver(prepared, attempt)).toMatchObject({
      kind: 'retry',
      failure: { code: 'order-folder-unusable', params: { folder: reports } },
    });
    await connector.refresh();
    expect(connections.at(-1)?.state).toBe('down');
    await mkdir(reports);
    expect(await connector.deliver(prepared, attempt)).toMatchObject({ kind: 'confirmed' });
  });

  it('accepts only ids that are file names', async () => {
    const { connector } = await start();
    expect(() => connector.prepare(sealed, renderings, '../escape')).toThrow(RangeError);
  });
});
