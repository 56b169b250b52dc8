/** Where an export stands, in bytes written. */
export type SaveState =
  | { readonly kind: 'running'; readonly bytes: number }
  | { readonly kind: 'done'; readonly bytes: number }
  /** The browser saves it by its own means. */
  | { readonly kind: 'handed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed' };

interface SavePicker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

/**
 * Saves the answer of `url` where the reader says. The platform writes beside the file and puts it under its name when it
 * is whole; a broken or cancelled export leaves nothing.
 */
export async function saveExport(
  url: string,
  name: string,
  signal: AbortSignal,
  onState: (state: SaveState) => void,
): Promise<void> {
  const { showSaveFilePicker } = window as SavePicker;
  if (showSaveFilePicker === undefined) {
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
    onState({ kind: 'handed' });
    return;
  }
  let target: FileSystemWritableFileStream | null = null;
  try {
    const types = [{ accept: { 'application/zip': ['.zip'] } }];
    const file = await showSaveFilePicker.call(window, { suggestedName: name, types });
    target = await file.createWritable();
    onState({ kind: 'running', bytes: 0 });
    const answer = await fetch(url, { signal });
    if (!answer.ok || answer.body === null) throw new Error('refused');
    let bytes = 0;
    const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        bytes += piece.length;
        onState({ kind: 'running', bytes });
        controller.enqueue(piece);
      },
    });
    await answer.body.pipeThrough(count).pipeTo(target, { signal });
    onState({ kind: 'done', bytes });
  } catch (error) {
    await target?.abort().catch(() => {});
    const isCancelled = signal.aborted || (error instanceof DOMException && error.name === 'AbortError');
    onState({ kind: isCancelled ? 'cancelled' : 'failed' });
  }
}
