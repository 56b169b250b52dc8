import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { instantSchema, uidSchema } from '../../contract/index.ts';

/** The place that imported studies come from, where others come from a site. */
export const importSite = { id: 'import', name: 'Import' } as const;

const importedStudySchema = z.object({
  studyUid: uidSchema,
  /** What the reader chose: the name of a file, folder or disc. */
  source: z.string().max(256),
  at: instantSchema,
});
export type ImportedStudy = z.infer<typeof importedStudySchema>;

/** Which studies were imported here, from what and when; survives a restart. */
export interface ImportedStudies {
  list(): readonly ImportedStudy[];
  /** Remembers a study; durable when the promise resolves. The first source of a study stays. */
  add(study: ImportedStudy): Promise<void>;
  has(studyUid: string): boolean;
}

const fileName = 'imported-studies';
const ivLength = 12;
const tagLength = 16;

/**
 * Opens the list in `folder`: one file, AES-256-GCM under a key of its own derived from `key`, replaced as a whole. A list
 * that cannot be read is set aside and begun anew: its studies stay in the cache.
 */
export async function openImportedStudies(folder: string, key: Uint8Array): Promise<ImportedStudies> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, fileName);
  const fileKey = Buffer.from(hkdfSync('sha256', key, '', 'vigie imported studies', 32));
  const studies = new Map((await read(path, fileKey)).map(study => [study.studyUid, study]));
  let writing: Promise<void> = Promise.resolve();
  return {
    list: () => [...studies.values()],
    has: studyUid => studies.has(studyUid),
    add(study) {
      if (!studies.has(study.studyUid)) studies.set(study.studyUid, study);
      writing = writing.catch(() => {}).then(() => write(path, fileKey, [...studies.values()]));
      return writing;
    },
  };
}

async function read(path: string, key: Buffer): Promise<readonly ImportedStudy[]> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return [];
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength));
    decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
    const text = Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]).toString();
    return z.array(importedStudySchema).parse(JSON.parse(text));
  } catch {
    await rename(path, `${path}.damaged`);
    return [];
  }
}

async function write(path: string, key: Buffer, studies: readonly ImportedStudy[]): Promise<void> {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(JSON.stringify(studies)), cipher.final()]);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(Buffer.concat([iv, cipher.getAuthTag(), body]));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
