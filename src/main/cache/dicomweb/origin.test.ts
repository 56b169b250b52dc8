import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { dicomwebOrigin, openStudyCache, type StudyCache } from '../index.ts';

const studyUid = syntheticUid('o', 'study');
const seriesUid = syntheticUid('o', 'series', 1);
const sopUid = (slice: number) => syntheticUid('o', 'instance', 1, slice + 1);
const files = syntheticCtSeries({ seed: 'o', slices: 3 });
const study = `/dicomweb/studies/${studyUid}`;
const series = `${study}/series/${seriesUid}`;
const instance = `${series}/instances/${sopUid(1)}`;

let folder: string;
let cache: StudyCache;
let viewer: ReturnType<typeof dicomwebOrigin>;
let pacs: ReturnType<typeof dicomwebOrigin>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'origin-'));
  cache = await openStudyCache({ folder, indexKey: randomBytes(32), keysKey: randomBytes(32) });
  await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })));
  viewer = dicomwebOrigin(cache, { instances: false });
  pacs = dicomwebOrigin(cache, { instances: true });
});
afterAll(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

function ask(origin: typeof viewer, path: string, accept?: string, method = 'GET'): Promise<Response> {
  const headers: Record<string, string> = accept === undefined ? {} : { accept };
  return origin(new Request(`http://127.0.0.1:8042${path}`, { method, headers }));
}

/** Parts by the boundary alone (RFC 2046 section 5.1.1), written for this test. */
async function partsOf(answer: Response): Promise<{ headers: Headers; body: Buffer }[]> {
  const boundary = /boundary="?([^";]+)"?/.exec(answer.headers.get('content-type') ?? '')?.[1];
  const whole = Buffer.from(await answer.arrayBuffer());
  const length = answer.headers.get('content-length');
  if (length !== null) expect(whole.length).toBe(Number(length));
  expect(whole.subarray(-4 - boundary!.length).toString()).toBe(`${boundary}--\r\n`);
  const pieces: Buffer[] = [];
  const delimiter = Buffer.from(`--${boundary}`);
  for (let at = whole.indexOf(delimiter); at >= 0; ) {
    const next = whole.indexOf(delimiter, at + delimiter.length);
    if (next >= 0) pieces.push(whole.subarray(at + delimiter.length + 2, next - 2));
    at = next;
  }
  return pieces.map(piece => {
    const split = piece.indexOf('\r\n\r\n');
    const lines = piece.subarray(0, split).toString().split('\r\n');
    return {
      headers: new Headers(lines.map(line => line.split(': ') as [string, string])),
      body: piece.subarray(split + 4),
    };
  });
}

describe('the viewer’s source', () => {
  test('gives finished frames as multipart/related', async () => {
    const answer = await ask(
      viewer,
      `${instance}/frames/1`,
      'multipart/related; type=application/octet-stream; transfer-syntax=*',
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toMatch(
      /^multipart\/related; type="application\/octet-stream"; boundary=/,
    );
    const [part, ...others] = await partsOf(answer);
    expect(others).toEqual([]);
    expect(part!.headers.get('content-type')).toBe('application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1');
    expect(part!.headers.get('content-location')).toBe(`${instance}/frames/1`);
    // Stored value column + 16 row + 256 slice, intercept -1024.
    expect(part!.body.length).toBe(512);
    expect(part!.body.readInt16LE(2 * (4 + 16 * 2))).toBe(4 + 16 * 2 + 256 - 1024);
  });

  test('gives one frame as it is where that is asked for', async () => {
    const answer = await ask(viewer, `${instance}/frames/1`, 'application/octet-stream');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1');
    expect(answer.headers.get('content-length')).toBe('512');
    expect((await answer.arrayBuffer()).byteLength).toBe(512);
  });

  test('describes what it gives', async () => {
    for (const path of [study, series, instance]) {
      const answer = await ask(viewer, `${path}/metadata`, 'application/dicom+json');
      const json = (await answer.json()) as Record<string, { Value: unknown[] }>[];
      expect(json).toHaveLength(path === instance ? 1 : 3);
      expect(json[0]!['00281052']!.Value).toEqual([0]);
      expect(json[0]!['00280103']!.Value).toEqual([1]);
      expect(answer.headers.get('content-type')).toBe('application/dicom+json');
    }
  });

  test('has no originals to give', async () => {
    expect((await ask(viewer, instance, 'multipart/related; type="application/dicom"')).status).toBe(404);
  });
});

describe('a PACS as others see it', () => {
  test.each([
    ['study', study, [0, 1, 2]],
    ['series', series, [0, 1, 2]],
    ['instance', instance, [1]],
  ])('gives the originals of a %s bit-exact', async (_, path, slices) => {
    const answer = await ask(pacs, path, 'multipart/related; type="application/dicom"; transfer-syntax=*');
    const parts = await partsOf(answer);
    expect(parts.map(({ headers }) => headers.get('content-location'))).toEqual(
      slices.map(slice => `${series}/instances/${sopUid(slice)}`),
    );
    parts.forEach(({ headers, body }, index) => {
      expect(headers.get('content-type')).toBe('application/dicom; transfer-syntax=1.2.840.10008.1.2.1');
      expect(Number(headers.get('content-length'))).toBe(body.length);
      expect(Buffer.compare(body, files[slices[index]!]!)).toBe(0);
    });
  });

  test('has the originals’ own headers, and no finished frames beside them', async () => {
    const [header] = (await (await ask(pacs, `${instance}/metadata`)).json()) as Record<string, { Value: unknown[] }>[];
    expect(header!['00281052']!.Value).toEqual([-1024]);
    expect((await ask(pacs, `${instance}/frames/1`)).status).toBe(404);
  });

  test('reads one instance at a time, and stops when the receiver goes', async () => {
    let read = 0;
    const original: StudyCache['original'] = (...uids) => {
      read += 1;
      return cache.original(...uids);
    };
    const watched = { ...cache, original };
    const answer = await ask(dicomwebOrigin(watched, { instances: true }), series);
    const reader = answer.body!.getReader();
    await reader.read();
    expect(read).toBeLessThanOrEqual(2);
    await reader.cancel();
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(read).toBeLessThanOrEqual(2);
  });

  test('breaks off where an instance cannot be read, and says so when it is the first', async () => {
    const failing = (bad: number): StudyCache => ({
      ...cache,
      original: async (uid, sop) =>
        sop === sopUid(bad) ? { ok: false, failure: { code: 'cache-damaged', params: {} } } : cache.original(uid, sop),
    });
    const first = await ask(dicomwebOrigin(failing(0), { instances: true }), series);
    expect(first.status).toBe(500);
    expect(await first.json()).toEqual({ code: 'cache-damaged', params: {} });
    const later = await ask(dicomwebOrigin(failing(2), { instances: true }), series);
    await expect(later.arrayBuffer()).rejects.toThrow();
  });
});

describe('search', () => {
  const found = async (path: string) =>
    (await (await ask(pacs, path)).json()) as Record<string, { Value: unknown[] }>[];

  test.each([
    ['/dicomweb/studies', 1],
    ['/dicomweb/studies?PatientName=test*&00100020=P-o', 1],
    ['/dicomweb/studies?PatientName=nobody', 0],
    ['/dicomweb/studies?StudyDate=20260101-20261231&ModalitiesInStudy=CT&includefield=all&limit=10', 1],
    ['/dicomweb/studies?AccessionNumber=A-o&offset=1', 0],
    ['/dicomweb/series?Modality=CT', 1],
    [`${study}/series`, 1],
    [`${study}/instances?limit=2`, 2],
    [`${series}/instances`, 3],
    [`${series}/instances?SOPInstanceUID=${sopUid(2)}`, 1],
    ['/dicomweb/studies/1.2.3/series', 0],
  ])('%s has %i', async (path, count) => {
    expect(await found(path)).toHaveLength(count);
  });

  test('tells where to retrieve', async () => {
    const [json] = await found(`${series}/instances?limit=1`);
    expect(json!['00081190']!.Value).toEqual([`http://127.0.0.1:8042${series}/instances/${sopUid(0)}`]);
    expect(json!['00081199']).toBeUndefined();
  });

  test('says which parameters it did not heed', async () => {
    const answer = await ask(pacs, '/dicomweb/studies?Smoking%22Status=YES&fuzzymatching=true');
    expect(answer.headers.get('warning')).toBe(
      '299 vigie "These query parameters were not heeded: Smoking?Status fuzzymatching"',
    );
  });
});

test.each([
  ['a limit that is none', '/dicomweb/studies?limit=-1', undefined, 400, 'limit'],
  ['a date that is none', '/dicomweb/studies?StudyDate=yesterday', undefined, 400, 'StudyDate'],
  ['a UID that is none', '/dicomweb/studies?StudyInstanceUID=1.2.x', undefined, 400, 'StudyInstanceUID'],
  ['a key twice', '/dicomweb/studies?PatientID=1&PatientID=2', undefined, 400, 'PatientID'],
  ['a key that the path has', `${study}/series?StudyInstanceUID=1.2`, undefined, 400, 'StudyInstanceUID'],
  ['frame 0', `${instance}/frames/0`, undefined, 400, 'frames'],
  ['too many frames', `${instance}/frames/${'1,'.repeat(64)}1`, undefined, 400, 'frames'],
  ['a path UID that is none', '/dicomweb/studies/abc/metadata', undefined, 404, 'path'],
  ['a path UID too long', `/dicomweb/studies/${'1'.repeat(65)}/metadata`, undefined, 404, 'path'],
  ['a path upwards', '/dicomweb/studies/..%2f..%2fetc%2fpasswd', undefined, 404, 'path'],
  ['a path elsewhere', '/studies', undefined, 404, 'path'],
  ['XML metadata', `${study}/metadata`, 'multipart/related; type="application/dicom+xml"', 406, 'accept'],
  ['JPEG frames', `${instance}/frames/1`, 'multipart/related; type="image/jpeg"', 406, 'accept'],
  [
    'big-endian frames',
    `${instance}/frames/1`,
    'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.2',
    406,
    'accept',
  ],
  ['nothing acceptable', '/dicomweb/studies', 'application/dicom+json;q=0', 406, 'accept'],
])('refuses %s', async (_, path, accept, status, field) => {
  const answer = await ask(viewer, path, accept);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code: 'input-invalid', params: { field } });
});

test('refuses other methods, unknown studies, instances and frames, and syntaxes that it has not', async () => {
  const posted = await ask(pacs, '/dicomweb/studies', undefined, 'POST');
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  for (const path of [`${instance}/frames/2`, `${series}/instances/1.2/frames/1`, '/dicomweb/studies/1.2/metadata']) {
    const answer = await ask(viewer, path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(await answer.json()).toMatchObject({ code: 'study-not-found' });
  }
  const unknown = await ask(pacs, '/dicomweb/studies/1.2');
  expect(unknown.status).toBe(404);
  const jpeg = 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.50';
  expect((await ask(pacs, instance, jpeg)).status).toBe(406);
});

test('a damaged instance is an error, never an image', async () => {
  const other = mkdtempSync(join(tmpdir(), 'origin-'));
  const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
  const filled = await openStudyCache({ folder: other, ...keys });
  await filled.putInstance(files[1]!, { studyUid });
  const [pack] = readdirSync(join(other, 'packs'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.pack'),
  );
  const path = join(other, 'packs', pack!);
  const bytes = readFileSync(path);
  bytes[bytes.length - 100]! ^= 4;
  writeFileSync(path, bytes);
  const answer = await ask(dicomwebOrigin(filled, { instances: false }), `${instance}/frames/1`);
  expect([answer.status, await answer.json()]).toMatchObject([500, { code: 'cache-damaged' }]);
  await filled.close();
  rmSync(other, { recursive: true });
});

test('a search that reaches the most results says that there may be more', async () => {
  const many: StudyCache = { ...cache, search: async () => Array.from({ length: 1000 }, () => ({})) };
  const answer = await ask(dicomwebOrigin(many, { instances: true }), '/dicomweb/studies');
  expect(answer.headers.get('warning')).toContain('more than 1000');
});
