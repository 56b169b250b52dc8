import { type Failure, fail, type ImportResult, importResultSchema } from '../../../contract/index.ts';
import { ArchiveError, type ArchiveFault, archivedFiles, isArchive } from './archive.ts';
import type { Chosen, ChosenFile } from './chosen-files.ts';

export interface ImportProgress {
  readonly state: 'running' | 'done' | 'cancelled';
  readonly source: string;
  /** Files looked at so far. */
  readonly seen: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly directories: number;
  readonly studies: readonly string[];
  readonly notDicom: number;
  readonly refused: readonly { readonly name: string; readonly reason: Failure | ArchiveFault }[];
}

/** How many files are on their way at once: one is read while another is stored. */
const lanes = 3;
/** A disc of thousands of broken files is told by its first ones and their number. */
const mostListed = 500;

/**
 * Brings the chosen files in, archives file by file. One that cannot be taken is listed and stops none of the others.
 * Ends when `signal` is aborted; what was stored by then stays.
 */
export async function runImport(
  chosen: Chosen,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<void> {
  let progress: ImportProgress = {
    state: 'running',
    source: chosen.source,
    seen: 0,
    stored: 0,
    duplicates: 0,
    directories: 0,
    studies: [],
    notDicom: 0,
    refused: [],
  };
  const note = (changes: Partial<ImportProgress>) => {
    progress = { ...progress, ...changes };
    onProgress(progress);
  };
  const refuse = (name: string, reason: Failure | ArchiveFault) => {
    if (progress.refused.length < mostListed) note({ refused: [...progress.refused, { name, reason }] });
  };
  const take = async (file: ChosenFile) => {
    try {
      noteResult(file.name, await bring(file, chosen.source, signal));
    } catch (error) {
      if (signal.aborted) return;
      refuse(file.name, error instanceof ArchiveError ? error.fault : 'broken');
    }
    note({ seen: progress.seen + 1 });
  };
  const noteResult = (name: string, result: ImportResult | 'not-dicom') => {
    if (result === 'not-dicom') note({ notDicom: progress.notDicom + 1 });
    else if (result.kind === 'directory') note({ directories: progress.directories + 1 });
    else if (result.kind === 'refused') refuse(name, result.failure);
    else {
      const studies = [...new Set([...progress.studies, result.studyUid])];
      note(
        result.kind === 'stored'
          ? { stored: progress.stored + 1, studies }
          : { duplicates: progress.duplicates + 1, studies },
      );
    }
  };
  onProgress(progress);
  const files = expanded(chosen.files, refuse);
  const lane = async () => {
    for (;;) {
      const next = await files.next();
      if (next.done || signal.aborted) return;
      await take(next.value);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  note({ state: signal.aborted ? 'cancelled' : 'done' });
}

/** The files, an archive as the files in it. An archive inside an archive stays a file. */
async function* expanded(
  files: AsyncIterable<ChosenFile>,
  refuse: (name: string, fault: ArchiveFault) => void,
): AsyncGenerator<ChosenFile> {
  for await (const file of files) {
    const archive = await openedArchive(file);
    if (archive === null) yield file;
    else {
      try {
        yield* archivedFiles(archive);
      } catch (error) {
        refuse(file.name, error instanceof ArchiveError ? error.fault : 'broken');
      }
    }
  }
}

async function openedArchive(file: ChosenFile): Promise<Blob | null> {
  try {
    const blob = await file.open(new AbortController().signal);
    return (await isArchive(blob)) ? blob : null;
  } catch {
    // It is said when the file itself is read.
    return null;
  }
}

async function bring(file: ChosenFile, source: string, signal: AbortSignal): Promise<ImportResult | 'not-dicom'> {
  const blob = await file.open(signal);
  if (!(await mayBeDicom(blob))) return 'not-dicom';
  const answer = await fetch(`/import?source=${encodeURIComponent(source)}`, { method: 'POST', body: blob, signal });
  const result = importResultSchema.safeParse(answer.ok ? await answer.json() : null);
  return result.success
    ? result.data
    : { kind: 'refused', failure: fail('unexpected', { status: answer.status }).failure };
}

/** Preamble and prefix (PS3.10 7.1), or a data set without them that begins with group 2 or 8. */
async function mayBeDicom(blob: Blob): Promise<boolean> {
  const start = new Uint8Array(await blob.slice(0, 132).arrayBuffer());
  const prefix = String.fromCharCode(...start.subarray(128, 132));
  return prefix === 'DICM' || ((start[0] === 0x02 || start[0] === 0x08) && start[1] === 0);
}
