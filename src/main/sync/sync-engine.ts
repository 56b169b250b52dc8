import type { CacheState, ViewedPlace } from '../../contract/index.ts';
import type { Priority } from './turn.ts';

/** A study at its PACS. */
export interface StudyAtSite {
  readonly siteId: string;
  readonly studyUid: string;
}

/** A study that something of the program wants, and how much. */
export interface WantedStudy extends StudyAtSite {
  /** Further sites that have the same study: it is fetched once, from the first of all that answers. */
  readonly alsoAt?: readonly string[];
  readonly priority: Exclude<Priority, 'screen'>;
  /** Instances that the PACS says it has now; another number than before has the study looked at again. Null: not known. */
  readonly instanceCount: number | null;
}

/** Who wants studies: the case that is open, or the worklist for the cases to come. */
export type Purpose = 'case' | 'worklist';

/** Brings studies from their PACS into the cache: resumable, verified, most wanted first. */
export interface SyncEngine {
  /**
   * Queues a study on a person's wish, or raises its priority; a finished one is looked at again: opened (`reading`), its
   * headers are compared with those of the PACS; fetched again (`ahead`), all its bytes.
   */
  request(study: StudyAtSite, priority: WantedStudy['priority']): void;
  /**
   * Everything that is wanted for a purpose, in the order in which it shall come; replaces what was wanted for it
   * before. What nothing wants any more is left where it stands.
   */
  want(purpose: Purpose, studies: readonly WantedStudy[]): void;
  /** The open case was left: what it or its reader wanted and has begun is finished last. */
  leaveCase(): void;
  /** What the panes of the viewer show now: fetched before everything else, nearest to the viewed place first. */
  look(places: readonly ViewedPlace[]): void;
  /** Whether the line to a site is thin: as its configuration says, else as it was seen to be. */
  isThin(siteId: string): boolean;
  /** Something small of a site is waited for: no further retrieval of it is begun until the returned function is called. */
  giveWay(siteId: string): () => void;
  /** The PACS of a site answers again: what failed because it did not is taken up. */
  siteAnswers(siteId: string): void;
  /** Stops the retrieval; what is whole stays. The state becomes `cancelled`. */
  cancel(studyUid: string): void;
  /** Forgets a study that leaves the cache, and tells that nothing of it is here. False while it is being fetched. */
  release(studyUid: string): boolean;
  state(studyUid: string): Promise<CacheState>;
  onProgress(listener: (studyUid: string, state: CacheState) => void): () => void;
  stop(): Promise<void>;
}
