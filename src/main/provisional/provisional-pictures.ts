import {
  type Failure,
  fail,
  type Outcome,
  type ProvisionalSeries,
  provisionalSize,
  provisionalStart,
} from '../../contract/index.ts';
import type { PacsClient, RenderedFrame, RenderedPicture, SeriesListing } from '../pacs/index.ts';
import type { StudyAtSite, SyncEngine } from '../sync/index.ts';

interface Dependencies {
  /** The client of a site, or undefined when the site is not configured. */
  readonly client: (siteId: string) => PacsClient | undefined;
  readonly sync: Pick<SyncEngine, 'isThin' | 'giveWay' | 'look'>;
}

type PicturedFrame = Omit<RenderedFrame, 'size' | 'frameNumber'>;

const keyOf = ({ sopInstanceUid, window }: PicturedFrame) => `${sopInstanceUid} ${window?.center} ${window?.width}`;

/** What a listing is good for: a series that still grows at the PACS is listed again. */
const listedForMs = 30_000;
const mostListed = 64;
const mostInstances = 20_000;
/** What takes longer than this holds up nothing: a PACS that is slow at making pictures must not delay the images. */
const longestHoldMs = 1_500;

/** Modalities (PS3.3 C.7.3.1.1.1) of what is no image. */
const notImages: ReadonlySet<string> = new Set(
  'AU DOC ECG EPS FID HD KO PLAN PR REG RTDOSE RTINTENT RTPLAN RTRAD RTRECORD RTSEGANN RTSTRUCT RWV SEG SMR SR'.split(
    ' ',
  ),
);

/** By these a server says that it makes no pictures at all; by others, of these images not. */
const notOffered: ReadonlySet<string | number | undefined> = new Set([405, 406, 501]);

/**
 * Pictures that the PACS makes of images which are still on their way over a thin line. They pass through: nothing of them
 * is kept, and the cache never sees them.
 */
export class ProvisionalPictures {
  readonly #dependencies: Dependencies;
  readonly #listed = new Map<string, { readonly at: number; readonly series: Promise<ProvisionalSeries | null> }>();
  /** The picture that the case which was opened last is seen first with. */
  #first: { readonly key: string; readonly picture: Promise<Outcome<RenderedPicture>> } | null = null;
  /** Sites and series whose PACS refused. */
  readonly #refused = new Set<string>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * A study is opened: asks for the picture it is seen first with, before anything else of it is on its way, and has the
   * images come from there on.
   */
  prepare(study: StudyAtSite): Promise<void> {
    return this.#before(study.siteId, () => this.#prepare(study));
  }

  async #prepare(study: StudyAtSite): Promise<void> {
    const series = await this.series(study, null);
    const sopInstanceUid = series?.sopInstanceUids[provisionalStart(series)];
    if (!series || sopInstanceUid === undefined) return;
    const { studyUid, seriesUid } = series;
    this.#dependencies.sync.look([{ studyUid, seriesUid, sopInstanceUid }]);
    const frame = { studyUid, seriesUid, sopInstanceUid, window: null };
    const picture = this.#fetch(study.siteId, frame, new AbortController().signal);
    this.#first = { key: keyOf(frame), picture };
    await picture;
  }

  /**
   * The images of a series at the PACS, or of the series with most images when `seriesUid` is null. Null on a wide line,
   * and where the PACS does not list it or makes no pictures.
   */
  async series({ siteId, studyUid }: StudyAtSite, seriesUid: string | null): Promise<ProvisionalSeries | null> {
    const client = this.#dependencies.client(siteId);
    if (client === undefined || !this.#dependencies.sync.isThin(siteId) || this.#refused.has(siteId)) return null;
    const key = `${siteId} ${studyUid} ${seriesUid}`;
    const now = performance.now();
    const known = this.#listed.get(key);
    const isFresh = known !== undefined && now - known.at < listedForMs;
    const series = isFresh ? known.series : this.#before(siteId, () => this.#list(client, studyUid, seriesUid));
    if (series !== known?.series) this.#remember(key, now, series);
    const listed = await series;
    if (listed === null) this.#listed.delete(key);
    else if (seriesUid === null) this.#remember(`${siteId} ${studyUid} ${listed.seriesUid}`, now, series);
    return listed === null || this.#refused.has(listed.seriesUid) ? null : listed;
  }

  /** A picture of an image; of an image with several frames, of its first. */
  async picture(siteId: string, frame: PicturedFrame, signal: AbortSignal): Promise<Outcome<RenderedPicture>> {
    const first = this.#first;
    if (first?.key !== keyOf(frame)) return this.#fetch(siteId, frame, signal);
    this.#first = null;
    return first.picture;
  }

  /** Further retrievals of that site wait meanwhile. */
  async #fetch(siteId: string, frame: PicturedFrame, signal: AbortSignal): Promise<Outcome<RenderedPicture>> {
    const client = this.#dependencies.client(siteId);
    const isRefused = this.#refused.has(siteId) || this.#refused.has(frame.seriesUid);
    if (client === undefined || !this.#dependencies.sync.isThin(siteId) || isRefused)
      return fail('study-not-found', { site: siteId });
    const picture = await this.#before(siteId, () =>
      client.retrieveRendered({ ...frame, frameNumber: 1, size: provisionalSize }, signal),
    );
    if (!picture.ok) this.#note(siteId, frame.seriesUid, picture.failure);
    return picture;
  }

  /** Lets the site's further retrievals wait for an answer, for a while. */
  async #before<T>(siteId: string, ask: () => Promise<T>): Promise<T> {
    const goOn = this.#dependencies.sync.giveWay(siteId);
    const timer = setTimeout(goOn, longestHoldMs);
    try {
      return await ask();
    } finally {
      clearTimeout(timer);
      goOn();
    }
  }

  /** What will be refused again is not asked for again: an archive that makes no pictures costs one request. */
  #note(siteId: string, seriesUid: string, { code, params }: Failure): void {
    if (code === 'pacs-server-error') this.#refused.add(notOffered.has(params.status) ? siteId : seriesUid);
    else if (code === 'pacs-answer-unreadable') this.#refused.add(seriesUid);
  }

  #remember(key: string, at: number, series: Promise<ProvisionalSeries | null>): void {
    this.#listed.delete(key);
    this.#listed.set(key, { at, series });
    const [oldest] = this.#listed.keys();
    if (this.#listed.size > mostListed && oldest !== undefined) this.#listed.delete(oldest);
  }

  async #list(client: PacsClient, studyUid: string, asked: string | null): Promise<ProvisionalSeries | null> {
    // Several may wait for it.
    const { signal } = new AbortController();
    const seriesUid = asked ?? (await this.#largest(client, studyUid, signal));
    if (seriesUid === null) return null;
    const named = await client.listInstances(studyUid, seriesUid, signal);
    if (!named.ok || named.value.length > mostInstances) return null;
    const inOrder = named.value.toSorted((a, b) => (a.instanceNumber ?? 1e9) - (b.instanceNumber ?? 1e9));
    return { studyUid, seriesUid, sopInstanceUids: inOrder.map(({ sopInstanceUid }) => sopInstanceUid) };
  }

  async #largest(client: PacsClient, studyUid: string, signal: AbortSignal): Promise<string | null> {
    const listed = await client.listSeries(studyUid, signal);
    if (!listed.ok) return null;
    const byImages = (a: SeriesListing, b: SeriesListing) =>
      (b.instanceCount ?? 1) - (a.instanceCount ?? 1) || (a.seriesNumber ?? 1e9) - (b.seriesNumber ?? 1e9);
    const images = listed.value.filter(({ modality }) => !notImages.has(modality));
    return images.toSorted(byImages)[0]?.seriesUid ?? null;
  }
}
