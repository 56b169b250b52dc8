import {
  type CachedStudy,
  type CachedStudyPage,
  type CachedStudyQuery,
  type CacheState,
  type Failure,
  fail,
  type Outcome,
  type Storage,
  type StorageKind,
  storageKinds,
  succeed,
} from '../../contract/index.ts';
import { type Holding, type StudyCache, StudyCacheError } from '../cache/index.ts';
import { StateChannel } from '../channel.ts';
import { studySummary } from '../pacs/index.ts';
import type { Clock, Log, Preferences } from '../ports.ts';
import { automaticBudget, type Volume } from './budget.ts';
import { guardedCache } from './guarded-cache.ts';
import { type Retention, type RetentionFacts, retentionOf } from './retention.ts';
import { SpaceKeeper } from './space-keeper.ts';
import { Verifications } from './verifications.ts';

type Done = Record<string, never>;

export interface StudyManagerOptions {
  readonly cache: StudyCache;
  readonly preferences: Preferences;
  readonly clock: Clock;
  readonly log: Log;
  readonly volume: () => Promise<Volume>;
  /** All that decides what must stay but the pins, which the cache knows; null while it is not known. */
  readonly facts: () => Promise<Omit<RetentionFacts, 'pinned'> | null>;
  readonly fetching: {
    request(study: { siteId: string; studyUid: string }): void;
    cancel(studyUid: string): void;
    /** Forgets a study that is not being fetched; false when it is. */
    release(studyUid: string): boolean;
    state(studyUid: string): Promise<CacheState>;
  };
  /** The site of a study that the worklist knows, for studies whose origin was never noted. */
  readonly siteOf: (studyUid: string) => string | null;
  readonly onNotice: (notice: Failure | null) => void;
}

/** Changes are gathered this long before the picture of the budget is made anew. */
const gatherMs = 500;
const tidyMs = 60_000;
/** Finished frames are at most so many times as large as the compressed ones; what is compressed more is rarely a volume. */
const mostGrowth = 10;

/** What is in the cache, why, and what leaves it when room is wanted. */
export class StudyManager {
  readonly storage: StateChannel<Storage>;
  /** The cache for those who store: it makes room first. */
  readonly guarded: StudyCache;
  readonly #options: StudyManagerOptions;
  readonly #space: SpaceKeeper;
  readonly #verifications: Verifications;
  readonly #stopListening: () => void;
  #notice: Failure | null = null;
  #gathering: NodeJS.Timeout | null = null;
  readonly #tidying: NodeJS.Timeout;

  constructor(options: StudyManagerOptions) {
    this.#options = options;
    const { cache, preferences, fetching, log } = options;
    this.#space = new SpaceKeeper({
      cache,
      facts: () => this.#facts(),
      volume: options.volume,
      budget: (usedBytes, volume) => preferences.cacheBudgetBytes ?? automaticBudget(usedBytes, volume),
      release: studyUid => fetching.release(studyUid),
      log,
      onNotice: notice => {
        this.#notice = notice;
        options.onNotice(notice);
        this.changed();
      },
    });
    this.guarded = guardedCache(cache, this.#space);
    this.#verifications = new Verifications({
      cache,
      refetch: async studyUid => (await this.refetch(studyUid)).ok,
      onChange: () => this.#showVerifications(),
    });
    this.storage = new StateChannel<Storage>({
      revision: 0,
      budgetBytes: 1,
      automatic: preferences.cacheBudgetBytes === null,
      volumeFreeBytes: 0,
      kinds: [],
      notice: null,
      verifications: [],
    });
    this.#stopListening = cache.onChange((studyUid, { state }) => {
      this.changed();
      if (state === 'complete') void this.#prepare(studyUid);
    });
    this.#tidying = setInterval(() => void this.#tidy(), tidyMs);
    this.#tidying.unref();
    this.changed();
  }

  /** Something changed that the picture of the budget shows. */
  changed(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      this.#gather().catch(error => this.#options.log.warn('storage-unknown', { reason: String(error?.name) }));
    }, gatherMs);
  }

  /** Notes that studies are used now, so that they are the last to go. */
  async noteUse(studyUids: readonly string[]): Promise<void> {
    const { cache, clock, log } = this.#options;
    try {
      for (const studyUid of studyUids) await cache.noteUse(studyUid, clock.now());
    } catch (error) {
      log.warn('study-use-not-noted', { reason: error instanceof Error ? error.name : '?' });
    }
    this.changed();
    // Backwards: what is asked for last is prepared first.
    for (const studyUid of studyUids.toReversed()) void this.#prepare(studyUid);
  }

  /** Makes the frames of a whole study ahead, where there is room enough that nothing has to go for it. */
  async #prepare(studyUid: string): Promise<void> {
    const { cache, log } = this.#options;
    try {
      if ((await cache.state(studyUid)).state !== 'complete') return;
      const [size] = await cache.sizes([studyUid]);
      if (size === undefined || (await this.#space.room()) < size.bytes * mostGrowth) return;
      const prepared = await cache.prepareFrames(studyUid);
      if (!prepared.ok) log.warn('frames-not-prepared', { code: prepared.failure.code });
      else if (prepared.value.packs > 0) this.changed();
    } catch (error) {
      log.warn('frames-not-prepared', { reason: error instanceof Error ? error.name : '?' });
    }
  }

  list(query: CachedStudyQuery): Promise<Outcome<CachedStudyPage>> {
    return guarded(async () => {
      const { cache, fetching } = this.#options;
      const page = await cache.holdings(query);
      const facts = await this.#facts();
      const retention = facts === null ? null : retentionOf(facts);
      const studies = await Promise.all(
        page.studies.map(async holding => {
          const state = await fetching.state(holding.studyUid);
          return cachedStudy(holding, state, retention?.(holding.studyUid) ?? null);
        }),
      );
      return succeed({ total: page.total, more: page.more, studies: studies.filter(study => study !== null) });
    });
  }

  pin(studyUid: string, pinned: boolean): Promise<Outcome<Done>> {
    return guarded(async () => {
      const isHere = await this.#options.cache.pin(studyUid, pinned);
      this.changed();
      return isHere ? succeed({}) : fail('study-not-found', { what: 'study' });
    });
  }

  evict(studyUid: string): Promise<Outcome<Done>> {
    return guarded(async () => {
      const evicted = await this.#space.evict(studyUid);
      this.changed();
      return evicted;
    });
  }

  verify(studyUid: string): void {
    this.#verifications.start(studyUid);
  }

  cancelVerification(studyUid: string): void {
    this.#verifications.cancel(studyUid);
  }

  refetch(studyUid: string): Promise<Outcome<Done>> {
    return guarded(async () => {
      const { cache, siteOf, fetching } = this.#options;
      const siteId = (await cache.site(studyUid)) ?? siteOf(studyUid);
      if (siteId === null) return fail('study-not-found', { reason: 'site-unknown' });
      fetching.request({ siteId, studyUid });
      return succeed({});
    });
  }

  cancelRefetch(studyUid: string): void {
    this.#options.fetching.cancel(studyUid);
  }

  async setBudget(bytes: number | null): Promise<void> {
    this.#options.preferences.setCacheBudgetBytes(bytes);
    await this.#tidy();
    this.changed();
  }

  async stop(): Promise<void> {
    clearInterval(this.#tidying);
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#stopListening();
    await this.#verifications.stop();
  }

  async #facts(): Promise<RetentionFacts | null> {
    const facts = await this.#options.facts();
    if (facts === null) return null;
    return { ...facts, pinned: new Set(await this.#options.cache.pinned()) };
  }

  async #tidy(): Promise<void> {
    try {
      await this.#space.tidy();
    } catch (error) {
      this.#options.log.warn('cache-not-tidied', { reason: error instanceof Error ? error.name : '?' });
    }
  }

  async #gather(): Promise<void> {
    const { cache, preferences, volume: askVolume } = this.#options;
    const [usage, volume, facts] = await Promise.all([cache.usage(), askVolume(), this.#facts()]);
    const special = facts === null ? [] : specialStudies(facts);
    const retention = facts === null ? null : retentionOf(facts);
    const kinds = new Map<StorageKind, { bytes: number; studies: number }>(
      storageKinds.map(kind => [kind, { bytes: 0, studies: 0 }]),
    );
    // All but those that somebody has a reason for can go; there may be a million of them.
    const rest = kinds.get('evictable')!;
    rest.bytes = usage.bytes;
    rest.studies = usage.studies;
    for (const { studyUid, bytes } of await cache.sizes(special)) {
      const part = kinds.get(kindOf(retention?.(studyUid) ?? null))!;
      part.bytes += bytes;
      part.studies += 1;
      rest.bytes -= bytes;
      rest.studies -= 1;
    }
    const { cacheBudgetBytes } = preferences;
    this.storage.set({
      revision: this.storage.value.revision + 1,
      budgetBytes: cacheBudgetBytes ?? automaticBudget(usage.bytes, volume),
      automatic: cacheBudgetBytes === null,
      volumeFreeBytes: volume.freeBytes,
      kinds: [...kinds].map(([kind, part]) => ({ kind, ...part })),
      notice: this.#notice,
      verifications: [...this.#verifications.all()],
    });
  }

  #showVerifications(): void {
    this.storage.set({ ...this.storage.value, verifications: [...this.#verifications.all()] });
  }
}

/** Studies that may be of another kind than evictable. */
function specialStudies({ openCase, readings, standing, pinned, unsent, fetching }: RetentionFacts): string[] {
  const uids = [
    openCase?.study?.studyUid,
    ...(openCase?.priors ?? []).map(({ studyUid }) => studyUid),
    ...readings.flatMap(({ study, priors }) => [study?.studyUid, ...priors.map(({ studyUid }) => studyUid)]),
    ...standing.filter(({ state }) => state !== 'delivered').map(({ studyUid }) => studyUid),
    ...pinned,
    ...unsent,
    ...fetching,
  ];
  return [...new Set(uids.filter(uid => typeof uid === 'string'))];
}

/** The part of the budget that a study is drawn in; while nothing is known of its reasons it counts as in use. */
export function kindOf(retention: Retention | null): StorageKind {
  if (retention === null) return 'in-use';
  const has = (...reasons: Retention['reasons']) => reasons.some(reason => retention.reasons.includes(reason));
  if (has('undelivered-report', 'draft', 'unsent-object')) return 'undelivered';
  if (has('pinned')) return 'pinned';
  if (has('open-case', 'fetching')) return 'in-use';
  if (retention.purpose === 'waiting') return 'waiting';
  return retention.purpose === 'prior' ? 'priors' : 'evictable';
}

function cachedStudy(holding: Holding, cache: CacheState, retention: Retention | null): CachedStudy | null {
  const { site, bytes, frameBytes, lastUsedAt } = holding;
  const attributes = Object.fromEntries(Object.entries(holding.attributes).map(([tag, value]) => [tag, { ...value }]));
  const summary = studySummary(site ?? 'unknown', attributes);
  if (summary === null) return null;
  const { site: _, ...study } = summary;
  return {
    study,
    site,
    bytes,
    frameBytes,
    lastUsedAt: lastUsedAt === 0 ? null : new Date(lastUsedAt).toISOString(),
    cache,
    kind: kindOf(retention),
    keptBecause: [...(retention?.reasons ?? [])],
  };
}

async function guarded<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StudyCacheError) return { ok: false, failure: error.failure };
    throw error;
  }
}
