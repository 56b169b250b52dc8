import {
  type CacheState,
  type Claim,
  type FailureCode,
  fail,
  type Order,
  type Outcome,
  type Patient,
  type Reading,
  succeed,
  type Worklist,
} from '../../contract/index.ts';
import type { PacsClient } from '../pacs/index.ts';
import type { JoinFacts } from '../patients/index.ts';
import type { Clock, Log } from '../ports.ts';
import type { ReportService } from '../reports/index.ts';
import type { Reader, RisConnector } from '../ris/index.ts';
import type { SyncEngine } from '../sync/index.ts';
import { withoutCopies } from './copies.ts';
import { type ImportedRows, importedReadings, type RowPlace } from './imported-readings.ts';
import { JoinedReadings } from './joined-readings.ts';
import { idsOf, type MatchedReading } from './match.ts';
import { reportedTogether } from './reported-together.ts';
import { SiteWorklist } from './site-worklist.ts';
import { changedImages, changedPatient, closedOrders, lateImages, lateOrders, Standings, stateOf } from './standing.ts';

/** Changes are gathered this long, so that the list is told at most four times a second. */
const gatherMs = 250;

export interface WorklistOptions {
  readonly sites: readonly { readonly id: string; readonly name: string }[];
  /** By site id. The service starts them; whoever made them stops them. */
  readonly connectors: ReadonlyMap<string, RisConnector>;
  readonly clients: ReadonlyMap<string, PacsClient>;
  readonly reports: Pick<ReportService, 'standing' | 'onChange'>;
  readonly sync: Pick<SyncEngine, 'state' | 'onProgress'>;
  readonly reader: Reader;
  readonly clock: Clock;
  readonly log: Log;
  readonly onWorklist: (worklist: Worklist) => void;
  /** Studies that were brought in by hand; each is a row without an order. */
  readonly imported?: ImportedRows;
  /** Who is known to be one patient under several identifiers; without it nobody is. */
  readonly patients?: KnownJoins;
}

/** What joins patients of several sites, and hears what each RIS states of them. */
export interface KnownJoins extends JoinFacts {
  note(site: string, patients: readonly Patient[]): void;
  onChange(listener: () => void): () => void;
}

/** One live worklist of all sites. */
export interface WorklistService {
  /** Starts the sites; `onWorklist` is called from then on, each time the list changes. */
  start(): Promise<void>;
  /** The list as it is now. */
  current(): Worklist;
  /** Asks all sites again at once; resolves when they have answered or failed and the list says so. */
  refresh(): Promise<void>;
  /**
   * Claims all orders of the reading, or none. On this workstation only: a study without an order, and any while its RIS
   * does not answer.
   */
  claim(readingId: string): Promise<Outcome<Claim>>;
  release(readingId: string): Promise<Outcome<Record<string, never>>>;
  /** Tells the list anew when a report came to be for other orders than before: they are one row, or rows of their own. */
  regroup(): Promise<void>;
  /** Gives back single orders of a reading whose others are still claimed. */
  releaseOrders(siteId: string, orders: readonly Order[]): Promise<Outcome<Record<string, never>>>;
  stop(): Promise<void>;
}

/** A row as its site, or the list of imports, has it. */
interface FoundRow {
  readonly reading: MatchedReading;
  readonly site: RowPlace;
  readonly imported?: Reading['imported'];
}

const notCached: CacheState = {
  state: 'none',
  instancesDone: 0,
  instancesTotal: null,
  bytesDone: 0,
  failure: null,
};

export function createWorklistService(options: WorklistOptions): WorklistService {
  const { reports, sync, reader, clock, log } = options;
  const cacheStates = new Map<string, CacheState>();
  const workstationClaims = new Map<string, Claim>();
  const unsubscribe: (() => void)[] = [];
  let standings = new Standings([]);
  let list: Worklist = { readings: [], sites: [] };
  let matched = new Map<string, { reading: MatchedReading; site: RowPlace }>();
  /** By each id that a reading goes by, the one under which it was told last. */
  let shownIds: ReadonlyMap<string, string> = new Map();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const sites = options.sites.flatMap(site => {
    const [connector, client] = [options.connectors.get(site.id), options.clients.get(site.id)];
    if (!connector || !client) return [];
    const onOrders = (orders: readonly Order[]) =>
      options.patients?.note(
        site.id,
        orders.map(({ patient }) => patient),
      );
    return [new SiteWorklist({ site, connector, client, clock, onChange: changed, onOrders })];
  });

  const joining = options.patients && new JoinedReadings(options.patients, sites, options.imported);

  function changed(): void {
    if (stopped) return;
    timer ??= setTimeout(() => {
      timer = null;
      publish();
    }, gatherMs);
  }

  function publish(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped) return;
    const undelivered = new Set(
      standings.all
        // What somebody must still be told of stays in sight, wherever the report is.
        .filter(({ state, criticalResults }) => state !== 'delivered' || criticalResults.open > 0)
        .flatMap(({ site, orderKeys }) => orderKeys.map(key => `${site}:${key}`)),
    );
    matched = new Map();
    const found: FoundRow[] = [];
    const shown = new Map<string, string>();
    for (const site of sites) {
      const matchedHere = site.readings(
        // An order that is being read stays on screen when the RIS cancels it, and says so.
        key => undelivered.has(`${site.id}:${key}`) || site.claimOf(key)?.here === true,
      );
      for (const each of reportedTogether(matchedHere, standings.all)) {
        const reading = asShownBefore(each, shownIds);
        for (const id of idsOf(reading)) {
          matched.set(id, { reading, site });
          shown.set(id, reading.id);
        }
        found.push({ reading, site });
      }
    }
    const ofSites = new Set(found.flatMap(({ reading }) => reading.study?.studyUid ?? []));
    for (const row of importedReadings(options.imported, ofSites)) {
      matched.set(row.reading.id, row);
      found.push(row);
    }
    const readings = joined(found);
    shownIds = shown;
    list = { readings: withoutCopies(readings), sites: sites.map(site => site.state()) };
    options.onWorklist(list);
  }

  /** The rows, with what their patients have at other sites; what is being read is asked for first. */
  function joined(found: readonly FoundRow[]): Reading[] {
    if (!joining) return found.map(present);
    const isMine = ({ reading, site }: FoundRow) => claimOf(reading, site)?.mine === true;
    const inTurn = [...found.filter(isMine), ...found.filter(each => !isMine(each))];
    const rows = new Map(joining.join(inTurn).map((row, index) => [inTurn[index], present(row)]));
    return found.flatMap(row => rows.get(row) ?? []);
  }

  function present({ reading, site, imported }: FoundRow): Reading {
    const { siteId, ...row } = reading;
    const standing = standings.of(reading);
    const claim = claimOf(reading, site);
    const cache = reading.study ? cacheStateOf(reading.study.studyUid) : notCached;
    return {
      ...row,
      site: { id: siteId, name: site.name },
      remarks: [
        ...reading.remarks,
        ...lateOrders(standing, reading),
        ...lateImages(standing, reading),
        ...changedImages(standing, cache),
        ...closedOrders(standing, reading, site),
        ...changedPatient(standing, reading),
      ],
      state: stateOf(standing, claim),
      claim,
      cache,
      report: standing && {
        reportId: standing.reportId,
        signedAt: standing.signedAt,
        refusal: standing.refusal,
        criticalResults: standing.criticalResults,
      },
      ...(imported ? { imported } : {}),
    };
  }

  /** Another's claim on any of the orders is what the reader must see; only then one's own. */
  function claimOf({ id, orders }: MatchedReading, site: RowPlace): Claim | null {
    const claims = orders.flatMap(({ key }) => site.claimOf(key) ?? []);
    const claim = claims.find(({ here }) => !here) ?? claims[0];
    if (!claim) return workstationClaims.get(id) ?? null;
    return {
      by: claim.by,
      scope: claim.scope,
      mine: claim.here || (claim.identifier === reader.identifier && claim.scope === 'ris'),
    };
  }

  /** A claim that only this workstation knows, and says so. */
  function claimHere({ id }: MatchedReading): Outcome<Claim> {
    const claim: Claim = { by: reader.name, scope: 'workstation', mine: true };
    workstationClaims.set(id, claim);
    changed();
    return succeed(claim);
  }

  /** States come from the store the first time; later ones are told. */
  function cacheStateOf(studyUid: string): CacheState {
    const known = cacheStates.get(studyUid);
    if (known) return known;
    cacheStates.set(studyUid, notCached);
    sync.state(studyUid).then(
      state => {
        if (cacheStates.get(studyUid) !== notCached) return;
        cacheStates.set(studyUid, state);
        if (state.state !== 'none') changed();
      },
      () => log.warn('worklist-cache-state-unknown'),
    );
    return notCached;
  }

  /** More images of a study that the list shows came in by hand: its state is read anew. */
  function importedChanged(): void {
    for (const { study } of options.imported?.studies() ?? []) cacheStates.delete(study.studyUid);
    patientsChanged();
  }

  function patientsChanged(): void {
    joining?.changed();
    changed();
  }

  async function readStandings(): Promise<void> {
    try {
      standings = new Standings(await reports.standing());
      changed();
    } catch {
      log.warn('worklist-standing-unknown');
    }
  }

  function find(readingId: string) {
    return matched.get(readingId);
  }

  return {
    async start() {
      unsubscribe.push(
        reports.onChange(() => void readStandings()),
        ...(options.imported ? [options.imported.onChange(importedChanged)] : []),
        ...(options.patients ? [options.patients.onChange(patientsChanged)] : []),
        sync.onProgress((studyUid, state) => {
          cacheStates.set(studyUid, state);
          changed();
        }),
      );
      await readStandings();
      // A site that can not start says so in its connection; the others go on.
      await Promise.all(
        sites.map(site =>
          site.start().catch(error => {
            log.warn('worklist-site-not-started', { site: site.id, reason: error instanceof Error ? error.name : '?' });
          }),
        ),
      );
      publish();
    },
    current: () => list,
    async refresh() {
      await Promise.all(sites.map(site => site.refresh()));
      publish();
    },
    async claim(readingId) {
      const found = find(readingId);
      if (!found) return fail('reading-unknown', { reading: readingId });
      const { reading, site } = found;
      if (reading.orders.length === 0) return claimHere(reading);
      const claim = await options.connectors.get(site.id)!.claim(reading.orders, reader);
      // What is cached stays readable while the RIS is away; whom it named last as the reader is still respected.
      const isSilent = !claim.ok && risIsSilent.has(claim.failure.code);
      const isAnothers = claimOf(reading, site)?.mine === false;
      if (isSilent && !isAnothers) return claimHere(reading);
      changed();
      return claim;
    },
    async release(readingId) {
      const found = find(readingId);
      const wasOnlyHere = workstationClaims.delete(found?.reading.id ?? readingId);
      changed();
      // A reading that has left the list, or that the RIS was never told of, has nothing to give back.
      if (!found || wasOnlyHere || found.reading.orders.length === 0) return succeed({});
      return options.connectors.get(found.site.id)!.release(found.reading.orders, reader);
    },
    async regroup() {
      await readStandings();
      publish();
    },
    async releaseOrders(siteId, orders) {
      const released = (await options.connectors.get(siteId)?.release(orders, reader)) ?? succeed({});
      changed();
      return released;
    },
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      for (const each of unsubscribe) each();
      await Promise.all(sites.map(site => site.stop()));
    },
  };
}

/** Failures that say the RIS could not be asked, not that it said no. */
const risIsSilent: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'ris-unreachable',
  'ris-tls-error',
  'ris-credentials-refused',
  'ris-server-error',
  'ris-answer-unreadable',
  'order-folder-unusable',
]);

/**
 * The reading under the id it was told by before: a row that is looked at stays the same row when its order comes after
 * its images, or an earlier order after a later one.
 */
function asShownBefore(reading: MatchedReading, shownIds: ReadonlyMap<string, string>): MatchedReading {
  const ids = idsOf(reading);
  const before = ids.map(id => shownIds.get(id)).find(id => id !== undefined && ids.includes(id));
  return before === undefined ? reading : { ...reading, id: before };
}
