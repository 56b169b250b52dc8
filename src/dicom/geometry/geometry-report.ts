import type { GeometryVerdict } from '../../contract/display-set.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString, jsonUid } from '../json/dicom-json.ts';
import { displaySetId } from './display-set-id.ts';
import { type GatedSet, gatedSetsOf, nominalTiltOf } from './gated-set.ts';
import { groupBy } from './group-by.ts';
import { reasonsOf } from './reasons.ts';
import { framesOf, type SeriesFrame } from './series-frame.ts';
import { dot, type Vector3 } from './vector.ts';
import { lateralityOf, viewOf } from './views.ts';

/** The header of one file; `file` is how the report names it. */
export interface FileHeader {
  readonly file: string;
  readonly header: DicomJson;
}

/** One frame in a report; frame numbers count from 1. */
export interface ReportedFrame {
  readonly file: string;
  readonly frame: number;
}

export interface ReportedSet {
  readonly id: string;
  readonly studyUid: string | null;
  readonly seriesUid: string | null;
  readonly seriesNumber: number | null;
  readonly description: string | null;
  readonly modality: string | null;
  readonly sopClassUid: string | null;
  readonly rows: number;
  readonly columns: number;
  readonly frameOfReferenceUid: string | null;
  /** Between rows, between columns, mm; null when it is not said. */
  readonly pixelSpacing: readonly [number, number] | null;
  /** Direction cosines of rows and columns, where all frames share them. */
  readonly orientation: readonly number[] | null;
  readonly laterality: string | null;
  readonly view: string | null;
  /** What tells it from other volumes of the same places; null where there are none. */
  readonly repeat: {
    readonly index: number;
    readonly count: number;
    readonly dimensions: Readonly<Record<string, string>>;
  } | null;
  readonly verdict: GeometryVerdict['kind'];
  /** Of a stack that is no volume, as the contract names it; else null. */
  readonly reason: string | null;
  /** mm along the normal between slices of the regular grid, also where slices are missing from it; else null. */
  readonly spacing: number | null;
  /** Degrees, see `GeometryFindings`; null where frames lie in no common stack. */
  readonly shearAngle: number | null;
  /** Gantry/Detector Tilt as the scanner says it. */
  readonly nominalTilt: number | null;
  /** In spatial order; `position` is the centre of the first pixel, `place` its distance along the normal, mm. */
  readonly files: readonly (ReportedFrame & {
    readonly position: Vector3 | null;
    readonly place: number | null;
  })[];
  readonly gaps: readonly {
    readonly after: ReportedFrame;
    readonly before: ReportedFrame;
    readonly missing: number;
    readonly positions: readonly Vector3[];
  }[];
  readonly duplicates: readonly { readonly kept: ReportedFrame; readonly others: readonly ReportedFrame[] }[];
  /** Sentences for the person who looks after the PACS. */
  readonly reasons: readonly string[];
}

export interface GeometryReport {
  readonly displaySets: readonly ReportedSet[];
  /** Files that are in no display set, and why. */
  readonly leftOut: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * What the geometry gate makes of the files of a folder, complete as they are: all display sets by series number. Each
 * image file is in exactly one of both lists, or frame by frame in several display sets.
 */
export function geometryReport(files: readonly FileHeader[]): GeometryReport {
  const leftOut: { file: string; reason: string }[] = [];
  const fileOf = new Map<string, string>();
  const frames: SeriesFrame[] = [];
  for (const { file, header } of files) {
    const uid = jsonUid(header, tags.sopInstanceUid);
    const known = uid === null ? undefined : fileOf.get(uid);
    const own = framesOf(header);
    if (uid === null) leftOut.push({ file, reason: '(0008,0018) SOP Instance UID is missing or malformed' });
    else if (known !== undefined) leftOut.push({ file, reason: `same SOP Instance UID as ${known}` });
    else if (own.length === 0)
      leftOut.push({ file, reason: 'no image: (0028,0010) Rows or (0028,0011) Columns is missing' });
    else {
      fileOf.set(uid, file);
      for (const frame of own) frames.push(frame);
    }
  }
  const series = groupBy(frames, ({ header }) => jsonUid(header, tags.seriesInstanceUid) ?? '');
  const sets = [...series.values()].flatMap(members => gatedSetsOf(members, true));
  const reported = sets.flatMap(set => reportedSet(set, frame => fileOf.get(frame.sopInstanceUid) ?? ''));
  return { displaySets: reported.sort(bySeries), leftOut };
}

function reportedSet(set: GatedSet, fileOf: (frame: SeriesFrame) => string): readonly ReportedSet[] {
  const { group, frames, gate, repeat } = set;
  const [first] = frames;
  if (first === undefined) return [];
  const { header, spacing } = first;
  const named = (frame: SeriesFrame): ReportedFrame => ({ file: fileOf(frame), frame: frame.frameNumber });
  const orientation = gate.grid === null ? null : first.orientation;
  const seriesUid = jsonUid(header, tags.seriesInstanceUid);
  return [
    {
      id: displaySetId(seriesUid ?? '', group.key),
      studyUid: jsonUid(header, tags.studyInstanceUid),
      seriesUid,
      seriesNumber: jsonNumber(header, tags.seriesNumber),
      description: jsonString(header, tags.seriesDescription),
      modality: jsonString(header, tags.modality),
      sopClassUid: jsonUid(header, tags.sopClassUid),
      rows: first.rows,
      columns: first.columns,
      frameOfReferenceUid: first.frameOfReferenceUid,
      pixelSpacing: spacing === null ? null : [spacing.row, spacing.column],
      orientation: orientation === null ? null : [...orientation.row, ...orientation.column],
      laterality: lateralityOf(header, first.frameNumber),
      view: viewOf(header),
      repeat: repeat && {
        ...repeat,
        dimensions: Object.fromEntries((group.dimensions ?? []).map(({ name, value }) => [name, value])),
      },
      verdict: gate.verdict.kind,
      reason: gate.verdict.kind === 'stack-only' ? gate.verdict.reason : null,
      spacing: gate.grid?.gridSpacing ?? null,
      shearAngle: gate.grid?.shearDegrees ?? null,
      nominalTilt: nominalTiltOf(frames),
      files: frames.map(frame => ({
        ...named(frame),
        position: frame.position,
        place: orientation === null || frame.position === null ? null : dot(frame.position, orientation.normal),
      })),
      gaps: (gate.grid?.gaps ?? []).flatMap(({ after, positions }) => {
        const [before, next] = [frames[after], frames[after + 1]];
        if (before === undefined || next === undefined) return [];
        return [{ after: named(before), before: named(next), missing: positions.length, positions }];
      }),
      duplicates: (group.duplicates ?? []).map(({ kept, others }) => ({
        kept: named(kept),
        others: others.map(named),
      })),
      reasons: reasonsOf(set),
    },
  ];
}

function bySeries(a: ReportedSet, b: ReportedSet): number {
  const order = (a.seriesNumber ?? Number.MAX_SAFE_INTEGER) - (b.seriesNumber ?? Number.MAX_SAFE_INTEGER);
  const [ours, theirs] = [a.seriesUid ?? '', b.seriesUid ?? ''];
  return order || (ours < theirs ? -1 : Number(ours > theirs));
}
