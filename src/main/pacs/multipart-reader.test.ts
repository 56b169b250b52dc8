import { describe, expect, it } from 'vitest';
import { type MultipartItem, MultipartTruncatedError, readMultipart } from './multipart-reader.ts';

const boundary = '7c0e1a52-9f7e-4b52-8a0e-c3f0a1d0b7aa';

/** Bytes with CR, LF, dashes and beginnings of the boundary in them. */
function payload(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  const teasers = ['\r\n--', `\r\n--${boundary.slice(0, 20)}`, '\r\n\r\n', '--\r\n', `--${boundary}`];
  teasers.forEach((teaser, i) => {
    const at = (i * 997) % Math.max(1, length - 64);
    if (at + teaser.length <= length) bytes.write(teaser, at, 'latin1');
  });
  return bytes;
}

function message(parts: readonly { header?: string; body: Uint8Array }[], close = `\r\n--${boundary}--\r\n`): Buffer {
  const pieces = parts.flatMap(({ header = 'Content-Type: application/dicom', body }, i) => [
    Buffer.from(`${i === 0 ? '' : '\r\n'}--${boundary}\r\n${header === '' ? '' : `${header}\r\n`}\r\n`),
    body,
  ]);
  return Buffer.concat([...pieces, Buffer.from(close)]);
}

async function read(bytes: Uint8Array, step: number, maxPartBytes = 1e9): Promise<MultipartItem[]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const items: MultipartItem[] = [];
  for await (const item of readMultipart(pieces(), boundary, maxPartBytes)) items.push(item);
  return items;
}

const bodies = (items: MultipartItem[]) =>
  items.map(item => (item.kind === 'part' ? Buffer.from(item.bytes).toString('hex') : item.reason));

describe('reading a multipart body', () => {
  const parts = [payload(3000, 1), payload(1, 2), payload(70_000, 3)];
  const whole = message(parts.map(body => ({ body })));

  it.each([1, 2, 3, 7, 41, 64, 1000, 65_536, 1e6])('finds the same parts in pieces of %d bytes', async step => {
    expect(bodies(await read(whole, step))).toEqual(parts.map(body => body.toString('hex')));
  });

  it('takes a preamble, an epilogue and parts without headers', async () => {
    const bytes = Buffer.concat([
      Buffer.from('preamble\r\n'),
      message([{ body: Buffer.from('one') }, { header: '', body: Buffer.from('two') }]),
      Buffer.from('epilogue'),
    ]);
    for (const step of [1, 10, 1000]) {
      expect(bodies(await read(bytes, step))).toEqual(['one', 'two'].map(text => Buffer.from(text).toString('hex')));
    }
  });

  it('gives each part its own content type', async () => {
    const items = await read(
      message([
        { header: 'Content-Type: application/dicom\r\nContent-Location: /a', body: Buffer.from('a') },
        { header: 'content-type:application/json', body: Buffer.from('{}') },
      ]),
      1000,
    );
    expect(items.map(item => item.kind === 'part' && item.contentType)).toEqual([
      'application/dicom',
      'application/json',
    ]);
  });

  it('never takes a body for whole that ends before its closing boundary', async () => {
    const small = message([{ body: payload(300, 4) }, { body: payload(200, 5) }], `\r\n--${boundary}--`);
    for (let length = 0; length < small.length; length++) {
      for (const step of [13, 1e6]) {
        await expect(read(small.subarray(0, length), step)).rejects.toThrow(MultipartTruncatedError);
      }
    }
    expect(await read(small, 13)).toHaveLength(2);
  });

  it('hands over the whole parts before a truncation, and no other', async () => {
    const items: MultipartItem[] = [];
    const cut = whole.subarray(0, whole.length - 40_000);
    await expect(async () => {
      for await (const item of readMultipart([cut] as unknown as AsyncIterable<Uint8Array>, boundary, 1e9)) {
        items.push(item);
      }
    }).rejects.toThrow(MultipartTruncatedError);
    expect(bodies(items)).toEqual(parts.slice(0, 2).map(body => body.toString('hex')));
  });

  it('rejects a part above the limit and goes on', async () => {
    expect(bodies(await read(whole, 4096, 3000))).toEqual(
      [parts[0], parts[1]].map(b => b?.toString('hex')).concat('too-large'),
    );
    expect((await read(whole, 4096, 2999))[0]).toMatchObject({ kind: 'rejected', reason: 'too-large', bytes: 3000 });
  });

  it('rejects a part that is not as long as its own header says', async () => {
    const items = await read(
      message([
        { header: 'Content-Length: 5', body: Buffer.from('four') },
        { header: 'Content-Length: 4', body: Buffer.from('four') },
      ]),
      1000,
    );
    expect(items).toMatchObject([{ kind: 'rejected', reason: 'content-length' }, { kind: 'part' }]);
  });

  it('rejects a part whose header does not end', async () => {
    const bytes = Buffer.from(`--${boundary}\r\nContent-Type: a\r\n--${boundary}\r\n\r\nok\r\n--${boundary}--`);
    expect(await read(bytes, 1000)).toMatchObject([{ kind: 'rejected', reason: 'header' }, { kind: 'part' }]);
  });

  it('passes on the error of the body', async () => {
    async function* broken() {
      yield whole.subarray(0, 100);
      throw new Error('connection lost');
    }
    const items = readMultipart(broken(), boundary, 1e9);
    await expect(items.next()).rejects.toThrow('connection lost');
  });

  it('gives buffers of their own that can be handed to a worker', async () => {
    const items = await read(whole, 65_536);
    for (const item of items) {
      if (item.kind === 'part') expect(item.bytes.buffer.byteLength).toBe(item.bytes.length);
    }
  });
});
