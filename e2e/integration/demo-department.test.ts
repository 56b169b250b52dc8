import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
const running: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-department-'));
});
afterEach(() => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly program: ChildProcess;
  readonly url: string;
  readonly token: string;
  readonly progress: readonly { done: number; total: number }[];
  readonly tookMs: number;
}

function start(home: string): ChildProcess {
  const entry = fileURLToPath(new URL('./demo-department.program.ts', import.meta.url));
  const program = spawn(process.execPath, [entry, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(program);
  return program;
}

async function open(home: string): Promise<Opened> {
  const begun = Date.now();
  const program = start(home);
  const progress: { done: number; total: number }[] = [];
  for await (const line of createInterface({ input: program.stdout! })) {
    const message = JSON.parse(line);
    if ('done' in message) progress.push(message);
    else {
      const token = Object.values(message.environment)[0] as string;
      return { program, url: message.url, token, progress, tookMs: Date.now() - begun };
    }
  }
  throw new Error('the department ended before it was ready');
}

async function kill(program: ChildProcess): Promise<void> {
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
}

async function expectUnreachable(url: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const answer = await fetch(`${url}/studies`).catch(() => null);
    if (answer === null) return;
    await wait(100);
  }
  throw new Error('the PACS outlives its parent');
}

async function get(url: string, token: string, accept: string): Promise<Response> {
  return fetch(url, { headers: { authorization: `Bearer ${token}`, accept } });
}

type Json = Record<string, { Value?: unknown[] }>;

async function search(url: string, token: string, resource: string): Promise<Json[]> {
  const answer = await get(`${url}/${resource}`, token, 'application/dicom+json');
  expect(answer.status).toBe(200);
  return (await answer.json()) as Json[];
}

const first = (json: Json, tag: string) => json[tag]?.Value?.[0];

describe('the demo department', { timeout: 180_000 }, () => {
  it('is made at the first start, also after that was broken off, and found at the next', async () => {
    // Broken off in the middle of making.
    const broken = start(folder);
    for await (const line of createInterface({ input: broken.stdout! })) {
      if (JSON.parse(line).done >= 30) break;
    }
    await kill(broken);
    await wait(500);

    const opened = await open(folder);
    const last = opened.progress.at(-1)!;
    expect(last.done).toBe(last.total);
    // The first start's instances are not counted again.
    expect(last.total).toBeGreaterThan(100);
    const studies = await search(opened.url, opened.token, 'studies?limit=100');
    expect(new Set(studies.map(study => first(study, '00100020'))).size).toBeGreaterThanOrEqual(12);

    // Every order's study is there, but for the one that has not been made.
    const uids = new Set(studies.map(study => first(study, '0020000D')));
    const orders = readdirSync(join(folder, 'orders')).filter(name => name.endsWith('.hl7'));
    const named = orders.flatMap(
      name => /ZDS\|([0-9.]+)/.exec(readFileSync(join(folder, 'orders', name), 'utf8'))?.[1] ?? [],
    );
    expect(named.length).toBeGreaterThanOrEqual(11);
    expect(named.every(uid => uids.has(uid))).toBe(true);

    await kill(opened.program);
    await expectUnreachable(opened.url);

    const again = await open(folder);
    expect(again.progress).toEqual([]);
    expect(again.tookMs).toBeLessThan(5000);
    const same = await search(again.url, again.token, 'studies?limit=100');
    expect(new Set(same.map(study => first(study, '0020000D')))).toEqual(uids);
  });

  it('answers only to its token', async () => {
    const { url, token } = await open(folder);
    expect((await fetch(`${url}/studies`)).status).toBe(401);
    expect((await get(`${url}/studies`, `${token}x`, 'application/dicom+json')).status).toBe(401);
    expect((await get(`${url}/studies`, token, 'application/dicom+json')).status).toBe(200);
  });

  it('holds a CT of 140 slices with a prior in another frame of reference', async () => {
    const { url, token } = await open(folder);
    const studies = await search(url, token, 'studies?PatientID=DEMO-0001');
    expect(studies).toHaveLength(2);
    const frames = new Set<unknown>();
    const counts: number[] = [];
    for (const study of studies) {
      const studyUid = first(study, '0020000D');
      const metadata = await search(url, token, `studies/${studyUid}/metadata`);
      counts.push(metadata.length);
      for (const instance of metadata) frames.add(first(instance, '00200052'));
    }
    expect(Math.max(...counts)).toBe(140);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(120);
    expect(frames.size).toBe(2);
  });

  it('gives instances that DCMTK reads', async () => {
    const { url, token } = await open(folder);
    const [study] = await search(url, token, 'studies?PatientID=DEMO-0003');
    const [instance] = await search(url, token, `studies/${first(study!, '0020000D')}/instances?limit=1`);
    const path = `studies/${first(instance!, '0020000D')}/series/${first(instance!, '0020000E')}/instances/${first(instance!, '00080018')}`;
    const answer = await get(`${url}/${path}`, token, 'multipart/related; type="application/dicom"; transfer-syntax=*');
    const body = Buffer.from(await answer.arrayBuffer());
    const begin = body.indexOf('\r\n\r\n') + 4;
    const end = body.lastIndexOf('\r\n--');
    const file = join(folder, 'instance.dcm');
    writeFileSync(file, body.subarray(begin, end));
    const dump = execFileSync('dcmdump', [file], { encoding: 'utf8' });
    expect(dump).toMatch(/\(0010,0010\) PN \[d’Aubigné\^Chloé\]/);
    expect(dump).toMatch(/\(0008,0060\) CS \[MR\]/);
  });
});
