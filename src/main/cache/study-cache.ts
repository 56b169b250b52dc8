import type { MessagePort } from 'node:worker_threads';
import type { CacheState, DisplaySet, Failure, FramePackHeader, Outcome } from '../../contract/index.ts';
import type { DisplaySetOptions } from '../../dicom/geometry/display-sets.ts';
import type { DicomJson } from '../../dicom/json/dicom-json.ts';
import type { Overlay } from '../../dicom/overlay/overlay.ts';
import type { FinishedFrame } from '../../dicom/pixel/finished-frame.ts';
import type { VoiWindow } from '../../dicom/voi/window.ts';

export type { DicomJson, FinishedFrame, Overlay, VoiWindow };

/** One step to an element: its tag, and on the way into a sequence the item, from 0. */
export interface BulkStep {
  readonly tag: number;
  readonly item: number | null;
}

export interface CachedInstance {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly numberOfFrames: number;
  /** Set on what `putInstance` gives: another version of it was here and is not any more. */
  readonly replaced?: true;
}

/** What an instance must be to be stored. */
export interface ExpectedInstance {
  readonly studyUid: string;
  readonly seriesUid?: string;
  readonly sopInstanceUid?: string;
}

/** An instance that another thread holds, which alone can give it to the thread of the cache. */
export interface HeldInstance {
  readonly byteLength: number;
  /** Has it posted to the port of `StudyCache.connect`, as `bytes` beside this. Rejects when it is not held any more. */
  handOver(handedOver: HandedOver): Promise<void>;
  /** It will not be stored. */
  drop(): void;
}

export interface HandedOver {
  readonly id: number;
  readonly expected: ExpectedInstance;
}

export interface QidoQuery {
  readonly studyUid?: string;
  readonly seriesUid?: string;
  readonly sopInstanceUid?: string;
  readonly patientId?: string;
  readonly accession?: string;
  readonly modality?: string;
  /** DICOM name with `*` and `?` wildcards. */
  readonly patientName?: string;
  /** `YYYYMMDD`, or a range `YYYYMMDD-YYYYMMDD` with either end open. */
  readonly studyDate?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/** What a study takes and when it was last used. */
export interface HoldingSize {
  readonly studyUid: string;
  /** On the disk. */
  readonly bytes: number;
  /** What of it are frames that were made ahead, and can be made again. */
  readonly frameBytes: number;
  /** Milliseconds since the epoch; 0 when it was never used here. */
  readonly lastUsedAt: number;
}

/** A study in the cache as the study manager shows it. */
export interface Holding extends HoldingSize {
  /** As in a QIDO-RS answer. */
  readonly attributes: DicomJson;
  /** Where it came from, as far as that is known. */
  readonly site: string | null;
  readonly state: CacheState | null;
}

export interface HoldingQuery {
  /** Words, each of which begins a word of name, identifier, accession number or description; empty for all studies. */
  readonly text: string;
  readonly order: 'newest' | 'largest' | 'longest-unused';
  readonly limit: number;
  readonly offset: number;
}

export interface HoldingPage {
  readonly total: number;
  /** True when a text fits more studies than `total`, up to which was counted. */
  readonly more: boolean;
  readonly studies: readonly Holding[];
}

/** What making frames ahead came to. */
export interface PreparedFrames {
  readonly packs: number;
  /** On the disk; nothing where an index over the originals is enough. */
  readonly bytes: number;
}

/** The frames of one display set, made ahead. */
export interface FramePack {
  readonly header: FramePackHeader;
  /**
   * Finished frames as they are sent (`dicom/frame-pack`), one behind the other in the order of `indices`, which count
   * `header.frames` from 0. Fails with `cache-damaged` where one does not authenticate: the pack is dropped then, and made
   * again.
   */
  read(indices: readonly number[]): Promise<Outcome<Uint8Array<ArrayBuffer>>>;
}

/**
 * The encrypted local store of studies: an index that can be rebuilt, and per-series packs that hold the original
 * instances bit-exact. All work is done in a worker thread; nothing here blocks the main thread.
 */
export interface StudyCache {
  /**
   * Stores one Part 10 instance. Refused (`instance-unreadable`) when it is not DICOM, or its UIDs are not the expected
   * ones. Storing the same instance again changes nothing. Durable when the promise resolves. With `handOver` the bytes
   * are given away instead of copied: for the caller they are empty from then on.
   */
  putInstance(
    bytes: Uint8Array<ArrayBuffer> | HeldInstance,
    expected: ExpectedInstance,
    options?: { handOver: boolean },
  ): Promise<Outcome<CachedInstance>>;
  /** A way for another thread to post the instances that it holds; see `HeldInstance`. */
  connect(): MessagePort;
  /** Which instances of a study are whole in the cache. */
  instances(studyUid: string): Promise<readonly CachedInstance[]>;
  /** Notes what the PACS said the study consists of, and where its retrieval stands; survives a restart. */
  noteState(studyUid: string, state: CacheState): Promise<void>;
  state(studyUid: string): Promise<CacheState>;
  onChange(listener: (studyUid: string, state: CacheState) => void): () => void;
  /** Headers of the instances as stored, without bulk data; `finished` describes the frames as `finishedFrame` gives them. */
  metadata(studyUid: string, seriesUid: string | null, form: 'original' | 'finished'): Promise<readonly DicomJson[]>;
  /** The same as the bytes of a JSON array; nothing of it is made on the caller's thread. */
  metadataJson(
    studyUid: string,
    seriesUid: string | null,
    form: 'original' | 'finished',
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** What of a study is shown, as the geometry gate judges it; without what was rejected. */
  displaySets(studyUid: string, options: DisplaySetOptions): Promise<readonly DisplaySet[]>;
  /** The instance, bit-exact as it came. */
  original(studyUid: string, sopInstanceUid: string): Promise<Outcome<Uint8Array<ArrayBuffer>>>;
  /** The value of one element of an instance, as it is stored; `path` leads to it through items of sequences. */
  bulkData(
    studyUid: string,
    sopInstanceUid: string,
    path: readonly BulkStep[],
  ): Promise<Outcome<Uint8Array<ArrayBuffer>>>;
  finishedFrame(studyUid: string, sopInstanceUid: string, frameNumber: number): Promise<Outcome<FinishedFrame>>;
  /**
   * Headers of the corrected slices of a tilted stack (`DisplaySet.shearCorrected`), as `correctedFrame` gives them; empty
   * where the series has no such stack, or not any more. `name` is the last part of its path.
   */
  correctedMetadata(studyUid: string, seriesUid: string, name: string): Promise<readonly DicomJson[]>;
  correctedFrame(
    studyUid: string,
    seriesUid: string,
    name: string,
    sopInstanceUid: string,
    frameNumber: number,
  ): Promise<Outcome<FinishedFrame>>;
  /** Overlay planes of a frame: those of their own and those in the pixels' unused bits, which finishing removes. */
  overlays(studyUid: string, sopInstanceUid: string, frameNumber: number): Promise<Outcome<readonly Overlay[]>>;
  /**
   * A picture (PNG, 8-bit RGB) of one frame as the screen shows it (PS3.18 section 10.4.1.1.3): through its own first
   * window, or the one given.
   */
  rendered(
    studyUid: string,
    sopInstanceUid: string,
    frameNumber: number,
    window: VoiWindow | null,
  ): Promise<Outcome<Uint8Array<ArrayBuffer>>>;
  /**
   * Makes the finished frames of a study's cross-sectional series ahead, in the background and behind the reader's own
   * requests; what is made already is kept. Resolves when that is done, or could not be (`cache-full`).
   */
  prepareFrames(studyUid: string): Promise<Outcome<PreparedFrames>>;
  /**
   * The frames of a display set that were made ahead: `name` is the last part of its id, or of the path of its corrected
   * slices. Fails with `study-not-found` while there are none.
   */
  framePack(studyUid: string, seriesUid: string, name: string): Promise<Outcome<FramePack>>;
  /** Drops frame packs until so many bytes are free, and gives what it freed; those unused for longest go first. */
  dropFramePacks(wantedBytes: number): Promise<number>;
  search(level: 'studies' | 'series' | 'instances', query: QidoQuery): Promise<readonly DicomJson[]>;
  /** One page of what is here. */
  holdings(query: HoldingQuery): Promise<HoldingPage>;
  /** What these studies take; those that are not here are left out. */
  sizes(studyUids: readonly string[]): Promise<readonly HoldingSize[]>;
  /** At most `limit` studies, those that were not used for longest first. */
  longestUnused(limit: number): Promise<readonly HoldingSize[]>;
  /** What all studies take together. */
  usage(): Promise<{ readonly bytes: number; readonly studies: number }>;
  /** Notes that a study is used, and from which site it comes where that is said. */
  noteUse(studyUid: string, at: number, site?: string): Promise<void>;
  /** Where a study came from, as far as it was noted. */
  site(studyUid: string): Promise<string | null>;
  /** Studies that the user keeps. */
  pinned(): Promise<readonly string[]>;
  /** Keeps a study, or no longer. False when nothing of it is here. */
  pin(studyUid: string, pinned: boolean): Promise<boolean>;
  /**
   * Reads an instance from the disk and checks that every chunk authenticates and that it parses to what the index says.
   * A damaged one is named, dropped, and fetched again like a missing one.
   */
  verifyInstance(studyUid: string, sopInstanceUid: string): Promise<Outcome<{ readonly bytes: number }>>;
  /** Drops a study and its key: its bytes are unreadable from then on. */
  remove(studyUid: string): Promise<void>;
  close(): Promise<void>;
}

export interface StudyCacheOptions {
  /** Folder that belongs to this cache alone. */
  readonly folder: string;
  readonly indexKey: Uint8Array;
  readonly keysKey: Uint8Array;
  /** Called once for damage that was found and what was done about it. */
  readonly onDamage?: (failure: Failure) => void;
}
