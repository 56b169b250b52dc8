import type { FramePackHeader, PackedFrame } from '../../contract/index.ts';
import {
  decodeHead,
  framePackType,
  headLength,
  outwardFrom,
  packedBytes,
  unpacked,
} from '../../dicom/frame-pack/frame-pack-stream.ts';

/** Takes one frame of a pack; its bytes share their buffer with no other frame. */
export type TakeFrame = (frame: PackedFrame, bytes: Uint8Array<ArrayBuffer>) => void;

/**
 * Streams the frames that were made ahead of a display set, `first` and its neighbours first. `admit` says from the header
 * whether they are those that are wanted, and who takes them. False where there are none, or the answer broke off; what was given is whole.
 * Throws the signal's reason.
 */
export async function streamFramePack(
  path: string,
  first: number,
  signal: AbortSignal,
  admit: (header: FramePackHeader) => Promise<TakeFrame | null>,
): Promise<boolean> {
  try {
    const response = await fetch(`${path}?first=${first}`, { headers: { accept: framePackType }, signal });
    if (!response.ok || response.body === null) return false;
    const bytes = new BodyBytes(response.body.getReader({ mode: 'byob' }));
    const header = await readHeader(bytes);
    const take = header && (await admit(header));
    if (!header || !take) {
      await bytes.cancel();
      return false;
    }
    const size = packedBytes(header);
    for (const index of outwardFrom(first, header.frames.length)) {
      const frame = await bytes.read(size);
      if (frame === null) return false;
      const values = unpacked(frame);
      if (values !== null) take(header.frames[index]!, values);
    }
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function readHeader(bytes: BodyBytes): Promise<FramePackHeader | null> {
  const start = await bytes.read(4);
  const length = start && headLength(start);
  if (start === null || length === null) return null;
  const rest = await bytes.read(length - start.byteLength);
  if (rest === null) return null;
  const head = new Uint8Array(length);
  head.set(start);
  head.set(rest, start.byteLength);
  return decodeHead(head);
}

/** The bytes of a body in pieces of the size that is wanted, each read into place. */
class BodyBytes {
  readonly #reader: ReadableStreamBYOBReader;

  constructor(reader: ReadableStreamBYOBReader) {
    this.#reader = reader;
  }

  /** Null where the body ends before. */
  async read(length: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const { value } = await this.#reader.read(new Uint8Array(length), { min: length });
    return value?.byteLength === length ? value : null;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
