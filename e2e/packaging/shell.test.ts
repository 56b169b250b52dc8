import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

describe('the built Electron shell, against a recording fake of electron', () => {
  let home: string;
  let answers: Record<string, unknown>;
  beforeAll(async () => {
    await run(process.execPath, ['scripts/build-shell.js'], { cwd: root });
    home = await mkdtemp(join(tmpdir(), 'vigie-shell-'));
    const flags = [
      '--import',
      './e2e/packaging/replace-electron.ts',
      'e2e/packaging/shell-run.ts',
      '--home',
      home,
      '--lang',
      'en',
    ];
    const { stdout } = await run(process.execPath, flags, {
      cwd: root,
      env: { ...process.env, VIGIE_FAKE_HOME: home },
    });
    answers = JSON.parse(stdout.split('\n').find(line => line.startsWith('{')) ?? '{}');
  }, 120_000);
  afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

  it('opens the desk sandboxed, isolated and without Node', () => {
    expect(answers.sandboxEnabled).toBe(true);
    expect(answers.url).toBe('vigie://desk/desk/');
    const { webPreferences } = answers.window as { webPreferences: Record<string, unknown> };
    expect(webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(webPreferences.backgroundThrottling).toBe(false);
    for (const danger of [
      'webSecurity',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
    ]) {
      expect(webPreferences).not.toHaveProperty(danger);
    }
  });

  it('tells the desk what a second instance asks for, and refuses a link that nobody signed', () => {
    expect(answers.launched).toEqual({
      ok: false,
      failure: { code: 'launch-refused', params: { reason: 'links-not-configured' } },
    });
  });

  it('registers its own scheme as secure and standard, and serves only its own hosts on it', () => {
    expect(answers.schemes).toMatchObject([
      { scheme: 'vigie', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(answers.page).toMatchObject({ status: 200 });
    const { headers } = answers.page as { headers: Record<string, string> };
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/);
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect([answers.foreign, answers.file]).toEqual([403, 403]);
  });

  it('refuses navigation, web views, windows and permissions', () => {
    expect(answers.prevented).toBe(4);
    expect(answers.popup).toBe('deny');
    expect(answers.permissions).toEqual({
      deskMicrophone: true,
      deskCamera: false,
      viewerFullscreen: true,
      foreignFullscreen: false,
    });
  });

  it('answers the contract over a message port, to its own main frames only', () => {
    expect(answers).toMatchObject({ trusted: 'electron', subframe: 'no answer', stranger: 'no answer' });
  });
});

describe('the built preload script', () => {
  it('exposes no Electron interface and passes on only its own ports', async () => {
    const sent: unknown[][] = [];
    const exposed: Record<string, Record<string, unknown>> = {};
    let listener: (event: unknown) => void = () => {};
    const window = { addEventListener: (_: string, added: typeof listener) => (listener = added) };
    const electron = {
      ipcRenderer: {
        postMessage: (...args: unknown[]) => sent.push(args),
        send: (...args: unknown[]) => sent.push(args),
      },
      contextBridge: { exposeInMainWorld: (name: string, value: Record<string, unknown>) => (exposed[name] = value) },
    };
    const source = await readFile(join(root, 'out/src/preload/index.cjs'), 'utf8');
    const required: string[] = [];
    const require = (name: string) => {
      required.push(name);
      return electron;
    };
    runInNewContext(source, { require, window, exports: {}, module: {} });
    expect(required).toEqual(['electron']);
    expect(Object.keys(exposed)).toEqual(['vigie']);
    expect(Object.keys(exposed.vigie!).sort()).toEqual(['host', 'worklistRendered']);

    const port = {};
    listener({ source: {}, data: 'vigie:connect', ports: [port] });
    listener({ source: window, data: 'something else', ports: [port] });
    listener({ source: window, data: 'vigie:connect', ports: [] });
    expect(sent).toEqual([]);
    listener({ source: window, data: 'vigie:connect', ports: [port] });
    expect(sent).toEqual([['vigie:connect', null, [port]]]);
  });
});
