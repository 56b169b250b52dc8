import type { Failure, ViewedPlace } from '../../contract/index.ts';
import type { StudyCache } from '../cache/index.ts';
import type { PacsClient } from '../pacs/index.ts';
import type { ByteWindow } from './byte-window.ts';
import type { SiteLink } from './site-link.ts';
import type { StudyEvent } from './study-phase.ts';

/** What a study's next run must know of the ones before. */
export interface RunMemory {
  /** Series that are asked for instance by instance. */
  readonly singly: Set<string>;
  /** Instances that were asked for alone in vain, and why. */
  readonly refused: Map<string, Failure>;
}

export interface RunContext {
  readonly client: PacsClient;
  readonly cache: StudyCache;
  readonly link: SiteLink;
  readonly window: ByteWindow;
  readonly studyUid: string;
  readonly memory: RunMemory;
  readonly signal: AbortSignal;
  /** What the reader looks at in this study now; empty when it is not on screen. */
  readonly viewed: () => readonly ViewedPlace[];
  /** The listing is known: `done` of `total` are whole. */
  readonly onCount: (done: number, total: number | null) => void;
  readonly onStored: (bytes: number, done: number) => void;
  /** Series that are whole now. */
  readonly onWhole: (seriesUids: ReadonlySet<string>) => void;
  /**
   * By what a study that is whole is held against its PACS: the headers when a person opens it, all bytes when a person
   * has it fetched again, nothing when nobody waits for it.
   */
  readonly compares: 'headers' | 'bytes' | null;
  /** An instance came in another version than the one that was here. */
  readonly onReplaced: () => void;
  /** So many instances are here that the PACS does not list any more. */
  readonly onWithdrawn: (instances: number) => void;
  readonly onEvent: (event: Extract<StudyEvent, 'listed' | 'transferred' | 'still-missing'>) => void;
}
