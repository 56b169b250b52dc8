import { randomUUID } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, fail, type RisConfiguration, succeed } from '../../../contract/index.ts';
import { systemCode, writeDurably } from '../../durable-file.ts';
import { ConnectionReporter } from '../connection-reporter.ts';
import { type Repeating, repeat } from '../repeat.ts';
import type { OrderSink, Reader, RisConnector } from '../ris-connector.ts';
import type { RisDependencies } from '../ris-dependencies.ts';
import { LeaseFolder, renewalMs } from './lease.ts';
import { OrderFolder } from './order-folder.ts';
import { createFolderReportChannel } from './report-channel.ts';
import { ReportFolder } from './report-folder.ts';

/** Change notices do not come from every network share, so the folder is read this often in any case. */
const pollMs = 5_000;
const settleMs = 1_000;
/** Several notices come for one file; they are answered together. */
const noticeMs = 100;

/** A RIS that exchanges files: orders are read from one folder, reports written to another. */
export function createFolderConnector(
  configuration: Extract<RisConfiguration, { kind: 'folder' }>,
  dependencies: RisDependencies,
): RisConnector {
  const { siteId, clock } = dependencies;
  const orders = new OrderFolder(configuration.orders, siteId);
  const reports = new ReportFolder(configuration.reports, siteId);
  const held = new Map<string, Reader>();
  let leases: LeaseFolder | null = null;
  let sink: OrderSink | null = null;
  let reporter: ConnectionReporter | null = null;
  let polling: Repeating | null = null;
  let renewing: Repeating | null = null;
  let watcher: FSWatcher | null = null;
  let notice: NodeJS.Timeout | null = null;
  let toldOrders = '';
  let toldClaims = '';

  async function leaseFolder(): Promise<LeaseFolder> {
    leases ??= new LeaseFolder(join(configuration.orders, '.leases'), await workstationId(dependencies.folder));
    return leases;
  }

  async function poll(): Promise<number> {
    try {
      const reading = await orders.read(clock.now());
      const text = JSON.stringify(reading.orders);
      if (text !== toldOrders) sink?.orders(reading.orders);
      toldOrders = text;
      for (const { what, failure } of reading.rejected) sink?.rejected(what.slice(0, 256), failure);
      await tellClaims();
      watchFolder();
      const unwritable = await reports.check();
      if (unwritable) reporter?.down(unwritable);
      else reporter?.up();
      return reading.unsettled ? settleMs : pollMs;
    } catch (error) {
      watcher?.close();
      watcher = null;
      reporter?.down(unusable(error));
      return pollMs;
    }
  }

  function unusable(error: unknown): Failure {
    const params = { site: siteId, folder: configuration.orders, reason: systemCode(error) };
    return { code: 'order-folder-unusable', params };
  }

  async function tellClaims(): Promise<void> {
    const found = await (await leaseFolder()).list(clock.now());
    const claims = found.map(({ orderKey, reader, identifier, here }) => ({
      orderKey,
      by: reader.slice(0, 128),
      identifier,
      scope: 'folder' as const,
      // A lease left by a former run of this workstation is nobody's until it is taken again.
      here: here && held.has(orderKey),
    }));
    const text = JSON.stringify(claims);
    if (text !== toldClaims) sink?.claims(claims);
    toldClaims = text;
  }

  function watchFolder(): void {
    if (watcher) return;
    try {
      watcher = watch(configuration.orders, { persistent: false }, () => {
        notice ??= setTimeout(() => {
          notice = null;
          void polling?.now();
        }, noticeMs);
      });
      watcher.on('error', () => {
        watcher?.close();
        watcher = null;
      });
    } catch {
      // Polling goes on without notices.
      watcher = null;
    }
  }

  async function renew(): Promise<number> {
    for (const [orderKey, reader] of held) {
      try {
        if (!(await (await leaseFolder()).renew(orderKey, reader, clock.now()))) held.delete(orderKey);
      } catch (error) {
        reporter?.down(unusable(error));
      }
    }
    return renewalMs;
  }

  return {
    ...createFolderReportChannel({ id: 'folder', siteId, folder: configuration.reports }),
    siteId,
    async start(to) {
      sink = to;
      reporter = new ConnectionReporter(clock, connection => to.connection(connection));
      reporter.connecting();
      polling = repeat(poll);
      renewing = repeat(renew);
      await Promise.all([polling.now(), renewing.now()]);
    },
    refresh: async () => polling?.now(),
    async claim(wanted, reader) {
      const taken: string[] = [];
      try {
        const folder = await leaseFolder();
        for (const { key } of wanted) {
          const result = await folder.take(key, reader, clock.now());
          if (!result.taken) {
            for (const each of taken) await drop(each);
            return fail('order-claimed-by-other', { site: siteId, by: result.by?.reader.slice(0, 128) ?? '?' });
          }
          taken.push(key);
          held.set(key, reader);
        }
        await tellClaims();
        return succeed({ by: reader.name, scope: 'folder', mine: true });
      } catch (error) {
        for (const each of taken) held.delete(each);
        return { ok: false, failure: unusable(error) };
      }
    },
    async release(given) {
      try {
        for (const { key } of given) await drop(key);
        await tellClaims();
        return succeed({});
      } catch (error) {
        return { ok: false, failure: unusable(error) };
      }
    },
    async stop() {
      if (notice) clearTimeout(notice);
      watcher?.close();
      await Promise.all([polling?.stop(), renewing?.stop()]);
      for (const key of [...held.keys()]) await drop(key).catch(() => {});
      sink = null;
    },
  };

  async function drop(key: string): Promise<void> {
    held.delete(key);
    await (await leaseFolder()).release(key);
  }
}

/** A number for this profile, so that two workstations of one reader are told apart. */
async function workstationId(folder: string): Promise<string> {
  const path = join(folder, 'workstation-id');
  try {
    const known = (await readFile(path, 'utf8')).trim();
    if (/^[0-9a-f-]{36}$/.test(known)) return known;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  const id = randomUUID();
  await mkdir(folder, { recursive: true });
  await writeDurably(path, new TextEncoder().encode(id));
  return id;
}
