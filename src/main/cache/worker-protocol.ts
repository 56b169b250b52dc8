import type { CacheState, Failure } from '../../contract/index.ts';
import type { StudyCache, StudyCacheOptions } from './study-cache.ts';

/** The operations of the cache that the worker does; all but the listening. */
export type CacheOperations = Omit<StudyCache, 'onChange'>;
export type OperationName = keyof CacheOperations;

/** What the worker is started with. */
export type WorkerOptions = Omit<StudyCacheOptions, 'onDamage'>;

export interface CacheRequest<Name extends OperationName = OperationName> {
  readonly id: number;
  readonly name: Name;
  readonly parameters: Parameters<CacheOperations[Name]>;
}

export type CacheMessage =
  /** The first message: the stores are open, or why they are not. */
  | { readonly kind: 'opened'; readonly failure: Failure | null }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'changed'; readonly studyUid: string; readonly state: CacheState }
  | { readonly kind: 'damaged'; readonly failure: Failure };
