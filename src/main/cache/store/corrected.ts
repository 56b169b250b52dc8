import { fail, type Outcome, succeed } from '../../../contract/index.ts';
import { tags } from '../../../dicom/dataset/tags.ts';
import { type CorrectedSet, correctedSetsOf } from '../../../dicom/geometry/corrected-set.ts';
import { fillOf, shearCorrectedHeader } from '../../../dicom/geometry/shear-corrected-header.ts';
import { correctSlice } from '../../../dicom/geometry/shear-correction.ts';
import { jsonUid } from '../../../dicom/json/dicom-json.ts';
import { paddingOf } from '../../../dicom/measure/padding.ts';
import { emptyPixels } from '../../../dicom/pixel/finished-frame.ts';
import { finishedValues } from '../../../dicom/pixel/finished-values.ts';
import type { DicomJson, FinishedFrame } from '../study-cache.ts';
import type { FinishedFrames } from './finished.ts';
import type { StudyReader } from './study-reader.ts';

/** The corrections of a series as its instances are now. */
interface SeriesCorrections {
  readonly generation: number;
  readonly lastRow: number;
  readonly sets: ReadonlyMap<string, HeldSet>;
}

interface HeldSet {
  readonly set: CorrectedSet;
  /** Of finished frames, by SOP Instance UID. */
  readonly headers: ReadonlyMap<string, DicomJson>;
}

/** Series whose corrections are kept: those that are on screen. */
const mostKept = 4;

/**
 * Slices of tilted stacks, moved within their planes so that they make a rectangular volume, in the number type of their
 * series. They stand beside the slices as acquired, never in their place.
 */
export class CorrectedFrames {
  private readonly store: StudyReader;
  private readonly finished: FinishedFrames;
  private readonly kept = new Map<string, SeriesCorrections>();

  constructor(store: StudyReader, finished: FinishedFrames) {
    this.store = store;
    this.finished = finished;
  }

  /** Headers of the corrected slices of one set; empty where the series has no such set, or not any more. */
  metadata(studyUid: string, seriesUid: string, name: string): DicomJson[] {
    const held = this.held(studyUid, seriesUid, name);
    if (held === null) return [];
    const { frames, correction, shearDegrees } = held.set;
    return [...held.headers].flatMap(([sopInstanceUid, header]) => {
      const own = frames.filter(frame => frame.sopInstanceUid === sopInstanceUid);
      return own.length === 0 ? [] : [shearCorrectedHeader(header, own, correction, shearDegrees)];
    });
  }

  /** One corrected slice; its frame is counted from 1. */
  async frame(
    studyUid: string,
    seriesUid: string,
    name: string,
    sopInstanceUid: string,
    frameNumber: number,
  ): Promise<Outcome<FinishedFrame>> {
    const held = this.held(studyUid, seriesUid, name);
    const header = held?.headers.get(sopInstanceUid);
    const place = held?.set.frames.find(
      frame => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber,
    );
    if (!held || !header || !place) return fail('study-not-found', { what: 'frame' });
    const finished = await this.finished.frame(studyUid, sopInstanceUid, frameNumber);
    if (!finished.ok) return finished;
    const { correction } = held.set;
    const { dtype } = finished.value;
    const target = emptyPixels(dtype, correction.rows * correction.columns);
    const values = finishedValues(finished.value);
    correctSlice(correction, place.slice, values, target, fillOf(header), paddingOf(header, frameNumber));
    return succeed({ bytes: new Uint8Array(target.buffer), dtype, samplesPerPixel: 1 });
  }

  private held(studyUid: string, seriesUid: string, name: string): HeldSet | null {
    const key = `${studyUid}/${seriesUid}`;
    let series = this.kept.get(key);
    if (series === undefined || !this.isCurrent(studyUid, seriesUid, series)) {
      series = this.correctionsOf(studyUid, seriesUid);
      this.kept.delete(key);
      this.kept.set(key, series);
      for (const oldest of [...this.kept.keys()].slice(0, -mostKept)) this.kept.delete(oldest);
    }
    return series.sets.get(name) ?? null;
  }

  private isCurrent(studyUid: string, seriesUid: string, { generation, lastRow }: SeriesCorrections): boolean {
    return generation === this.store.generation && this.store.headersAfter(studyUid, seriesUid, lastRow).length === 0;
  }

  private correctionsOf(studyUid: string, seriesUid: string): SeriesCorrections {
    const { generation } = this.store;
    const lastRow = this.store.headersAfter(studyUid, seriesUid, 0).at(-1)?.row ?? 0;
    const headers = this.finished.metadata(studyUid, seriesUid);
    const byUid = new Map(headers.map(header => [jsonUid(header, tags.sopInstanceUid) ?? '', header]));
    const sets = correctedSetsOf(headers).map(set => [set.name, { set, headers: byUid }] as const);
    return { generation, lastRow, sets: new Map(sets) };
  }
}
