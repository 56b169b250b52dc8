import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tags } from '../../dicom/dataset/tags.ts';
import { type DicomJson, jsonString, jsonUid } from '../../dicom/json/dicom-json.ts';
import { type SuvFactor, suvFactor } from '../../dicom/suv/suv-factor.ts';
import type { SuvKind } from '../../dicom/suv/suv-kind.ts';
import { readDicomFile } from './read-dicom-file.ts';

const kinds: readonly SuvKind[] = ['bw', 'lbm', 'bsa'];

/**
 * The SUV factors of a PET image, or why there are none; null for other modalities. When the scan began is the series'
 * to say, so the other files of the series in the same folder are asked too.
 */
export async function suvFactorsOfFile(
  path: string,
  header: DicomJson,
): Promise<Readonly<Record<SuvKind, SuvFactor>> | null> {
  if (jsonString(header, tags.modality) !== 'PT') return null;
  const series = await seriesBeside(path, header);
  const [bw, lbm, bsa] = kinds.map(kind => suvFactor(header, series, kind));
  return bw && lbm && bsa ? { bw, lbm, bsa } : null;
}

async function seriesBeside(path: string, header: DicomJson): Promise<readonly DicomJson[]> {
  const seriesUid = jsonUid(header, tags.seriesInstanceUid);
  const folder = dirname(path);
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const series = [header];
  for (const entry of entries) {
    const file = join(folder, entry.name);
    if (!entry.isFile() || seriesUid === null) continue;
    const read = await readDicomFile(file, { stopBeforePixelData: true });
    if (read.ok && jsonUid(read.value.header, tags.seriesInstanceUid) === seriesUid) series.push(read.value.header);
  }
  return series;
}
