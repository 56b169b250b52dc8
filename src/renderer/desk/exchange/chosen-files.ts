/** A file that the reader chose, or that stands in an archive that was chosen. */
export interface ChosenFile {
  /** Path below what was chosen. */
  readonly name: string;
  /** Its bytes; rejects when it cannot be read. */
  open(signal: AbortSignal): Promise<Blob>;
}

/** What was chosen as a whole, and its files one after another. */
export interface Chosen {
  /** Name of the file, folder or disc. */
  readonly source: string;
  readonly files: AsyncIterable<ChosenFile>;
}

/** Files of a picker. A folder's files carry their path. */
export function chosenOfPicker(files: readonly File[]): Chosen | null {
  const [first] = files;
  if (first === undefined) return null;
  const folder = first.webkitRelativePath.split('/')[0];
  const source = folder || (files.length === 1 ? first.name : `${first.name} + ${files.length - 1}`);
  return { source, files: each(files) };
}

async function* each(files: readonly File[]): AsyncGenerator<ChosenFile> {
  for (const file of files) yield { name: file.webkitRelativePath || file.name, open: async () => file };
}

/** Files and folders of a drop; must be called while the event is handled. */
export function chosenOfDrop(transfer: DataTransfer): Chosen | null {
  const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry() ?? []);
  const [first] = entries;
  if (first === undefined) return chosenOfPicker([...transfer.files]);
  const source = entries.length === 1 ? first.name : `${first.name} + ${entries.length - 1}`;
  return { source, files: walk(entries) };
}

async function* walk(entries: readonly FileSystemEntry[]): AsyncGenerator<ChosenFile> {
  for (const entry of entries) {
    if (isDirectory(entry)) yield* walk(await childrenOf(entry));
    else if (isFile(entry)) {
      const open = () => new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      yield { name: entry.fullPath.replace(/^\//, ''), open };
    }
  }
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** A reader gives a folder in pieces until it gives none. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}
