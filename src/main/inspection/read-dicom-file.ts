import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { fail, type Outcome, succeed } from '../../contract/index.ts';
import type { Part10File } from '../../dicom/dataset/data-set.ts';
import type { DicomJson } from '../../dicom/json/dicom-json.ts';
import { dicomJsonOf } from '../../dicom/json/from-data-set.ts';
import { type ReadOptions, readPart10 } from '../../dicom/part10/read.ts';

/** A DICOM file of the disk, parsed. */
export interface DicomFile {
  readonly file: Part10File;
  readonly header: DicomJson;
}

const inflate = (bytes: Uint8Array, maxOutputLength: number) => inflateRawSync(bytes, { maxOutputLength });

/** Reads a DICOM file. Fails with `instance-unreadable`; its reason is `no-such-file` or the like when the disk says no. */
export async function readDicomFile(path: string, options: ReadOptions = {}): Promise<Outcome<DicomFile>> {
  const bytes = await fileBytes(path);
  if (!bytes.ok) return bytes;
  const file = readPart10(bytes.value, { inflate, ...options });
  return file.ok ? succeed({ file: file.value, header: dicomJsonOf(file.value.dataSet) }) : file;
}

async function fileBytes(path: string): Promise<Outcome<Uint8Array>> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(path);
    // not as a Buffer, whose slices are no copies
    return succeed(new Uint8Array(buffer, byteOffset, byteLength));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reasons: Record<string, string> = { ENOENT: 'no-such-file', EISDIR: 'is-a-folder', EACCES: 'not-permitted' };
    return fail('instance-unreadable', { tag: '(0000,0000)', reason: reasons[code] ?? 'file-unreadable', code });
  }
}
