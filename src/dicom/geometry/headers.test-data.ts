import type { DicomJson } from '../json/dicom-json.ts';
import { dicomJsonOf } from '../json/from-data-set.ts';
import { readPart10 } from '../part10/read.ts';
import type { FileHeader } from './geometry-report.ts';

/** The header of a Part 10 file, read as the program reads it. */
export function headerOf(bytes: Uint8Array): DicomJson {
  const outcome = readPart10(bytes, { inflate: () => new Uint8Array() });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return dicomJsonOf(outcome.value.dataSet);
}

/** Files named `1`, `2` … */
export function filesOf(instances: readonly Uint8Array[]): readonly FileHeader[] {
  return instances.map((bytes, index) => ({ file: String(index + 1), header: headerOf(bytes) }));
}
