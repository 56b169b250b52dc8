import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CriticalDeadlines,
  type SiteDistribution,
  type TemplateCatalogue,
  usualCriticalDeadlines,
} from '../../contract/index.ts';
import type { Clock, Log } from '../ports.ts';
import type { Reader, ReportChannel } from '../ris/index.ts';
import { OutboxEngine, type Timer } from './outbox/engine.ts';
import { defaultRetryPolicy, type RetryPolicy } from './outbox/retry-policy.ts';
import type { ReportService } from './report-service.ts';
import { createKeyPair, demonstrationSigner, type Signer } from './seal/signer.ts';
import { SealedReader } from './sealed-reader.ts';
import { StoredReportService } from './service.ts';
import { openReportStore } from './store/client.ts';
import type { RemoteStore } from './store/protocol.ts';

export interface ReportServiceOptions {
  /** Folder of `reports.db`; made where there is none. */
  readonly folder: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  /** Templates that a report may be begun with; none when left out. */
  readonly templates?: () => TemplateCatalogue['templates'];
  /** Who reads and signs here. */
  readonly reader: Reader;
  /** The present channels of a site; none while it is not connected. */
  readonly channels: (siteId: string) => readonly ReportChannel[];
  /** What a site's documents carry beside their text; nothing where it is not configured. */
  readonly distribution?: (siteId: string) => SiteDistribution | undefined;
  /** How long there is to tell critical results of a site; the usual times when left out. */
  readonly criticalDeadlines?: (siteId: string) => CriticalDeadlines;
  /** Seconds for which a site's signed reports stay here and may be recalled; null for none. */
  readonly recallSeconds?: (siteId: string) => number | null;
  /** Left out: a demonstration key of this profile, made at first use and marked on every rendering. */
  readonly signer?: Signer;
  /** IANA zone in which reports write times; the workstation's own when left out. */
  readonly timeZone?: string;
  readonly retryPolicy?: RetryPolicy;
  readonly timer?: Timer;
}

/**
 * Opens the report store, takes up what the outbox still has to deliver, and gives the service. Rejects with
 * `ReportStoreError` when the store cannot be opened (wrong key, in use by another process, damaged).
 */
export async function createReportService(options: ReportServiceOptions): Promise<ReportService> {
  const { clock, log, reader, channels } = options;
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const store = await openReportStore({ path: join(options.folder, 'reports.db'), key: options.key });
  try {
    const signer = await knownSigner(store, reader, options.signer);
    const sealedReader = new SealedReader(store, log);
    const listeners = new Set<() => void>();
    const engine = new OutboxEngine({
      store,
      channels,
      sealed: async (reportId, version) => {
        const found = await sealedReader.read(reportId, version);
        return found.ok ? found.value : null;
      },
      clock,
      timer: options.timer ?? nodeTimer,
      policy: options.retryPolicy ?? defaultRetryPolicy,
      log,
      onChange: () => {
        for (const listener of [...listeners]) listener();
      },
    });
    await engine.start();
    return new StoredReportService({
      store,
      sealedReader,
      engine,
      signer,
      reader,
      templates: options.templates ?? (() => []),
      channels,
      criticalDeadlines: options.criticalDeadlines ?? (() => usualCriticalDeadlines),
      recallSeconds: options.recallSeconds ?? (() => null),
      distribution: options.distribution ?? (() => undefined),
      clock,
      timeZone: options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      log,
      listeners,
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Keeps the public key of whoever signs, so that a report can be checked as long as it is kept. */
async function knownSigner(store: RemoteStore, reader: Reader, given: Signer | undefined): Promise<Signer> {
  if (given) {
    await store.rememberPublicKey(given.identifier, given.demonstration, given.publicJwk);
    return given;
  }
  const keys = await store.demonstrationKey(reader.identifier, await createKeyPair());
  return demonstrationSigner(reader, keys);
}

/** Does not keep the process alive: what is due is in the store. */
const nodeTimer: Timer = (delay, call) => {
  // setTimeout takes at most 2^31 - 1 ms; a longer wait looks again in between.
  const handle = setTimeout(call, Math.min(delay, 2 ** 31 - 1));
  handle.unref();
  return () => clearTimeout(handle);
};
