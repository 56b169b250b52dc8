import type { MessagePort } from 'node:worker_threads';
import type { CacheState, Failure, FramePackHeader, Outcome } from '../../contract/index.ts';
import type { PreparedSeries } from './frames/frame-pack.ts';
import type { CachedInstance, ExpectedInstance, StudyCache, StudyCacheOptions } from './study-cache.ts';

/** What only the one thread that writes may do. */
export type WriteOperations = Pick<
  StudyCache,
  'noteState' | 'noteUse' | 'pin' | 'verifyInstance' | 'remove' | 'close'
> & {
  putInstance(bytes: Uint8Array<ArrayBuffer>, expected: ExpectedInstance): Promise<Outcome<CachedInstance>>;
  /** Makes the index again, because a reader met a damaged page of it. */
  renewIndex(): Promise<void>;
  /** False when the series is another than the one that was prepared. */
  putPreparedSeries(prepared: PreparedSeries): Promise<boolean>;
  /** Drops a pack that a reader could not read. */
  forgetFramePack(packId: string): Promise<void>;
  dropFramePacks(wantedBytes: number): Promise<number>;
};

/** What the threads that read do; a new read waits for no write. */
export type ReadOperations = Pick<
  StudyCache,
  | 'instances'
  | 'state'
  | 'metadata'
  | 'metadataJson'
  | 'displaySets'
  | 'original'
  | 'bulkData'
  | 'finishedFrame'
  | 'correctedMetadata'
  | 'correctedFrame'
  | 'overlays'
  | 'rendered'
  | 'search'
  | 'holdings'
  | 'sizes'
  | 'longestUnused'
  | 'usage'
  | 'site'
  | 'pinned'
  | 'close'
> & {
  framePack(studyUid: string, seriesUid: string, name: string): Promise<FoundFramePack | null>;
  framesOfPack(packId: string, indices: readonly number[]): Promise<Outcome<Uint8Array<ArrayBuffer>>>;
  /** Opens the stores anew, because the index was made again. */
  reopen(): Promise<void>;
};

export interface FoundFramePack {
  readonly packId: string;
  readonly header: FramePackHeader;
}

/** What the thread does that makes frames ahead. */
export interface PrepareOperations {
  /** The series of a study that were not prepared as they are now. */
  unpreparedSeries(studyUid: string): Promise<readonly string[]>;
  prepareSeries(studyUid: string, seriesUid: string): Promise<PreparedSeries>;
  /** The next frame is made only when so many milliseconds have passed. */
  stepBack(ms: number): Promise<void>;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** What a thread is started with. */
export interface WorkerOptions extends Omit<StudyCacheOptions, 'onDamage'> {
  /** Threads for compressed frames; none in the one that writes. */
  readonly decoderThreads: number;
}

export interface CacheRequest {
  readonly id: number;
  readonly name: string;
  readonly parameters: readonly unknown[];
}

/** The end of another thread, from which instances come; see `StudyCache.connect`. */
export interface CacheConnection {
  readonly connection: MessagePort;
}

export type CacheMessage =
  /** The first message: the stores are open, or why they are not. */
  | { readonly kind: 'opened'; readonly failure: Failure | null }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'changed'; readonly studyUid: string; readonly state: CacheState }
  | { readonly kind: 'damaged'; readonly failure: Failure }
  /** The index was made again. */
  | { readonly kind: 'renewed' };
