import { join } from 'node:path';
import {
  type Auth,
  type Claim,
  defaultSiteSync,
  type Order,
  type Outcome,
  type Patient,
  type PriorReport,
  type ReportChannelConfiguration,
  type Site,
  type SiteSync,
  type Startup,
  succeed,
  type Worklist,
} from '../contract/index.ts';
import type { StateChannel } from './channel.ts';
import { importSite } from './import/index.ts';
import { createPacsClient, type PacsClient, type TransferThread } from './pacs/index.ts';
import { type InsSource, importsToSearch, type PlaceToSearch, pacsToSearch } from './patients/index.ts';
import type { Ports } from './ports.ts';
import type { ReportService } from './reports/index.ts';
import {
  createReportChannel,
  createRisConnector,
  type Reader,
  type ReportChannel,
  type RisConnector,
} from './ris/index.ts';
import { authorizationOf } from './settings/index.ts';
import { paceOf, type SyncEngine } from './sync/index.ts';
import { createWorklistService, type ImportedRows, type KnownJoins } from './worklist/index.ts';

/** A site and where its secrets are looked up. */
export interface SiteAccess {
  readonly site: Site;
  readonly environment: NodeJS.ProcessEnv;
  readonly stop?: () => Promise<void>;
}

/** All sites of this workstation, connected. */
export interface Department {
  client(siteId: string): PacsClient | undefined;
  /** Where the site's reports go; none for a site that is not there. */
  channels(siteId: string): readonly ReportChannel[];
  /** How a site's studies are fetched. */
  siteSync(siteId: string): SiteSync | undefined;
  /** The reports that a site's RIS keeps of a patient; none where it cannot be asked. */
  priorReports(siteId: string, patient: Patient): Promise<Outcome<PriorReport[]>>;
  /** The RIS that can be asked whom they know under a national identity. */
  readonly insSources: readonly InsSource[];
  /** Where patients can be looked for: every PACS, and what was imported. */
  readonly placesToSearch: readonly PlaceToSearch[];
  readonly worklist: {
    refresh(): Promise<void>;
    claim(readingId: string): Promise<Outcome<Claim>>;
    release(readingId: string): Promise<Outcome<Record<string, never>>>;
    regroup(): Promise<void>;
    releaseOrders(siteId: string, orders: readonly Order[]): Promise<Outcome<Record<string, never>>>;
  };
  stop(): Promise<void>;
}

export interface DepartmentOptions {
  readonly ports: Ports;
  /** Folder for what the RIS connectors must remember, one sub-folder a site. */
  readonly folder: string;
  readonly sites: readonly SiteAccess[];
  readonly reports: ReportService;
  readonly sync: SyncEngine;
  readonly reader: Reader;
  readonly onWorklist: (worklist: Worklist) => void;
  readonly imported: ImportedRows;
  readonly patients: KnownJoins;
  /** Where studies are retrieved; without it in this thread. */
  readonly transfers?: TransferThread;
}

/** Connects every site's PACS and RIS and keeps one worklist of them all. */
export async function openDepartment(options: DepartmentOptions): Promise<Department> {
  const { ports, sites, reports, sync, reader } = options;
  const clients = new Map<string, PacsClient>();
  const connectors = new Map<string, RisConnector>();
  const channels = new Map<string, readonly ReportChannel[]>();
  for (const { site, environment } of sites) {
    const pace = paceOf(site.sync ?? defaultSiteSync, ports.clock);
    const client = createPacsClient({
      siteId: site.id,
      baseUrl: site.dicomweb.url,
      authorization: async () => authorizationOf(site.dicomweb.auth, environment),
      http: ports.http,
      ...(pace === null ? {} : { pace }),
      ...(options.transfers && { transfers: options.transfers }),
    });
    clients.set(site.id, client);
    const dependencies = {
      siteId: site.id,
      folder: join(options.folder, site.id),
      http: ports.http,
      clock: ports.clock,
      log: ports.log,
    };
    const connector = createRisConnector(site.ris, {
      ...dependencies,
      authorization: async () => (site.ris.kind === 'fhir' ? authorizationOf(site.ris.auth, environment) : null),
    });
    connectors.set(site.id, connector);
    channels.set(
      site.id,
      site.deliver?.map(channel =>
        createReportChannel(
          channel,
          { ...dependencies, authorization: async () => authorizationOf(authOf(channel, site), environment) },
          site.dicomweb.url,
        ),
      ) ?? [connector],
    );
  }
  const worklist = createWorklistService({
    sites: sites.map(({ site }) => ({ id: site.id, name: site.name })),
    connectors,
    clients,
    reports,
    sync,
    reader,
    clock: ports.clock,
    log: ports.log,
    onWorklist: options.onWorklist,
    imported: options.imported,
    patients: options.patients,
  });
  await worklist.start();
  return {
    client: siteId => clients.get(siteId),
    priorReports: async (siteId, patient) => (await connectors.get(siteId)?.priorReports?.(patient)) ?? succeed([]),
    channels: siteId => channels.get(siteId) ?? [],
    insSources: [...connectors].flatMap(([site, connector]) => {
      const find = connector.patientsWithIns?.bind(connector);
      return find ? [{ site, find }] : [];
    }),
    placesToSearch: [
      ...sites.flatMap(({ site: { id, name } }) => (clients.has(id) ? [pacsToSearch(name, clients.get(id)!)] : [])),
      importsToSearch(importSite.id, importSite.name, () => options.imported.studies()),
    ],
    siteSync: siteId => sites.find(({ site }) => site.id === siteId)?.site.sync,
    worklist,
    async stop() {
      await worklist.stop();
      await Promise.all([...connectors.values()].map(connector => connector.stop()));
      await Promise.all(sites.map(site => site.stop?.()));
    },
  };
}

/** How a channel's receiver is told who we are. */
function authOf(channel: ReportChannelConfiguration, site: Site): Auth {
  switch (channel.kind) {
    case 'fhir':
      return channel.auth;
    case 'dicom':
      return channel.dicomweb?.auth ?? site.dicomweb.auth;
    case 'folder':
    case 'hl7v2':
      return { kind: 'none' };
  }
}

/** The embedded demo department as the only site. Progress of making its phantoms goes to the start screen. */
export async function demonstrationSites(options: {
  ports: Ports;
  home: string;
  startup: StateChannel<Startup>;
  signal: AbortSignal;
}): Promise<readonly SiteAccess[]> {
  const { ports, home, startup, signal } = options;
  startup.set({ stage: 'demo-phantoms', done: 0, total: 1 });
  // Loaded only here: a configured station never needs the phantoms.
  const { startDemoDepartment } = await import('./demo-department/index.ts');
  const demo = await startDemoDepartment({
    folder: join(home, 'demo-department'),
    processes: ports.processes,
    keyVault: ports.keyVault,
    clock: ports.clock,
    log: ports.log,
    signal,
    onProgress: (done, total) => startup.set({ stage: 'demo-phantoms', done, total }),
  });
  return [{ site: demo.site, environment: demo.environment, stop: demo.stop }];
}
