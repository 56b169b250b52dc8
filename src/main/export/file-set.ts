import { inflateRawSync } from 'node:zlib';
import type { ExportChoice } from '../../contract/index.ts';
import { deidentify } from '../../dicom/deidentification/deidentify.ts';
import { objectionTo } from '../../dicom/deidentification/objection.ts';
import { Dicomdir } from '../../dicom/dicomdir/dicomdir.ts';
import { readPart10 } from '../../dicom/part10/read.ts';
import { DicomWriteError } from '../../dicom/part10/write.ts';
import type { StudyCache } from '../cache/index.ts';
import type { ExportReport } from './export-report.ts';
import { Pseudonyms } from './pseudonyms.ts';

/** One file of the set. */
export interface ExportedFile {
  /** Path below the root of the set, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The files of an export, one after another: instances under `DICOM/`, then `DICOMDIR` (PS3.10 section 8) and a text on
 * what was done. What cannot be read, or not be de-identified by rule, is left out and counted there.
 */
export async function* exportedFiles(
  cache: Pick<StudyCache, 'instances' | 'original'>,
  choice: ExportChoice,
  report: ExportReport,
): AsyncGenerator<ExportedFile, void> {
  const pseudonyms = new Pseudonyms();
  const directory = new Dicomdir();
  let number = 0;
  for (const studyUid of choice.studyUids) {
    for (const { sopInstanceUid } of await cache.instances(studyUid)) {
      const original = await cache.original(studyUid, sopInstanceUid);
      if (!original.ok) {
        report.noteFailure(original.failure);
        continue;
      }
      const bytes = exportedInstance(original.value, choice, pseudonyms, report);
      const written = bytes === null ? null : readPart10(bytes, { inflate });
      if (bytes === null || !written?.ok) continue;
      number++;
      const fileId = ['DICOM', folderName(number), `IM${digits(number, 6)}`];
      directory.add(written.value.dataSet, written.value.transferSyntaxUid, fileId);
      yield { path: fileId.join('/'), bytes };
    }
  }
  yield { path: 'DICOMDIR', bytes: directory.write(pseudonyms.uid(choice.studyUids.join())) };
  yield { path: 'EXPORT.TXT', bytes: new TextEncoder().encode(report.text()) };
}

/** Large folders are slow on discs: a thousand files in each. */
function folderName(number: number): string {
  return `SET${digits(Math.ceil(number / 1000), 5)}`;
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

function exportedInstance(
  original: Uint8Array<ArrayBuffer>,
  choice: ExportChoice,
  pseudonyms: Pseudonyms,
  report: ExportReport,
): Uint8Array<ArrayBuffer> | null {
  const read = readPart10(original, { inflate });
  if (!read.ok) {
    report.noteFailure(read.failure);
    return null;
  }
  if (choice.form === 'original') {
    report.noteExported([]);
    return original;
  }
  const objection = objectionTo(read.value);
  if (objection !== null) {
    report.noteObjection(objection);
    return null;
  }
  try {
    const { bytes, changes } = deidentify(read.value, {
      options: choice,
      subject: pseudonyms.subject(read.value.dataSet),
      replaceUid: uid => pseudonyms.uid(uid),
    });
    report.noteExported(changes);
    return bytes;
  } catch (error) {
    if (!(error instanceof DicomWriteError)) throw error;
    report.noteObjection('transfer-syntax');
    return null;
  }
}

function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  return inflateRawSync(bytes, { maxOutputLength });
}
