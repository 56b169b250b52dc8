import { fail, type Outcome, type StudySummary, succeed } from '../../contract/index.ts';
import type { HttpClient } from '../ports.ts';
import type { DicomJsonMatch } from './dicom-json.ts';
import { Exchange, type Pace } from './exchange.ts';
import { JsonRequests } from './json-requests.ts';
import type {
  InstanceListing,
  InstanceSink,
  PacsClient,
  RetrieveSummary,
  SeriesListing,
  StudyQuery,
} from './pacs-client.ts';
import { instanceListing, isUid, seriesListing, studyQueryParameters, studySummary } from './qido.ts';
import { retrieveRendered } from './rendered.ts';
import { asStudyNotFound, retrieveInstances } from './retrieve.ts';
import type { TransferThread } from './transfer/transfer-thread.ts';

export interface PacsClientOptions {
  readonly siteId: string;
  /** Root of the DICOMweb services, e.g. `https://pacs.example/dicom-web`. */
  readonly baseUrl: string;
  /** Value of the Authorization header, or null for none; asked before every request. */
  readonly authorization: () => Promise<string | null>;
  readonly http: HttpClient;
  readonly patience?: Partial<ClientPatience>;
  /** Slows retrievals, but no searches, down to what the site allows. */
  readonly pace?: Pace;
  /** Retrieves in a thread of its own; without it in this one, through `http`. */
  readonly transfers?: TransferThread;
  /** A larger instance is rejected instead of held in memory. */
  readonly maxInstanceBytes?: number;
}

/** How long the server may be silent, in milliseconds. */
export interface ClientPatience {
  /** Until the answer to a search begins. */
  readonly searchMs: number;
  /** Until the answer to a retrieval begins: Orthanc collects the whole series in memory first. */
  readonly retrieveMs: number;
  /** Between two pieces of a body. */
  readonly idleMs: number;
  /** Waiting time after which a body must have brought some kilobytes. */
  readonly paceMs: number;
}

const defaultPatience: ClientPatience = { searchMs: 30_000, retrieveMs: 120_000, idleMs: 60_000, paceMs: 60_000 };
const defaultMaxInstanceBytes = 2 ** 31;

const pageSize = 1000;
/** The fewest matches at which servers are known to cut an answer short, whatever limit was asked for. */
const smallestServerLimit = 100;
const maxStudies = 10_000;
const maxInstances = 100_000;

/** A client of one site's DICOMweb server. All network goes through `http`; nothing is kept between calls. */
export function createPacsClient(options: PacsClientOptions): PacsClient {
  const { siteId } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const maxInstanceBytes = options.maxInstanceBytes ?? defaultMaxInstanceBytes;
  const { searchMs, retrieveMs, idleMs, paceMs } = { ...defaultPatience, ...options.patience };
  const { http, authorization } = options;
  const exchangeWithin = (answerMs: number, pace: Pick<PacsClientOptions, 'pace'>) =>
    new Exchange({ siteId, http, authorization, patience: { answerMs, idleMs, paceMs }, ...pace });
  const requests = new JsonRequests(exchangeWithin(searchMs, {}), baseUrl);
  // Small and waited for: a site's limit does not hold them up.
  const pictures = exchangeWithin(searchMs, {});
  const pace = options.pace === undefined ? {} : { pace: options.pace };
  const retrievals = exchangeWithin(retrieveMs, pace);

  async function searchStudies(query: StudyQuery, signal: AbortSignal): Promise<Outcome<readonly StudySummary[]>> {
    const parameters = studyQueryParameters(query);
    const wanted = Math.min(query.limit ?? maxStudies, maxStudies);
    const page = (paging: Record<string, string>) => requests.searchStudies({ ...parameters, ...paging }, signal);
    const found = await allPages(page, '0020000D', wanted);
    if (!found.ok) return found;
    const summaries = found.value.map(match => studySummary(siteId, match)).filter(summary => summary !== null);
    if (summaries.length === 0 && found.value.length > 0) {
      return fail('pacs-answer-unreadable', { site: siteId, reason: 'no study with a usable identity' });
    }
    return succeed(summaries.filter(summary => answers(summary, query)).slice(0, wanted));
  }

  async function listSeries(studyUid: string, signal: AbortSignal): Promise<Outcome<readonly SeriesListing[]>> {
    if (!isUid(studyUid)) return fail('input-invalid', { field: 'studyUid' });
    const page = (paging: Record<string, string>) =>
      requests.searchSeries(studyUid, { includefield: '00080060,00200011,00201209', ...paging }, signal);
    const found = await allPages(page, '0020000E', maxInstances, 1);
    const listed = found.ok ? found.value.map(seriesListing).filter(listing => listing !== null) : [];
    if (found.ok && listed.length === found.value.length) {
      return listed.length > 0 ? succeed(listed) : fail('study-not-found', { site: siteId });
    }
    if (!found.ok && !lacksSearch(found.failure.params.status)) return found;
    const instances = await listInstances(studyUid, null, signal);
    return instances.ok ? succeed(seriesOf(instances.value)) : instances;
  }

  async function listInstances(
    studyUid: string,
    seriesUid: string | null,
    signal: AbortSignal,
  ): Promise<Outcome<readonly InstanceListing[]>> {
    if (!isUid(studyUid)) return fail('input-invalid', { field: 'studyUid' });
    if (seriesUid !== null && !isUid(seriesUid)) return fail('input-invalid', { field: 'seriesUid' });
    const page = (paging: Record<string, string>) =>
      requests.searchInstances(studyUid, seriesUid, { includefield: '00080060,00200011,00200013', ...paging }, signal);
    // A listing cut short would pass for the whole study: it ends only where the server has nothing more to say.
    const found = await allPages(page, '00080018', maxInstances, 1);
    const listed = found.ok ? listings(found.value, seriesUid) : null;
    if (listed !== null && found.ok && listed.length === found.value.length) {
      return listed.length > 0 ? succeed(listed) : fail('study-not-found', { site: siteId });
    }
    if (!found.ok && !lacksSearch(found.failure.params.status)) return found;
    // Not every server searches instances across series or names the series of each; metadata always does.
    const metadata = await requests.metadata(studyUid, seriesUid, signal);
    if (!metadata.ok) return { ok: false, failure: asStudyNotFound(metadata.failure) };
    const described = listings(metadata.value, seriesUid);
    if (described.length !== metadata.value.length) {
      return fail('pacs-answer-unreadable', { site: siteId, reason: 'instance without UIDs' });
    }
    return described.length > 0 ? succeed(described) : fail('study-not-found', { site: siteId });
  }

  function retrieve(path: readonly string[], onInstance: InstanceSink, signal: AbortSignal) {
    const [studyUid = '', seriesUid, sopInstanceUid] = path;
    if (!path.every(isUid)) return Promise.resolve(fail('input-invalid', { field: 'uid' }));
    let url = `${baseUrl}/studies/${studyUid}/series/${seriesUid}`;
    if (sopInstanceUid !== undefined) url += `/instances/${sopInstanceUid}`;
    if (options.transfers === undefined) {
      return retrieveInstances(retrievals, new URL(url), onInstance, maxInstanceBytes, signal);
    }
    const order = { siteId, url, patience: { answerMs: retrieveMs, idleMs, paceMs }, maxInstanceBytes };
    return options.transfers.retrieve(order, { authorization, ...pace }, onInstance, signal);
  }

  return {
    siteId,
    searchStudies,
    listSeries,
    listInstances,
    async describeSeries(studyUid, seriesUid, signal) {
      if (!isUid(studyUid) || !isUid(seriesUid)) return fail('input-invalid', { field: 'uid' });
      return requests.metadata(studyUid, seriesUid, signal);
    },
    retrieveSeries: (studyUid, seriesUid, onInstance, signal): Promise<Outcome<RetrieveSummary>> =>
      retrieve([studyUid, seriesUid], onInstance, signal),
    retrieveInstance: (studyUid, seriesUid, sopInstanceUid, onInstance, signal): Promise<Outcome<RetrieveSummary>> =>
      retrieve([studyUid, seriesUid, sopInstanceUid], onInstance, signal),
    retrieveRendered: (frame, signal) => retrieveRendered(pictures, baseUrl, frame, signal),
  };
}

/**
 * All matches of a search, page by page, each once by the UID in `uidTag`. A server may give less than the limit asked
 * for, or ignore `offset`: the end is an answer of fewer than `fewest` matches, or one that brings nothing new.
 */
async function allPages(
  ask: (paging: { limit: string; offset: string }) => Promise<Outcome<DicomJsonMatch[]>>,
  uidTag: string,
  wanted: number,
  fewest: number = smallestServerLimit,
): Promise<Outcome<DicomJsonMatch[]>> {
  const seen = new Set<unknown>();
  const matches: DicomJsonMatch[] = [];
  let offset = 0;
  while (matches.length < wanted) {
    const limit = Math.min(pageSize, wanted - matches.length);
    const page = await ask({ limit: String(limit), offset: String(offset) });
    if (!page.ok) return page;
    const before = matches.length;
    for (const match of page.value) {
      const uid = match[uidTag]?.Value?.[0];
      if (uid !== undefined && seen.has(uid)) continue;
      seen.add(uid);
      matches.push(match);
    }
    offset += page.value.length;
    if (page.value.length < Math.min(limit, fewest) || matches.length === before) break;
  }
  return succeed(matches);
}

/** The instances of these matches; those of another series than the one asked for are none. */
function listings(matches: readonly DicomJsonMatch[], seriesUid: string | null): InstanceListing[] {
  return matches
    .map(match => instanceListing(seriesUid === null ? match : { '0020000E': { Value: [seriesUid] }, ...match }))
    .filter(
      listing => listing !== null && (seriesUid === null || listing.seriesUid === seriesUid),
    ) as InstanceListing[];
}

function seriesOf(instances: readonly InstanceListing[]): SeriesListing[] {
  return [...Map.groupBy(instances, ({ seriesUid }) => seriesUid)].map(([seriesUid, members]) => ({
    seriesUid,
    seriesNumber: members[0]?.seriesNumber ?? null,
    modality: members[0]?.modality ?? '',
    instanceCount: members.length,
  }));
}

/** Servers ignore parameters they do not know and return everything (PS3.18 section 8.3.4): what was not asked for goes. */
function answers(summary: StudySummary, query: StudyQuery): boolean {
  const day = summary.studyAt?.slice(0, 10).replaceAll('-', '') ?? null;
  return (
    (query.studyUid === undefined || summary.studyUid === query.studyUid) &&
    (query.accession === undefined || summary.accession === query.accession) &&
    (query.patientId === undefined || summary.patient.patientId === query.patientId) &&
    (query.studyDateFrom === undefined || day === null || day >= query.studyDateFrom) &&
    (query.studyDateTo === undefined || day === null || day <= query.studyDateTo)
  );
}

function lacksSearch(status: string | number | undefined): boolean {
  return status === 400 || status === 404 || status === 405 || status === 501;
}
