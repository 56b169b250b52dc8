import { BlobReader, configure, type FileEntry, ZipReader } from '@zip.js/zip.js';
import { largestImport } from '../../../contract/index.ts';
import type { ChosenFile } from './chosen-files.ts';

// Inflated in the page's own thread by the platform's streams: the page may start no worker of foreign code.
configure({ useWebWorkers: false });

/** Why a file of an archive, or the rest of it, is not read. */
export type ArchiveFault = 'encrypted' | 'too-large' | 'bomb' | 'broken';

export class ArchiveError extends Error {
  readonly fault: ArchiveFault;
  constructor(fault: ArchiveFault) {
    super(fault);
    this.fault = fault;
  }
}

/** More files than the largest discs have. */
const mostEntries = 500_000;
/** Pixels compress to a hundredth at most; what grows more is made to fill the machine. */
const largestGrowth = 200;
const alwaysAllowed = 64 * 1024 * 1024;

export async function isArchive(blob: Blob): Promise<boolean> {
  const start = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  return start[0] === 0x50 && start[1] === 0x4b && (start[2] === 0x03 || start[2] === 0x05);
}

/**
 * The files of a ZIP archive, each inflated when it is opened and never onto a disk: a name that points elsewhere is
 * only a name. Throws `ArchiveError`, as opening a file does.
 */
export async function* archivedFiles(blob: Blob): AsyncGenerator<ChosenFile> {
  const reader = new ZipReader(new BlobReader(blob));
  const budget = { left: Math.max(alwaysAllowed, blob.size * largestGrowth) };
  let entries = 0;
  try {
    for await (const entry of reader.getEntriesGenerator({ normalizeFilename: plainName })) {
      if (++entries > mostEntries) throw new ArchiveError('bomb');
      if (entry.directory) continue;
      yield { name: entry.filename, open: signal => inflated(entry, budget, signal) };
    }
  } catch (error) {
    throw error instanceof ArchiveError ? error : new ArchiveError('broken');
  } finally {
    await reader.close();
  }
}

async function inflated(entry: FileEntry, budget: { left: number }, signal: AbortSignal): Promise<Blob> {
  if (entry.encrypted) throw new ArchiveError('encrypted');
  if (entry.uncompressedSize > largestImport) throw new ArchiveError('too-large');
  // The size that the directory announces may be a lie: what really comes is counted.
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let fault: ArchiveFault = 'broken';
  const counted = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(piece) {
      size += piece.length;
      budget.left -= piece.length;
      if (size > largestImport) fault = 'too-large';
      else if (budget.left < 0) fault = 'bomb';
      if (fault !== 'broken') throw new ArchiveError(fault);
      pieces.push(piece);
    },
  });
  try {
    await entry.getData(counted, { signal, checkSignature: true });
    return new Blob(pieces);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ArchiveError(fault);
  }
}

/** Names say what a file is called and nothing else: parts that point elsewhere, and backslashes of Windows, go. */
function plainName(name: string): string {
  const parts = name
    .split(/[/\\]/)
    .filter(part => part !== '' && part !== '.' && part !== '..' && !/^[A-Za-z]:$/.test(part));
  return /[/\\]$/.test(name) ? `${parts.join('/')}/` : parts.join('/') || 'file';
}
