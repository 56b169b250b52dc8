import type { CacheState } from '../../contract/index.ts';

/** Brings studies from their PACS into the cache: resumable, verified, most wanted first. */
export interface SyncEngine {
  /** Queues a study, or raises its priority. `reading` goes before `prior`, `prior` before `ahead`. */
  request(study: { siteId: string; studyUid: string }, priority: 'reading' | 'prior' | 'ahead'): void;
  /** Stops the retrieval; what is whole stays. The state becomes `cancelled`. */
  cancel(studyUid: string): void;
  /** Forgets a study that leaves the cache, and tells that nothing of it is here. False while it is being fetched. */
  release(studyUid: string): boolean;
  state(studyUid: string): Promise<CacheState>;
  onProgress(listener: (studyUid: string, state: CacheState) => void): () => void;
  stop(): Promise<void>;
}
