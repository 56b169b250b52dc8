import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Configuration,
  type Delivery,
  defaultSiteSync,
  type Failure,
  fail,
  type Language,
  type OpenCriticalResult,
  type Reading,
  type Session,
  type Startup,
  type StudySummary,
  succeed,
  usualCriticalDeadlines,
  type Worklist,
} from '../contract/index.ts';
import { type ApiRouter, createRouter } from './api/index.ts';
import { dicomwebOrigin, openStudyCache } from './cache/index.ts';
import { StateChannel } from './channel.ts';
import { ContextLaunch } from './context-launch/index.ts';
import { type Department, demonstrationSites, openDepartment } from './department.ts';
import { answerDictationRequest, DictationService } from './dictation/index.ts';
import { answerExportRequest } from './export/index.ts';
import { answerImportRequest, createImporter, importSite, openImportedStudies } from './import/index.ts';
import { lastingTransferThread, openTransferThread } from './pacs/index.ts';
import { loadPages } from './pages.ts';
import { InsLookup, KnownPatients, PatientLinking } from './patients/index.ts';
import { KeyUnavailableError, type Ports } from './ports.ts';
import { answerProvisionalRequest, ProvisionalPictures } from './provisional/index.ts';
import { ReadingCase } from './reading-case/index.ts';
import { escrowName, keepEscrow, recoverReports, setAside } from './recovery/index.ts';
import { ReportContextService } from './report-context/index.ts';
import { answerReportRequest } from './report-pages.ts';
import { createReportService } from './reports/index.ts';
import { withNotice } from './session-notices.ts';
import { SpellingService } from './spelling/index.ts';
import { factGatherer, StudyManager, volumeOf } from './study-manager/index.ts';
import { createSyncEngine, readAhead, wantedByCase } from './sync/index.ts';
import { TemplateLibrary } from './templates/index.ts';

export type { ApiRouter, Page } from './api/index.ts';
export { loadConfiguration } from './settings/index.ts';
export { startFault } from './start-fault.ts';

export interface AppOptions {
  /** Folder of all data of this profile. */
  readonly home: string;
  /** The sites; null for the embedded demo department. */
  readonly configuration: Configuration | null;
  readonly language: Language | null;
  readonly host: Session['host'];
  readonly version: string;
  /** Folder of the built renderer. */
  readonly pages: string;
  /** Folder of what is shipped beside the program: templates and macros. */
  readonly assets: string;
  /** Where `secretEnv` is looked up. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface App {
  /** Answers the contract (src/contract/api.ts). */
  readonly router: ApiRouter;
  /** Everything that travels as a URL: pages, DICOMweb frames, report PDFs. The host has authenticated the page. */
  handle(request: Request): Promise<Response>;
  /** Resolves when the sites are connected; a failure is a notice of the session by then. */
  readonly ready: Promise<void>;
  /** Opens what a command line, of this instance or of a second one, asks for; what is not valid is told on the desk. */
  launch(args: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

function failureOf(error: Error): Failure {
  return error instanceof KeyUnavailableError
    ? fail('key-unavailable', { reason: error.message }).failure
    : fail('unexpected', {}, error.message).failure;
}

/** The site whose PACS has a study, as far as the worklist knows it. */
function siteOf({ readings }: Worklist, studyUid: string): string | null {
  const studies = readings.flatMap(({ study, priors }) => [...(study ? [study] : []), ...priors]);
  return studies.find(study => study.studyUid === studyUid)?.site ?? null;
}

/** What was brought in by hand is here, and nowhere else. */
const isAtPacs = ({ siteId }: { readonly siteId: string }) => siteId !== importSite.id;

/** What the RIS is given to take back the claim of the open case when the program ends. */
const claimReturnMs = 3_000;

/** The demo radiologist; a signed-in reader takes this place with the access issue. */
const reader = { name: 'Dr Camille Démo', identifier: 'DEMO-0001', demonstration: true };

/** The whole program minus its shell. Resolves as soon as pages can be shown; the sites are opened behind it. */
export async function createApp(ports: Ports, options: AppOptions): Promise<App> {
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  const { preferences, keyVault, log } = ports;
  const startup = new StateChannel<Startup>({ stage: 'stores', done: 0, total: 1 });
  const session = new StateChannel<Session>({
    version: options.version,
    host: options.host,
    language: options.language ?? preferences.language ?? 'fr',
    reader,
    demonstration: options.configuration === null,
    keyProtection: keyVault.protection,
    notices: [],
  });

  const [indexKey, keysKey, reportsKey] = await Promise.all([
    keyVault.key('index'),
    keyVault.key('keys'),
    keyVault.key('reports'),
  ]);
  let department: Department | null = null;
  const cacheFolder = join(options.home, 'cache');
  const reportsFolder = join(options.home, 'reports');
  const recoveryKey = options.environment.VIGIE_RECOVERY_KEY;
  if (recoveryKey) {
    const recovery = { folder: reportsFolder, vaultKey: reportsKey, privateKeyFile: recoveryKey };
    // The keys of the studies were lost with the vault: they are fetched again into a new cache.
    if ((await recoverReports(recovery)) === 'recovered') await setAside(cacheFolder, ports.clock.now());
  }
  const cache = await openStudyCache({
    folder: cacheFolder,
    indexKey,
    keysKey,
    onDamage: failure => session.set(withNotice(session.value, failure)),
  });
  const siteSync = (siteId: string) => department?.siteSync(siteId) ?? defaultSiteSync;
  let facts: ReturnType<typeof factGatherer> | null = null;
  const studyManager = new StudyManager({
    cache,
    preferences,
    clock: ports.clock,
    log,
    volume: () => volumeOf(cacheFolder),
    // Before the sites are connected nobody knows what is waited for.
    facts: async () => (department === null ? null : (facts?.() ?? null)),
    fetching: {
      request: study => sync.request(study, 'ahead'),
      cancel: studyUid => sync.cancel(studyUid),
      release: studyUid => sync.release(studyUid),
      state: studyUid => sync.state(studyUid),
    },
    siteOf: studyUid => siteOf(worklist.value, studyUid),
    onNotice: notice => {
      const others = session.value.notices.filter(({ code }) => code !== 'cache-full' && code !== 'cache-over-budget');
      session.set({ ...session.value, notices: notice === null ? others : [...others, notice] });
    },
  });
  const sync = createSyncEngine({
    cache: studyManager.guarded,
    client: siteId => department?.client(siteId),
    siteSync,
    clock: ports.clock,
    log,
  });
  const provisional = new ProvisionalPictures({ client: siteId => department?.client(siteId), sync });
  const importer = await createImporter({
    cache: studyManager.guarded,
    imported: await openImportedStudies(join(options.home, 'imports'), indexKey),
    clock: ports.clock,
  });
  const templates = new TemplateLibrary({
    shipped: join(options.assets, 'templates'),
    ...(options.configuration?.templates === undefined ? {} : { site: options.configuration.templates }),
    user: join(options.home, 'templates'),
  });
  await templates.load();
  const configuredSite = (siteId: string) => options.configuration?.sites.find(({ id }) => id === siteId);
  const criticalDeadlines = (siteId: string) => configuredSite(siteId)?.criticalDeadlines ?? usualCriticalDeadlines;
  const spelling = new SpellingService({
    lexicons: join(options.assets, 'lexicons'),
    own: join(options.home, 'lexicon'),
  });
  const reports = await createReportService({
    folder: reportsFolder,
    key: reportsKey,
    clock: ports.clock,
    log,
    reader,
    templates: () => templates.catalogue.templates,
    channels: siteId => department?.channels(siteId) ?? [],
    criticalDeadlines,
    recallSeconds: siteId => configuredSite(siteId)?.recallSeconds ?? null,
    distribution: siteId => configuredSite(siteId)?.distribution,
  });
  const patients = await KnownPatients.open({
    records: reports.patients,
    crossReferences: options.configuration?.crossReferences ?? [],
    log,
  });
  const publicKeyFile = options.configuration?.recovery?.publicKeyFile;
  if (publicKeyFile) await keepEscrow(join(reportsFolder, escrowName), reportsKey, publicKeyFile);

  const dictation = new DictationService({
    folder: join(options.home, 'dictation'),
    lexicon: join(options.home, 'lexicon'),
    models: options.configuration?.dictation?.models ?? {},
    environment: options.environment,
    stationKey: reportsKey,
    processes: ports.processes,
    log,
  });
  void dictation.destroyUnless(async reportId => {
    const draft = await reports.draft(reportId);
    return draft.ok || (draft.failure.code !== 'report-already-signed' && draft.failure.code !== 'report-unknown');
  });

  const insLookup = new InsLookup({
    sources: () => department?.insSources ?? [],
    note: (site, found) => patients.note(site, found),
    clock: ports.clock,
  });
  const worklist = new StateChannel<Worklist>({ readings: [], sites: [] });
  const linkSecret = options.configuration?.links?.secretEnv;
  const contextLaunch = new ContextLaunch(worklist, () => ({
    secret: linkSecret === undefined ? null : (options.environment[linkSecret] ?? null),
    now: ports.clock.now(),
  }));
  const deliveries = new StateChannel<Delivery[]>([...(await reports.deliveries())]);
  const openCriticalResults = new StateChannel<OpenCriticalResult[]>([...(await reports.critical.open())]);
  /** A study of which nothing is here is seen by a picture of its PACS, where the line is thin. */
  const seenFirst = async ({ site, studyUid }: StudySummary) => {
    const { state } = await sync.state(studyUid);
    if (state !== 'complete') await provisional.prepare({ siteId: site, studyUid });
  };
  /** Studies of the open case whose use is noted. */
  let used: ReadonlySet<string> = new Set();
  const readingCase = new ReadingCase({
    claim: async reading => department!.worklist.claim(reading.id),
    // What was signed is read: its order is not offered to others again while the report is on its way.
    release: async reading => ((await isSigned(reading)) ? succeed({}) : department!.worklist.release(reading.id)),
    fetch: reading => {
      if (reading === null) {
        used = new Set();
        sync.leaveCase();
        return;
      }
      insLookup.look(reading.site.id, reading.patient);
      const studies = wantedByCase(reading, siteSync(reading.site.id).priors);
      // A case that is open is told of with every change of the worklist: it is used once.
      const unused = studies.filter(({ studyUid }) => !used.has(studyUid));
      used = new Set(studies.map(({ studyUid }) => studyUid));
      if (unused.length > 0) void studyManager.noteUse(unused.map(({ studyUid }) => studyUid));
      sync.want('case', studies.filter(isAtPacs));
      const { study } = reading;
      if (study && unused.some(({ studyUid }) => studyUid === study.studyUid)) void seenFirst(study);
    },
  });
  reports.onChange(() => {
    reports.deliveries().then(
      present => deliveries.set([...present]),
      () => log.warn('deliveries-unknown'),
    );
    reports.critical.open().then(
      present => openCriticalResults.set([...present]),
      () => log.warn('critical-results-unknown'),
    );
  });
  facts = factGatherer({ currentCase: readingCase.current, worklist, reports, sync });
  const isSigned = async ({ site, orders, study }: Reading): Promise<boolean> => {
    const standing = await reports.standing().catch(() => []);
    return standing.some(
      report =>
        report.site === site.id &&
        report.state !== 'draft' &&
        (orders.some(({ key }) => report.orderKeys.includes(key)) ||
          (study !== null && report.studyUid === study.studyUid)),
    );
  };

  const reportContext = new ReportContextService({
    headers: async studyUid => {
      const { state } = await sync.state(studyUid);
      return { headers: await cache.metadata(studyUid, null, 'original'), complete: state === 'complete' };
    },
    worklist: () => worklist.value,
    criticalResultRecorded: reading => reports.critical.isRecordedFor(reading),
  });
  const router = createRouter({
    ports,
    session,
    startup,
    worklist,
    deliveries,
    openCriticalResults,
    contextLaunch,
    readingCase,
    cache,
    sync,
    provisional,
    studyManager,
    reports,
    patientLinking: new PatientLinking(patients, () => department?.placesToSearch ?? []),
    reportContext,
    criticalDeadlines,
    blockingRules: siteId => configuredSite(siteId)?.checks?.block ?? [],
    templates,
    reportLanguage: siteId => configuredSite(siteId)?.reportLanguage ?? session.value.language,
    risPriorReports: async ({ site, patient }) => department?.priorReports(site.id, patient) ?? succeed([]),
    spelling,
    dictation,
    viewerPages: new Set(),
    department: () => department,
  });
  const [pages, dicomweb] = [await loadPages(options.pages), dicomwebOrigin(cache, { instances: false })];

  /** Fetches what will be opened next; before the sites are connected nobody could be asked for it. */
  const readOn = () => {
    if (department !== null) sync.want('worklist', readAhead(worklist.value.readings, siteSync).filter(isAtPacs));
  };

  const { threads } = ports.http;
  const transfers =
    threads === undefined ? undefined : lastingTransferThread(() => openTransferThread(threads, cache.connect()));
  const stopping = new AbortController();
  const ready = (async () => {
    const sites = options.configuration?.sites.map(site => ({ site, environment: options.environment }));
    department = await openDepartment({
      ports,
      folder: join(options.home, 'sites'),
      sites: sites ?? (await demonstrationSites({ ports, home: options.home, startup, signal: stopping.signal })),
      reports,
      sync,
      reader,
      imported: importer,
      patients,
      ...(transfers && { transfers }),
      onWorklist: next => {
        // A RIS that is back gets its reports now, not at the next turn of the back-off.
        const down = new Set(worklist.value.sites.filter(site => site.ris.state !== 'up').map(site => site.id));
        if (next.sites.some(site => site.ris.state === 'up' && down.has(site.id))) reports.wake();
        const silent = new Set(worklist.value.sites.filter(site => site.pacs.state !== 'up').map(site => site.id));
        for (const site of next.sites) if (site.pacs.state === 'up' && silent.has(site.id)) sync.siteAnswers(site.id);
        worklist.set(next);
        readingCase.follow(next);
        studyManager.changed();
        readOn();
      },
    });
    readOn();
    startup.set({ stage: 'ready', done: 1, total: 1 });
  })();
  ready.catch((error: Error) => {
    if (stopping.signal.aborted) return;
    log.warn('department-failed', { reason: error.message });
    session.set(withNotice(session.value, failureOf(error)));
  });

  return {
    router,
    ready,
    async handle(request) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/dicomweb/')) return dicomweb(request);
      if (pathname.startsWith('/provisional/')) return answerProvisionalRequest(provisional, readingCase, request);
      if (pathname === '/import') return answerImportRequest(importer, request);
      if (pathname === '/export') return answerExportRequest({ cache, log }, request);
      if (pathname.startsWith('/dictation/')) return answerDictationRequest(dictation, request);
      if (pathname.startsWith('/reports/')) return answerReportRequest(reports, request);
      if (request.method !== 'GET') return new Response(null, { status: 405 });
      return pages(pathname) ?? new Response('Not found', { status: 404 });
    },
    launch: args => contextLaunch.take(args),
    async stop() {
      stopping.abort();
      await ready.catch(() => {});
      // The claim goes back, so that others can read the case; a RIS that is away does not keep the program from ending.
      if (department) await Promise.race([readingCase.park(), delay(claimReturnMs, null, { ref: false })]);
      await department?.stop();
      await studyManager.stop();
      await sync.stop();
      await transfers?.close();
      await dictation.stop();
      await patients.stop();
      await reports.stop();
      await spelling.stop();
      await cache.close();
    },
  };
}
