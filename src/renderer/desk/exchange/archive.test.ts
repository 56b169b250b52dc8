import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { archivedFiles, isArchive } from './archive.ts';

const never = new AbortController().signal;

async function zipOf(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new yazl.ZipFile();
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes), name);
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}

async function read(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, string | number>> {
  const result: Record<string, string | number> = {};
  for await (const file of archivedFiles(new Blob([bytes]))) {
    result[file.name] = await file.open(never).then(
      blob => blob.size,
      (error: Error) => error.message,
    );
  }
  return result;
}

describe('a ZIP archive', () => {
  it('is told by its first bytes', async () => {
    expect(await isArchive(new Blob([await zipOf({ a: Uint8Array.of(1) })]))).toBe(true);
    expect(await isArchive(new Blob(['DICM']))).toBe(false);
  });

  it('gives its files under names that are no paths to anywhere', async () => {
    const bytes = await zipOf({ 'aa/aaa/evil': new Uint8Array(10), 'DICOM/b.dcm': new Uint8Array(3) });
    const name = Buffer.from('aa/aaa/evil');
    for (let at = bytes.indexOf(0x61); at >= 0; at = bytes.indexOf(0x61, at + 1)) {
      if (Buffer.from(bytes.subarray(at, at + name.length)).equals(name)) bytes.set(Buffer.from('../../../x1'), at);
    }
    expect(await read(bytes)).toEqual({ x1: 10, 'DICOM/b.dcm': 3 });
  });

  it('that grows out of all proportion is stopped', async () => {
    const zeros = new Uint8Array(66 * 1024 * 1024);
    expect(await read(await zipOf({ zeros }))).toEqual({ zeros: 'bomb' });
  });

  it('with a flipped byte loses that file alone', async () => {
    const bytes = await zipOf({ first: new TextEncoder().encode('first '.repeat(100)), second: Uint8Array.of(1, 2) });
    bytes[40]! ^= 0xff;
    expect(await read(bytes)).toEqual({ first: 'broken', second: 2 });
  });

  it('cut off before its end is broken', async () => {
    const bytes = await zipOf({ first: new Uint8Array(1000) });
    await expect(read(bytes.slice(0, bytes.length - 30))).rejects.toThrow('broken');
  });
});
