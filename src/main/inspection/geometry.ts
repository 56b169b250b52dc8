import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileHeader, type GeometryReport, geometryReport } from '../../dicom/geometry/geometry-report.ts';
import { readDicomFile } from './read-dicom-file.ts';

/** The display sets of a folder, and what of it was left out. */
export interface FolderGeometry extends GeometryReport {
  /** Files that are no DICOM or cannot be read, with the tag at fault. */
  readonly unreadable: readonly { readonly file: string; readonly tag: string; readonly reason: string }[];
}

/** Reads every file under a folder and says how the viewer would group, sort and judge the images. */
export async function describeGeometry(folder: string): Promise<FolderGeometry> {
  const unreadable: FolderGeometry['unreadable'][number][] = [];
  const headers: FileHeader[] = [];
  for (const file of await filesUnder(folder)) {
    const read = await readDicomFile(file, { stopBeforePixelData: true });
    if (read.ok) headers.push({ file, header: read.value.header });
    else {
      const { tag = '(0000,0000)', reason = read.failure.code } = read.failure.params;
      unreadable.push({ file, tag: String(tag), reason: String(reason) });
    }
  }
  return { ...geometryReport(headers), unreadable };
}

/** Files under a folder in a stable order; links are not followed, so that a circle of them ends. */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}
