import type { Failure, Outcome, StudySummary } from '../../contract/index.ts';
import type { HeldInstance } from '../cache/index.ts';
import type { DicomJsonMatch } from './dicom-json.ts';

/** One site's DICOMweb server (PS3.18): QIDO-RS and WADO-RS. */
export interface PacsClient {
  readonly siteId: string;
  /** Studies by any of the keys; an empty list when there is none. Dates are `YYYYMMDD`. */
  searchStudies(query: StudyQuery, signal: AbortSignal): Promise<Outcome<readonly StudySummary[]>>;
  /**
   * The series that the PACS says the study consists of, each with its number of instances where the server tells it: a
   * hundred times cheaper for it than naming every instance. `study-not-found` when there is none.
   */
  listSeries(studyUid: string, signal: AbortSignal): Promise<Outcome<readonly SeriesListing[]>>;
  /** Every instance that the PACS says the study, or one series of it, consists of. */
  listInstances(
    studyUid: string,
    seriesUid: string | null,
    signal: AbortSignal,
  ): Promise<Outcome<readonly InstanceListing[]>>;
  /** What the PACS says of the instances of a series now, in the DICOM JSON model (WADO-RS metadata). */
  describeSeries(studyUid: string, seriesUid: string, signal: AbortSignal): Promise<Outcome<readonly DicomJsonMatch[]>>;
  /**
   * Streams the original instances of a series (`transfer-syntax=*`). Every whole part is handed to `onInstance`, which
   * is awaited (back-pressure). A stream that breaks off fails, but what was handed over before was whole.
   */
  retrieveSeries(
    studyUid: string,
    seriesUid: string,
    onInstance: InstanceSink,
    signal: AbortSignal,
  ): Promise<Outcome<RetrieveSummary>>;
  retrieveInstance(
    studyUid: string,
    seriesUid: string,
    sopInstanceUid: string,
    onInstance: InstanceSink,
    signal: AbortSignal,
  ): Promise<Outcome<RetrieveSummary>>;
  /** A picture of a frame that the server made for a screen (PS3.18 section 10.4.1.1.3): small, lossy, no values. */
  retrieveRendered(frame: RenderedFrame, signal: AbortSignal): Promise<Outcome<RenderedPicture>>;
}

export interface RenderedFrame {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  /** From 1. */
  readonly frameNumber: number;
  /** Screen pixels that it shall fit into, in width and height. */
  readonly size: number;
  /** In the units of the modality transform's output; the server's own choice without it. */
  readonly window: { readonly center: number; readonly width: number } | null;
}

export interface RenderedPicture {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface StudyQuery {
  readonly studyUid?: string;
  readonly accession?: string;
  readonly patientId?: string;
  /** Beginnings of words of the name, in their order. */
  readonly patientName?: string;
  readonly studyDateFrom?: string;
  readonly studyDateTo?: string;
  readonly limit?: number;
}

export interface SeriesListing {
  readonly seriesUid: string;
  readonly seriesNumber: number | null;
  readonly modality: string;
  /** Number of Series Related Instances (0020,1209); null where the server does not tell it. */
  readonly instanceCount: number | null;
}

export interface InstanceListing {
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly seriesNumber: number | null;
  readonly instanceNumber: number | null;
  readonly modality: string;
}

/** Takes a whole Part 10 instance: its bytes, or the word of another thread that has them. */
export type InstanceSink = (part10: Uint8Array<ArrayBuffer> | HeldInstance) => Promise<void>;

export interface RetrieveSummary {
  readonly instances: number;
  readonly bytes: number;
  /** Parts that were there but could not be used; the rest went on. */
  readonly rejected: readonly Failure[];
}
