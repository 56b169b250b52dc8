import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DisplaySet, GeometryVerdict } from '../../contract/index.ts';
import { tags } from '../../dicom/dataset/tags.ts';
import { buildDisplaySets } from '../../dicom/geometry/display-sets.ts';
import { type DicomJson, jsonUid } from '../../dicom/json/dicom-json.ts';
import { readDicomFile } from './read-dicom-file.ts';

/** The display sets of a folder, and what of it was left out. */
export interface FolderGeometry {
  readonly displaySets: readonly DescribedSet[];
  /** Files that are no DICOM or cannot be read, with the tag at fault. */
  readonly unreadable: readonly { readonly file: string; readonly tag: string; readonly reason: string }[];
  /** Files of an instance that another file holds already. */
  readonly repeated: readonly { readonly file: string; readonly sameAs: string }[];
  /** DICOM files without images. */
  readonly withoutImage: readonly string[];
}

/** One display set as the viewer would show it. */
export interface DescribedSet {
  readonly id: string;
  readonly study: string;
  readonly series: string;
  readonly seriesNumber: number | null;
  readonly modality: string;
  readonly description: string;
  readonly rows: number;
  readonly columns: number;
  readonly frameOfReference: string | null;
  /** Files (and frames, from 1) in the order in which they are scrolled. */
  readonly files: readonly { readonly file: string; readonly frame: number }[];
  readonly verdict: GeometryVerdict['kind'];
  readonly reasons: readonly string[];
  /** mm along the normal; null where the slices have no one spacing. */
  readonly spacing: number | null;
  readonly shearAngle: number | null;
  readonly gaps: readonly { readonly afterFile: string; readonly missing: number; readonly positions: unknown }[];
  readonly duplicates: readonly { readonly file: string; readonly others: readonly string[] }[];
  readonly repeat: DisplaySet['repeat'] | null;
}

/** Reads every file under a folder and says how the viewer would group, sort and judge the images. */
export async function describeGeometry(folder: string): Promise<FolderGeometry> {
  const unreadable: FolderGeometry['unreadable'][number][] = [];
  const repeated: FolderGeometry['repeated'][number][] = [];
  const headers: DicomJson[] = [];
  const fileOf = new Map<string, string>();
  for (const path of await filesUnder(folder)) {
    const read = await readDicomFile(path, { stopBeforePixelData: true });
    if (!read.ok) {
      const { tag = '(0000,0000)', reason = read.failure.code } = read.failure.params;
      unreadable.push({ file: path, tag: String(tag), reason: String(reason) });
      continue;
    }
    const uid = jsonUid(read.value.header, tags.sopInstanceUid) ?? '';
    const sameAs = fileOf.get(uid);
    if (uid === '') unreadable.push({ file: path, tag: '(0008,0018)', reason: 'missing-or-invalid' });
    else if (sameAs !== undefined) repeated.push({ file: path, sameAs });
    else {
      fileOf.set(uid, path);
      headers.push(read.value.header);
    }
  }
  const sets = buildDisplaySets(headers, { complete: true });
  const shown = new Set(sets.flatMap(set => set.frames.map(({ sopInstanceUid }) => sopInstanceUid)));
  const withoutImage = [...fileOf].filter(([uid]) => !shown.has(uid)).map(([, path]) => path);
  return { displaySets: sets.map(set => described(set, fileOf)), unreadable, repeated, withoutImage };
}

function described(set: DisplaySet, fileOf: ReadonlyMap<string, string>): DescribedSet {
  const file = (uid: string | undefined) => fileOf.get(uid ?? '') ?? '';
  const fileAt = (index: number) => file(set.frames[index]?.sopInstanceUid);
  const { verdict, geometry } = set;
  const reason = 'reason' in verdict ? [verdict.reason] : [];
  return {
    id: set.id,
    study: set.studyUid,
    series: set.seriesUid,
    seriesNumber: set.seriesNumber,
    modality: set.modality,
    description: set.description,
    rows: set.rows,
    columns: set.columns,
    frameOfReference: set.frameOfReferenceUid,
    files: set.frames.map(frame => ({ file: file(frame.sopInstanceUid), frame: frame.frameNumber })),
    verdict: verdict.kind,
    reasons: [...reason, ...(geometry?.remarks ?? [])],
    spacing: set.sliceSpacing ?? geometry?.gridSpacing ?? null,
    shearAngle: geometry?.shearDegrees ?? null,
    gaps: (geometry?.missing ?? []).map(({ afterFrame, positions }) => ({
      afterFile: fileAt(afterFrame),
      missing: positions.length,
      positions,
    })),
    duplicates: (geometry?.duplicates ?? []).map(({ keptFrame, others }) => ({
      file: fileAt(keptFrame),
      others: others.map(({ sopInstanceUid }) => file(sopInstanceUid)),
    })),
    repeat: set.repeat ?? null,
  };
}

/** Files under a folder in a stable order; links are not followed, so that a circle of them ends. */
async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}
