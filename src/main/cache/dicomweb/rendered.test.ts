import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { dicomwebOrigin, openStudyCache, type StudyCache } from '../index.ts';

const studyUid = syntheticUid('rendered', 'study');
const path = `/dicomweb/studies/${studyUid}/series/${syntheticUid('rendered', 'series', 1)}/instances/${syntheticUid('rendered', 'instance', 1, 1)}`;
/** Values grow by 10 from left to right and by 100 from row to row. */
const hounsfield = (column: number, row: number) => -200 + 10 * column + 100 * row;

let folder: string;
let cache: StudyCache;
let origin: ReturnType<typeof dicomwebOrigin>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rendered-'));
  cache = await openStudyCache({ folder, indexKey: randomBytes(32), keysKey: randomBytes(32) });
  const [bytes] = syntheticCtSeries({
    seed: 'rendered',
    slices: 1,
    rows: 4,
    columns: 8,
    // Rescale Intercept is −1024
    value: (column, row) => hounsfield(column, row) + 1024,
    override: () => ({ WindowCenter: ['40'], WindowWidth: ['400'] }),
  });
  expect((await cache.putInstance(bytes!, { studyUid })).ok).toBe(true);
  origin = dicomwebOrigin(cache, { instances: false });
});
afterAll(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

const ask = (suffix: string, accept = 'image/png') =>
  origin(new Request(`http://127.0.0.1:8042${path}${suffix}`, { headers: { accept } }));
async function greys(suffix: string): Promise<number[]> {
  const answer = await ask(suffix);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  const { width, height, data } = PNG.sync.read(bytes);
  expect([width, height]).toEqual([8, 4]);
  return Array.from({ length: 32 }, (_, at) => data[4 * at]!);
}
/** PS3.3 C.11.2.1.2.1, written again here. */
const linear = (value: number, center: number, width: number) =>
  Math.round(255 * Math.min(1, Math.max(0, (value - (center - 0.5)) / (width - 1) + 0.5)));
const expected = (center: number, width: number) =>
  Array.from({ length: 32 }, (_, at) => linear(hounsfield(at % 8, Math.floor(at / 8)), center, width));

test('a frame comes through its own window, or the one asked for', async () => {
  expect(await greys('/rendered')).toEqual(expected(40, 400));
  expect(await greys('/frames/1/rendered')).toEqual(expected(40, 400));
  expect(await greys('/rendered?window=-100,300,linear')).toEqual(expected(-100, 300));
});

test.each([
  ['/rendered', 'image/jpeg', 406],
  ['/rendered?window=40', 'image/png', 400],
  ['/rendered?window=40,0,linear', 'image/png', 400],
  ['/rendered?window=40,400,cubic', 'image/png', 400],
  ['/rendered?window=40,400,linear,1', 'image/png', 400],
  ['/rendered?viewport=10,10', 'image/*', 400],
  ['/frames/2/rendered', '*/*', 404],
  ['/frames/0/rendered', '*/*', 400],
])('%s as %s is refused with %i', async (suffix, accept, status) => {
  expect((await ask(suffix, accept)).status).toBe(status);
});
