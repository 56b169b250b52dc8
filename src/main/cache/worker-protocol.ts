import type { MessagePort } from 'node:worker_threads';
import type { CacheState, Failure, Outcome } from '../../contract/index.ts';
import type { CachedInstance, ExpectedInstance, StudyCache, StudyCacheOptions } from './study-cache.ts';

/** What only the one thread that writes may do. */
export type WriteOperations = Pick<
  StudyCache,
  'noteState' | 'noteUse' | 'pin' | 'verifyInstance' | 'remove' | 'close'
> & {
  putInstance(bytes: Uint8Array<ArrayBuffer>, expected: ExpectedInstance): Promise<Outcome<CachedInstance>>;
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
