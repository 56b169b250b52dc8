import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { dicomwebOrigin, openStudyCache, type StudyCache } from '../index.ts';

const studyUid = syntheticUid('bulk', 'study');
const path = `/dicomweb/studies/${studyUid}/series/${syntheticUid('bulk', 'series', 1)}/instances/${syntheticUid('bulk', 'instance', 1, 1)}`;
const stored = Uint16Array.from({ length: 32 }, (_, at) => at * 100);
const icon = Uint8Array.from({ length: 16 }, (_, at) => at);

let folder: string;
let cache: StudyCache;
let origin: ReturnType<typeof dicomwebOrigin>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulk-'));
  cache = await openStudyCache({ folder, indexKey: randomBytes(32), keysKey: randomBytes(32) });
  const [bytes] = syntheticCtSeries({
    seed: 'bulk',
    slices: 1,
    rows: 4,
    columns: 8,
    value: (column, row) => stored[row * 8 + column]!,
    override: () => ({ SourceImageSequence: [{ Rows: 4, Columns: 4, BitsAllocated: 8, PixelData: icon }] }),
  });
  expect((await cache.putInstance(bytes!, { studyUid })).ok).toBe(true);
  origin = dicomwebOrigin(cache, { instances: false });
});
afterAll(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});
const ask = (suffix: string, accept = 'application/octet-stream') =>
  origin(new Request(`http://127.0.0.1:8042${path}/bulkdata/${suffix}`, { headers: { accept } }));

test('the value of an element comes as it is stored, also out of an item', async () => {
  const pixels = await ask('7FE00010');
  expect([pixels.status, pixels.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(new Uint16Array(await pixels.arrayBuffer())).toEqual(stored);
  expect(new Uint8Array(await (await ask('00082112/0/7fe00010')).arrayBuffer())).toEqual(icon);
});

test('it comes as one part of a multipart answer where that is asked for', async () => {
  const answer = await ask('7FE00010', 'multipart/related; type="application/octet-stream"');
  const type = answer.headers.get('content-type')!;
  const boundary = /boundary=(.*)$/.exec(type)![1];
  const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  expect(body).toContain(`Content-Location: ${path}/bulkdata/7FE00010`);
  expect(body.split('\r\n\r\n')[1]!.slice(0, 64)).toBe(Buffer.from(stored.buffer).toString('latin1'));
  expect(body.endsWith(`\r\n--${boundary}--\r\n`)).toBe(true);
});

test.each([
  ['7FE00010', 'image/png', 406],
  ['7FE00011', '*/*', 404],
  ['00082112/1/7FE00010', '*/*', 404],
  ['00100010/0/7FE00010', '*/*', 404],
  ['00082112', '*/*', 400],
  ['00082112/0', '*/*', 400],
  ['PixelData', '*/*', 400],
  ['00082112//7FE00010', '*/*', 400],
])('%s as %s is refused with %i', async (suffix, accept, status) => {
  expect((await ask(suffix, accept)).status).toBe(status);
});
