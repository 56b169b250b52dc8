import { type CacheState, type Failure, fail, type Outcome, succeed } from '../../contract/index.ts';
import type { CachedInstance, StudyCache } from '../cache/index.ts';
import type { InstanceListing, InstanceSink, PacsClient, SeriesListing } from '../pacs/index.ts';
import { createSyncEngine, type SyncEngineOptions } from './engine.ts';
import type { SyncEngine } from './sync-engine.ts';

/** What a cache says of a study it does not know. */
export const none: CacheState = { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null };

/** For tests: a cache in memory. An instance is the text `study series sop`; anything else is not DICOM. */
export class MemoryCache {
  readonly stored = new Map<string, CachedInstance>();
  readonly texts = new Map<string, string>();
  readonly noted: [string, CacheState][] = [];
  putFailure: Failure | null = null;

  async putInstance(
    bytes: Uint8Array,
    expected: { studyUid: string; seriesUid?: string; sopInstanceUid?: string },
  ): Promise<Outcome<CachedInstance>> {
    await new Promise(resolve => setImmediate(resolve));
    if (this.putFailure !== null) return { ok: false, failure: this.putFailure };
    const [studyUid, seriesUid = '', sopInstanceUid = ''] = new TextDecoder().decode(bytes).split(' ');
    if (studyUid !== expected.studyUid) return fail('instance-unreadable', { reason: 'uid' });
    if (expected.seriesUid !== undefined && seriesUid !== expected.seriesUid) return fail('instance-unreadable');
    const wrong = expected.sopInstanceUid !== undefined && sopInstanceUid !== expected.sopInstanceUid;
    if (wrong) return fail('instance-unreadable');
    const instance = { studyUid, seriesUid, sopInstanceUid, sopClassUid: '1', numberOfFrames: 1 };
    const before = this.texts.get(sopInstanceUid);
    const text = new TextDecoder().decode(bytes);
    this.stored.set(sopInstanceUid, instance);
    this.texts.set(sopInstanceUid, text);
    return succeed(before === undefined || before === text ? instance : { ...instance, replaced: true });
  }
  async metadata(studyUid: string, seriesUid: string) {
    return [...this.stored.values()]
      .filter(instance => instance.studyUid === studyUid && instance.seriesUid === seriesUid)
      .map(({ sopInstanceUid }) => describedBy(sopInstanceUid, this.texts.get(sopInstanceUid)));
  }
  async instances(studyUid: string) {
    return [...this.stored.values()].filter(instance => instance.studyUid === studyUid);
  }
  async noteState(studyUid: string, state: CacheState) {
    this.noted.push([studyUid, state]);
  }
  readonly origins = new Map<string, string>();
  async noteUse(studyUid: string, _at: number, site: string) {
    this.origins.set(studyUid, site);
  }
  async site(studyUid: string) {
    return this.origins.get(studyUid) ?? null;
  }
  async state(studyUid: string) {
    return this.noted.findLast(([uid]) => uid === studyUid)?.[1] ?? none;
  }
}

/** The header of such an instance: its text stands for what the header tells. */
const describedBy = (sopInstanceUid: string, text = '') => ({
  '00080018': { vr: 'UI', Value: [sopInstanceUid] },
  '0008103E': { vr: 'LO', Value: [text] },
});

/** For tests: a PACS whose studies have one or more series; what happens to a request can be replaced. */
export class FakePacs implements PacsClient {
  readonly siteId = 's';
  /** `study series sop` of every instance. */
  readonly content: string[] = [];
  readonly asked: string[] = [];
  list: (() => Outcome<never>) | null = null;
  /** Whether it tells how many instances a series has. */
  counts = true;
  answer: (request: string, instances: string[], sink: InstanceSink, signal: AbortSignal) => Promise<Failure | null> =
    async (_, instances, sink) => this.send(instances, sink);

  add(study: string, series: string, count: number) {
    for (let i = 1; i <= count; i++) this.content.push(`${study} ${series} ${study}.${series}.${i}`);
  }
  async send(instances: string[], sink: InstanceSink): Promise<Failure | null> {
    for (const instance of instances) await sink(new TextEncoder().encode(instance));
    return null;
  }
  async searchStudies(): Promise<Outcome<never[]>> {
    return succeed([]);
  }
  async listSeries(studyUid: string): Promise<Outcome<readonly SeriesListing[]>> {
    this.asked.push(`list ${studyUid}`);
    if (this.list !== null) return this.list();
    const found = this.content.map(line => line.split(' ')).filter(([study]) => study === studyUid);
    if (found.length === 0) return fail('study-not-found', { site: 's' });
    return succeed(
      [...Map.groupBy(found, ([, series = '']) => series)].map(([seriesUid, members], i) => ({
        seriesUid,
        seriesNumber: i,
        modality: 'CT',
        instanceCount: this.counts ? members.length : null,
      })),
    );
  }
  async listInstances(studyUid: string, series: string | null): Promise<Outcome<readonly InstanceListing[]>> {
    this.asked.push(`name ${series}`);
    const lines = this.content.map(line => line.split(' '));
    const found = lines.filter(([study, uid]) => study === studyUid && (series === null || series === uid));
    if (found.length === 0) return fail('study-not-found', { site: 's' });
    return succeed(
      found.map(([, seriesUid = '', sopInstanceUid = ''], i) => ({
        seriesUid,
        sopInstanceUid,
        seriesNumber: null,
        instanceNumber: i,
        modality: 'CT',
      })),
    );
  }
  async retrieveRendered(): Promise<Outcome<never>> {
    return fail('pacs-server-error', { status: 501 });
  }
  async describeSeries(studyUid: string, seriesUid: string) {
    this.asked.push(`describe ${seriesUid}`);
    const lines = this.content.filter(line => line.startsWith(`${studyUid} ${seriesUid} `));
    return succeed(lines.map(line => describedBy(line.split(' ')[2] ?? '', line)));
  }
  async #retrieve(request: string, instances: string[], sink: InstanceSink, signal: AbortSignal) {
    this.asked.push(request);
    const failure = await this.answer(request, instances, sink, signal);
    if (signal.aborted) return fail('cancelled');
    return failure === null
      ? succeed({ instances: instances.length, bytes: 0, rejected: [] })
      : ({ ok: false, failure } as const);
  }
  retrieveSeries(study: string, series: string, sink: InstanceSink, signal: AbortSignal) {
    const instances = this.content.filter(line => line.startsWith(`${study} ${series} `));
    return this.#retrieve(`series ${series}`, instances, sink, signal);
  }
  retrieveInstance(study: string, series: string, sop: string, sink: InstanceSink, signal: AbortSignal) {
    return this.#retrieve(
      `instance ${sop}`,
      [...this.content.filter(line => line.startsWith(`${study} ${series} ${sop}`))],
      sink,
      signal,
    );
  }
}

/** For tests: an engine between those two, and what it told. */
export class EngineBench {
  readonly cache = new MemoryCache();
  readonly pacs = new FakePacs();
  readonly told: [string, CacheState][] = [];
  engine!: SyncEngine;

  start(retryDelaysMs: readonly number[] = [1, 1], over: Partial<SyncEngineOptions> = {}): SyncEngine {
    this.engine = createSyncEngine({
      cache: this.cache as unknown as StudyCache,
      client: siteId => (siteId === 's' ? this.pacs : undefined),
      clock: { now: () => Date.now() },
      log: { info: () => {}, warn: () => {} },
      concurrency: 1,
      retryDelaysMs,
      ...over,
    });
    this.engine.onProgress((studyUid, state) => this.told.push([studyUid, state]));
    return this.engine;
  }

  /** Waits until the study is in one of these states. */
  async until(studyUid: string, ...states: CacheState['state'][]): Promise<CacheState> {
    for (let i = 0; i < 400; i++) {
      const state = await this.engine.state(studyUid);
      if (states.includes(state.state)) return state;
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    throw new Error(`still ${(await this.engine.state(studyUid)).state}`);
  }
}
