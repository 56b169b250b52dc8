import { closeSync, fdatasync, fsyncSync, ftruncateSync, openSync, writevSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PackCipher } from './pack-cipher.ts';
import {
  CHUNK_OVERHEAD_BYTES,
  CHUNK_PLAIN_BYTES,
  encodeIdentity,
  encodePackHeader,
  type PackHeader,
  type PackIdentity,
  type RecordPlace,
} from './pack-format.ts';

/** Appends instances to one pack. Appended is not durable: `sync` makes it so. Errors of the file system are thrown. */
export interface PackWriter {
  /** Writes one instance behind the last. After an error the pack ends where it ended before. */
  append(plain: Uint8Array): RecordPlace;
  /** Resolves when everything appended so far is on the disk. */
  sync(): Promise<void>;
  /** Undoes the appends behind this place, e.g. when they could not be made durable. */
  cutTo(end: { offset: number; ordinal: number }): void;
  readonly end: { readonly offset: number; readonly ordinal: number };
  close(): void;
}

/** Makes a new pack with its identity chunk. */
export function createPack(path: string, header: PackHeader, identity: PackIdentity, cipher: PackCipher): PackWriter {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    const chunk = cipher.seal({ kind: 'identity', ordinal: 0, part: 0, parts: 1 }, encodeIdentity(identity));
    const offset = writeAll(descriptor, [encodePackHeader(header), ...chunk], 0);
    // The file's name must survive a power cut too, not only its content.
    syncFolder(dirname(path));
    return writerAt(descriptor, cipher, { offset, ordinal: 1 });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Goes on behind `end`; whatever a crash left behind it must have been cut before. */
export function continuePack(path: string, cipher: PackCipher, end: { offset: number; ordinal: number }): PackWriter {
  return writerAt(openSync(path, 'r+'), cipher, end);
}

function writerAt(descriptor: number, cipher: PackCipher, start: { offset: number; ordinal: number }): PackWriter {
  let { offset, ordinal } = start;
  let open = true;
  // The number of a closed descriptor is soon another file's: writing or cutting there would be a disaster.
  const own = () => {
    if (!open) throw new Error('the pack is closed');
    return descriptor;
  };
  return {
    get end() {
      return { offset, ordinal };
    },
    append(plain) {
      const parts = Math.max(1, Math.ceil(plain.byteLength / CHUNK_PLAIN_BYTES));
      const place = { offset, ordinal, length: plain.byteLength + parts * CHUNK_OVERHEAD_BYTES };
      try {
        let at = offset;
        for (let part = 0; part < parts; part += 1) {
          const slice = plain.subarray(part * CHUNK_PLAIN_BYTES, (part + 1) * CHUNK_PLAIN_BYTES);
          const sealed = cipher.seal({ kind: 'instance', ordinal: ordinal + part, part, parts }, slice);
          at = writeAll(own(), sealed, at);
          release(sealed);
        }
        offset = at;
        ordinal += parts;
        return place;
      } catch (error) {
        cutQuietly(own(), offset);
        throw error;
      }
    },
    sync: () =>
      new Promise((resolve, reject) => fdatasync(own(), error => (error === null ? resolve() : reject(error)))),
    cutTo(end) {
      ftruncateSync(own(), end.offset);
      ({ offset, ordinal } = end);
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** Frees what was written now: the next collection of garbage comes only after a hundred megabytes of it. */
function release(buffers: readonly Buffer[]): void {
  for (const { buffer, byteLength } of buffers) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
  }
}

/** What cannot be cut now is overwritten by the next append, or recognised as torn at the next opening. */
function cutQuietly(descriptor: number, offset: number): void {
  try {
    ftruncateSync(descriptor, offset);
  } catch {
    // The first error, that the write failed, is the one to tell.
  }
}

function writeAll(descriptor: number, buffers: readonly Buffer[], position: number): number {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  let written = writevSync(descriptor, [...buffers], position);
  if (written < total) {
    // A short write: the volume is nearly full, or a signal came. Trying on gives the reason or finishes it.
    const rest = Buffer.concat(buffers);
    while (written < total) written += writevSync(descriptor, [rest.subarray(written)], position + written);
  }
  return position + total;
}

/** Makes the entries of a folder durable (POSIX; Windows has no such call and needs none on NTFS). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
