import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Site } from '../../contract/index.ts';
import type { ChildProcess, Clock, KeyVault, Log, Processes } from '../ports.ts';
import { workerEntry } from '../worker-entry.ts';
import { pacsMessageSchema, type StartMessage } from './messages.ts';
import { openingOf, writeOrders } from './opening.ts';

export interface DemoDepartmentOptions {
  /** Folder of the department alone: its PACS's store, its orders and the reports it receives. */
  readonly folder: string;
  readonly processes: Processes;
  readonly keyVault: KeyVault;
  readonly clock: Clock;
  readonly log: Log;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export interface DemoDepartment {
  /** To be used like any configured site. */
  readonly site: Site;
  /** Where the site's secrets are: the token of its PACS, which lives as long as the process. */
  readonly environment: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

const tokenVariable = 'VIGIE_DEMO_PACS_TOKEN';

/**
 * Starts the embedded demo department: a PACS with phantoms in a process of its own, and a drop folder as RIS. The first
 * start makes the phantoms (`onProgress`); later starts take what is there. Rejects when the PACS can not be started.
 */
export async function startDemoDepartment(options: DemoDepartmentOptions): Promise<DemoDepartment> {
  const { folder, processes, keyVault, clock, log, signal } = options;
  const [orders, reports, pacs] = ['orders', 'reports', 'pacs'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [orders, reports, pacs]) await mkdir(path, { recursive: true, mode: 0o700 });
  const opened = await openingOf(folder, clock.now());
  const token = randomBytes(32).toString('base64url');
  const [indexKey, keysKey] = await Promise.all([keyVault.key('demo-index'), keyVault.key('demo-keys')]);

  signal?.throwIfAborted();
  const child = processes.spawn(workerEntry('pacs-process', import.meta.url), []);
  const start: StartMessage = {
    kind: 'start',
    folder: pacs,
    indexKey: Buffer.from(indexKey).toString('base64'),
    keysKey: Buffer.from(keysKey).toString('base64'),
    token,
    opened: opened.getTime(),
  };
  const url = await readyUrl(child, start, options).catch(async (error: unknown) => {
    await child.stop();
    throw error;
  });
  let stopped = false;
  child.onExit(code => {
    if (!stopped) log.warn('demo-pacs-ended', { code: code ?? -1 });
  });
  await writeOrders(orders, opened);
  return {
    site: {
      id: 'demo',
      name: 'Vigie Démo',
      dicomweb: { url, auth: { kind: 'bearer', secretEnv: tokenVariable } },
      ris: { kind: 'folder', orders, reports },
    },
    environment: { [tokenVariable]: token },
    async stop() {
      stopped = true;
      await child.stop();
    },
  };
}

/** Sends the start message and waits for the address of the PACS. */
function readyUrl(
  child: ChildProcess,
  start: StartMessage,
  { signal, onProgress }: DemoDepartmentOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    child.onExit(code => reject(new Error(`the demo PACS ended with code ${code ?? 'unknown'}`)));
    child.onMessage(message => {
      const known = pacsMessageSchema.safeParse(message);
      if (!known.success) return;
      switch (known.data.kind) {
        case 'progress':
          onProgress(known.data.done, known.data.total);
          break;
        case 'ready':
          resolve(known.data.url);
          break;
        case 'failed':
          reject(new Error(`the demo PACS could not start: ${known.data.words}`));
          break;
      }
    });
    child.send(start);
  });
}
