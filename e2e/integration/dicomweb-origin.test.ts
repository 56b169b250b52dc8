import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import dicomweb from 'dicomweb-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dicomwebOrigin, openStudyCache, type StudyCache } from '../../src/main/cache/index.ts';
import { createPacsClient, type InstanceSink } from '../../src/main/pacs/index.ts';
import { testStudy } from './pacs-study.ts';

const { studyUid, accession, series, files } = testStudy('origin', [3, 2], 64);
const [{ seriesUid, sopInstanceUids }] = series as unknown as [(typeof series)[number]];
let folder: string;
let cache: StudyCache;
let server: Server;
let viewerServer: Server;
let url: string;
let viewerUrl: string;

async function serve(instances: boolean): Promise<[Server, string]> {
  const listener = getRequestListener(dicomwebOrigin(cache, { instances }), { overrideGlobalObjects: false });
  const started = createServer(listener).listen(0, '127.0.0.1');
  await new Promise(resolve => started.once('listening', resolve));
  return [started, `http://127.0.0.1:${(started.address() as AddressInfo).port}/dicomweb`];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'origin-'));
  cache = await openStudyCache({ folder: join(folder, 'cache'), indexKey: randomBytes(32), keysKey: randomBytes(32) });
  await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })));
  [server, url] = await serve(true);
  [viewerServer, viewerUrl] = await serve(false);
});
afterAll(async () => {
  for (const started of [server, viewerServer]) {
    started.closeAllConnections();
    await new Promise(resolve => started.close(resolve));
  }
  await cache.close();
  rmSync(folder, { recursive: true });
});

const execute = promisify(execFile);

/** curl beside the server of this very process: it must not block it. */
async function curl(...args: string[]): Promise<string> {
  const { stdout } = await execute('curl', ['--silent', '--show-error', '--max-time', '20', ...args]);
  return stdout;
}

test('curl takes an original that dcmdump reads as it was made', async () => {
  const path = join(folder, 'retrieved.dcm');
  const target = `${url}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUids[1]}`;
  const status = await curl(
    '-o',
    path,
    '-w',
    '%{http_code} %{size_download}',
    '-H',
    'Accept: application/dicom',
    target,
  );
  expect(status).toBe(`200 ${files[1]!.byteLength}`);
  expect(Buffer.compare(readFileSync(path), files[1]!)).toBe(0);
  const dump = execFileSync('dcmdump', ['+P', 'SOPInstanceUID', '+P', 'Rows', path], { encoding: 'utf8' });
  expect(dump).toContain(`[${sopInstanceUids[1]}]`);
  expect(dump).toMatch(/\(0028,0010\) US 64\s/);
});

test('what dcmtk compressed comes back as it was, and is shown with the same values', async () => {
  const [plain, compressed] = [join(folder, 'plain.dcm'), join(folder, 'rle.dcm')];
  const other = testStudy('origin-rle', [1]);
  writeFileSync(plain, other.files[0]!);
  execFileSync('dcmcrle', [plain, compressed]);
  const bytes = new Uint8Array(readFileSync(compressed));
  expect((await cache.putInstance(bytes, { studyUid: other.studyUid })).ok).toBe(true);
  const instance = `/studies/${other.studyUid}/series/${other.series[0]!.seriesUid}/instances/${other.series[0]!.sopInstanceUids[0]}`;
  const path = join(folder, 'returned.dcm');
  await curl('-o', path, '-H', 'Accept: application/dicom', url + instance);
  expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
  // RLE Lossless, PS3.5 A.4.2.
  const headers = await curl('-D', '-', '-o', join(folder, 'body'), url + instance);
  expect(headers).toMatch(/content-type: multipart\/related; type="application\/dicom"/i);
  expect(readFileSync(join(folder, 'body')).toString('latin1')).toContain('transfer-syntax=1.2.840.10008.1.2.5\r\n');
  // The viewer gets the values of the uncompressed instance, whatever its transfer syntax is.
  const frame = join(folder, 'frame');
  const shown = async () => {
    await curl('-o', frame, '-H', 'Accept: application/octet-stream', `${viewerUrl}${instance}/frames/1`);
    return readFileSync(frame);
  };
  const decoded = await shown();
  expect((await cache.putInstance(other.files[0]!, { studyUid: other.studyUid })).ok).toBe(true);
  expect(decoded.byteLength).toBe(64 * 64 * 2);
  expect(Buffer.compare(await shown(), decoded)).toBe(0);
  await cache.remove(other.studyUid);
});

test('the pixels of a finished frame are those that dcmdump writes out, in Hounsfield units', async () => {
  const path = join(folder, 'slice.dcm');
  writeFileSync(path, files[2]!);
  execFileSync('dcmdump', ['-q', '+W', folder, path], { stdio: 'ignore' });
  const raw = readFileSync(`${path}.0.raw`);
  const frame = join(folder, 'frame');
  await curl(
    '-o',
    frame,
    '-H',
    'Accept: application/octet-stream',
    `${viewerUrl}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUids[2]}/frames/1`,
  );
  const finished = readFileSync(frame);
  expect(finished.length).toBe(raw.length);
  for (let at = 0; at < raw.length; at += 2) {
    expect(finished.readInt16LE(at)).toBe(raw.readUInt16LE(at) - 1024);
  }
});

describe('dicomweb-client', () => {
  /** The members of XMLHttpRequest that the client uses, over fetch. */
  class Xhr {
    readyState = 0;
    status = 0;
    responseType = '';
    response: unknown = null;
    onreadystatechange: (() => void) | null = null;
    private target = '';
    private answer = new Headers();
    private readonly headers = new Headers();
    open(_: string, target: string): void {
      this.target = target;
    }
    setRequestHeader(name: string, value: string): void {
      this.headers.set(name, value);
    }
    getResponseHeader(name: string): string | null {
      return this.answer.get(name);
    }
    getAllResponseHeaders(): string {
      return [...this.answer].map(([name, value]) => `${name}: ${value}\r\n`).join('');
    }
    async send(): Promise<void> {
      const answer = await fetch(this.target, { headers: this.headers });
      this.status = answer.status;
      this.answer = answer.headers;
      this.response = this.responseType === 'arraybuffer' ? await answer.arrayBuffer() : await answer.json();
      this.readyState = 4;
      this.onreadystatechange?.();
    }
  }
  type Client = {
    searchForStudies(options: object): Promise<Record<string, { Value: unknown[] }>[]>;
    retrieveSeriesMetadata(options: object): Promise<unknown[]>;
    retrieveSeries(options: object): Promise<ArrayBuffer[]>;
    retrieveInstanceFrames(options: object): Promise<ArrayBuffer[]>;
  };
  const client = (base: string) =>
    new dicomweb.api.DICOMwebClient({ url: base, verbose: false, singlepart: false }) as unknown as Client;
  const request = () => ({ instance: new Xhr() });

  test('searches, reads headers, takes a series and frames', async () => {
    const [study] = await client(url).searchForStudies({
      queryParams: { AccessionNumber: accession },
      request: request(),
    });
    expect(study!['0020000D']!.Value).toEqual([studyUid]);
    expect(study!['00201206']!.Value).toEqual([2]);
    const uids = { studyInstanceUID: studyUid, seriesInstanceUID: seriesUid };
    expect(await client(url).retrieveSeriesMetadata({ ...uids, request: request() })).toHaveLength(3);
    const taken = await client(url).retrieveSeries({ ...uids, request: request() });
    expect(taken.map(bytes => Buffer.compare(Buffer.from(bytes), series[0]!.files[taken.indexOf(bytes)]!))).toEqual([
      0, 0, 0,
    ]);
    const frames = await client(viewerUrl).retrieveInstanceFrames({
      ...uids,
      sopInstanceUID: sopInstanceUids[0],
      frameNumbers: [1],
      request: request(),
    });
    expect(frames.map(frame => frame.byteLength)).toEqual([64 * 64 * 2]);
  });
});

test('our own PACS client syncs from it', async () => {
  const http = { fetch: (asked: Request) => fetch(asked) };
  const client = createPacsClient({ siteId: 'demo', baseUrl: url, authorization: async () => null, http });
  const { signal } = new AbortController();
  const listing = await client.listInstances(studyUid, null, signal);
  expect(listing.ok && listing.value).toHaveLength(5);
  const received: Buffer[] = [];
  const sink: InstanceSink = async bytes => void received.push(Buffer.from(bytes as Uint8Array));
  const summary = await client.retrieveSeries(studyUid, seriesUid, sink, signal);
  expect(summary.ok && summary.value.instances).toBe(3);
  expect(received.map((bytes, at) => Buffer.compare(bytes, series[0]!.files[at]!))).toEqual([0, 0, 0]);
});
