import type { CacheState, Failure } from '../../contract/index.ts';
import type { StudyCache, StudyCacheOptions } from './study-cache.ts';

/** What only the one thread that writes may do. */
export type WriteOperations = Pick<
  StudyCache,
  'putInstance' | 'noteState' | 'noteUse' | 'pin' | 'verifyInstance' | 'remove' | 'close'
> & {
  /** Makes the index again, because a reader met a damaged page of it. */
  renewIndex(): Promise<void>;
};

/** What the threads that read do; a new read waits for no write. */
export type ReadOperations = Pick<
  StudyCache,
  | 'instances'
  | 'state'
  | 'metadata'
  | 'original'
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
  /** Opens the stores anew, because the index was made again. */
  reopen(): Promise<void>;
};

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

export type CacheMessage =
  /** The first message: the stores are open, or why they are not. */
  | { readonly kind: 'opened'; readonly failure: Failure | null }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'changed'; readonly studyUid: string; readonly state: CacheState }
  | { readonly kind: 'damaged'; readonly failure: Failure }
  /** The index was made again. */
  | { readonly kind: 'renewed' };
