import { join } from 'node:path';
import { type CacheState, fail, type Outcome, succeed } from '../../../contract/index.ts';
import { failureOf } from '../failures.ts';
import type { FramePackRow } from '../frames/frame-pack.ts';
import { framePackById, framePackOf, seriesVersion, unpreparedSeries } from '../frames/frame-pack-store.ts';
import { readFrames } from '../frames/read-frames.ts';
import { packCipher } from '../pack/pack-cipher.ts';
import { packPath } from '../pack/pack-files.ts';
import { readRecord } from '../pack/pack-reader.ts';
import type {
  CachedInstance,
  DicomJson,
  HoldingPage,
  HoldingQuery,
  HoldingSize,
  QidoQuery,
  StudyCacheOptions,
} from '../study-cache.ts';
import { cachedInstance } from './group-commit.ts';
import { listHoldings, longestUnused, sizesOf, totalSize } from './holdings.ts';
import { type HeaderInRow, type IndexedInstance, type IndexStore, openIndexStore } from './index-store.ts';
import { openKeyReader, type StudyKey, type StudyKeys } from './key-store.ts';
import { searchIndex } from './search.ts';

export const noState: CacheState = {
  state: 'none',
  instancesDone: 0,
  instancesTotal: null,
  bytesDone: 0,
  failure: null,
};

/** What reading needs: the index, the keys, and where the packs are. */
export interface ReadingStores {
  readonly index: IndexStore;
  readonly keys: StudyKeys;
  readonly folder: string;
}

/**
 * All that can be read of a cache. It changes nothing: a damaged instance is an outcome (`cache-damaged`), and dropping it
 * is the writer's business. Throws `DatabaseError` where the index is damaged and `run` does not mend it.
 */
export class StudyReader {
  private readonly run: <T>(work: (stores: ReadingStores) => T) => T;

  /** `run` gives the stores that are open now. */
  constructor(run: <T>(work: (stores: ReadingStores) => T) => T) {
    this.run = run;
  }

  get generation(): number {
    return this.run(({ index }) => index.generation());
  }

  instances(studyUid: string): CachedInstance[] {
    return this.run(({ index }) => index.instances(studyUid, null).map(cachedInstance));
  }

  indexedInstance(studyUid: string, sopInstanceUid: string): IndexedInstance | null {
    return this.run(({ index }) => index.instance(studyUid, sopInstanceUid));
  }

  indexedInstances(studyUid: string, seriesUid: string): IndexedInstance[] {
    return this.run(({ index }) => index.instances(studyUid, seriesUid));
  }

  headers(studyUid: string, seriesUid: string | null): DicomJson[] {
    return this.run(({ index }) => index.headers(studyUid, seriesUid));
  }

  /** With what compressed streams know better than the headers around them. */
  decodedHeaders(studyUid: string, seriesUid: string | null): HeaderInRow[] {
    return this.run(({ index }) => index.decodedHeaders(studyUid, seriesUid));
  }

  headersAfter(studyUid: string, seriesUid: string, row: number): HeaderInRow[] {
    return this.run(({ index }) => index.headersAfter(studyUid, seriesUid, row));
  }

  original(studyUid: string, sopInstanceUid: string): Outcome<Uint8Array<ArrayBuffer>> {
    const instance = this.indexedInstance(studyUid, sopInstanceUid);
    return instance === null ? fail('study-not-found', { what: 'instance' }) : this.read(instance);
  }

  /** Reads and authenticates an instance. */
  read(instance: IndexedInstance): Outcome<Uint8Array<ArrayBuffer>> {
    const { key, folder } = this.run(stores => ({
      key: stores.keys.ofStudy(instance.studyUid),
      folder: stores.folder,
    }));
    if (key === null) return fail('key-unavailable', { store: 'cache' });
    try {
      const cipher = packCipher(key.key, instance.packId, instance);
      return succeed(readRecord(packPath(folder, instance.packId), cipher, instance.place));
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return isGone ? fail('cache-damaged', { what: 'pack' }) : { ok: false, failure: failureOf(error) };
    }
  }

  studyKey(studyUid: string): StudyKey | null {
    return this.run(({ keys }) => keys.ofStudy(studyUid));
  }

  studyVersion(studyUid: string): string {
    return this.run(({ index }) => seriesVersion(index.database, studyUid, null));
  }

  seriesVersion(studyUid: string, seriesUid: string): string {
    return this.run(({ index }) => seriesVersion(index.database, studyUid, seriesUid));
  }

  unpreparedSeries(studyUid: string): string[] {
    return this.run(({ index }) => unpreparedSeries(index.database, studyUid));
  }

  framePack(studyUid: string, seriesUid: string, name: string): FramePackRow | null {
    return this.run(({ index }) => framePackOf(index.database, studyUid, seriesUid, name));
  }

  /**
   * Frames of a pack, finished, one behind the other in the order of `indices`. Fails with `cache-damaged` where one does
   * not authenticate, and with `study-not-found` where the pack is no more.
   */
  framesOfPack(packId: string, indices: readonly number[]): Outcome<Uint8Array<ArrayBuffer>> {
    const { pack, key, folder } = this.run(({ index, keys, folder }) => {
      const found = framePackById(index.database, packId);
      return { pack: found, key: found && keys.ofStudy(found.studyUid), folder };
    });
    if (pack === null || key === null) return fail('study-not-found', { what: 'frame-pack' });
    try {
      return succeed(readFrames(folder, pack, key.key, indices));
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return isGone ? fail('cache-damaged', { what: 'frame-pack' }) : { ok: false, failure: failureOf(error) };
    }
  }

  search(level: 'studies' | 'series' | 'instances', query: QidoQuery): DicomJson[] {
    return this.run(({ index }) => searchIndex(index.database, level, query));
  }

  holdings(query: HoldingQuery): HoldingPage {
    return this.run(({ index }) => listHoldings(index.database, query));
  }

  sizes(studyUids: readonly string[]): HoldingSize[] {
    return this.run(({ index }) => sizesOf(index.database, studyUids));
  }

  longestUnused(limit: number): HoldingSize[] {
    return this.run(({ index }) => longestUnused(index.database, limit));
  }

  usage(): { bytes: number; studies: number } {
    return this.run(({ index }) => totalSize(index.database));
  }

  site(studyUid: string): string | null {
    return this.run(({ index }) => index.site(studyUid));
  }

  state(studyUid: string): CacheState {
    return this.run(({ index }) => index.state(studyUid)) ?? noState;
  }

  pinned(): string[] {
    return this.run(({ keys }) => keys.pinned());
  }
}

/** The stores for reading beside a writer; `close` both before the writer makes the index again. */
export function openReadingStores({
  folder,
  indexKey,
  keysKey,
}: Pick<StudyCacheOptions, 'folder' | 'indexKey' | 'keysKey'>): ReadingStores & { close(): void } {
  const index = openIndexStore(join(folder, 'index.db'), indexKey, 'reader');
  try {
    const keys = openKeyReader(folder, keysKey);
    return {
      index,
      keys,
      folder,
      close() {
        index.close();
        keys.close();
      },
    };
  } catch (error) {
    index.close();
    throw error;
  }
}
