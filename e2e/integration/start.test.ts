import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

const root = join(import.meta.dirname, '../..');
const start = join(root, 'scripts/start.js');

/** Processes whose environment names this text: whatever the program started inherits it. */
async function processesOf(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async pid => (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).includes(text)),
  );
  return pids.filter((_pid, index) => found[index]).map(Number);
}

/** Asks as a browser would, with any Host and Cookie. */
function ask(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; cookie: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, response => {
      let body = '';
      response.on('data', chunk => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, cookie: response.headers['set-cookie']?.[0]?.split(';')[0], body }),
      );
    });
    asked.on('error', reject).end();
  });
}

function socketAnswer(port: number, headers: Record<string, string>): Promise<string> {
  return new Promise(resolve => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api`, { headers });
    socket.on('open', () => {
      resolve('open');
      socket.close();
    });
    socket.on('error', error => resolve(error.message));
  });
}

describe('npm start -- --no-window', () => {
  let home: string;
  let program: ChildProcess;
  let output = '';
  let url: URL;
  let port: number;
  let cookie: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vigie-start-'));
    program = spawn(process.execPath, [start, '--no-window', '--home', home], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, XDG_CONFIG_HOME: join(home, 'config') },
    });
    program.stdout?.on('data', chunk => (output += chunk));
    while (!output.includes('\n')) await new Promise(resolve => setTimeout(resolve, 50));
    url = new URL((JSON.parse(output) as { url: string }).url);
    port = Number(url.port);
    const admitted = await ask(port, url.pathname + url.search, { host: url.host });
    cookie = admitted.cookie ?? '';
  });
  afterAll(async () => {
    program.kill('SIGKILL');
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  it('prints one address that works once', async () => {
    expect(cookie).toMatch(/^vigie-\d+=/);
    expect((await ask(port, url.pathname + url.search, { host: url.host })).status).toBe(403);
    expect((await ask(port, '/boot?ticket=guess', { host: url.host })).status).toBe(403);
    expect(output.split('\n').filter(line => line.startsWith('{'))).toHaveLength(1);
  });

  it('serves pages to the browser that was admitted, and to nobody else', async () => {
    const own = await ask(port, '/desk/', { host: url.host, cookie });
    expect(own).toMatchObject({ status: 200, body: expect.stringContaining('<div id="root"') });
    for (const path of ['/desk/', '/assets/', '/dicomweb/studies', '/reports/x/draft.pdf', '/']) {
      expect((await ask(port, path, { host: url.host })).status, path).toBe(403);
    }
    expect((await ask(port, '/desk/', { host: `localhost:${port}`, cookie })).status).toBe(403);
    expect((await ask(port, '/desk/', { host: `rebound.example:${port}`, cookie })).status).toBe(403);
    expect((await ask(port, '/desk/', { host: url.host, cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask(port, '/../../package.json', { host: url.host, cookie })).status).toBe(404);
  });

  it('opens its socket to the page that was admitted, from its own origin only', async () => {
    const origin = `http://127.0.0.1:${port}`;
    expect(await socketAnswer(port, { cookie, origin })).toBe('open');
    for (const headers of [{ origin }, { cookie, origin: 'http://evil.example' }, { cookie }]) {
      expect(await socketAnswer(port, headers as Record<string, string>)).toContain('403');
    }
  });

  it('leaves no process behind', async () => {
    // The bootstrap, the program, and the demo department's PACS.
    await expect.poll(async () => (await processesOf(home)).length).toBeGreaterThanOrEqual(3);
    const gone = once(program, 'exit');
    program.kill('SIGINT');
    await gone;
    expect(await processesOf(home)).toEqual([]);
  });
});

describe('a start that cannot be', () => {
  it('names the flag, or the field of the configuration, and ends with 2', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vigie-start-'));
    const config = join(folder, 'sites.json');
    await writeFile(config, JSON.stringify({ sites: [{ id: 'north' }] }));
    const attempt = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [start, '--no-window', '--home', folder, ...args],
        { encoding: 'utf8' },
      );
      return { status, stdout, words: stderr };
    };
    expect(attempt('--config', config)).toMatchObject({
      status: 2,
      stdout: '',
      words: expect.stringContaining('sites[0].name'),
    });
    expect(attempt('--lang', 'de')).toMatchObject({ status: 2, words: expect.stringContaining('--lang de') });
    expect(attempt('--windows')).toMatchObject({ status: 2, words: expect.stringContaining('--windows') });
    await rm(folder, { recursive: true, force: true });
  });
});
