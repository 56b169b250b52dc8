import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.js';

const downloadMs = 20_000;
const renderedMs = 30_000;

/**
 * Starts the Electron shell. Resolves `unavailable` with the reason when its program cannot be had in 20 s or no worklist
 * was rendered in 30 s (then it was ended), else `ended` with its exit code.
 */
export async function startElectron({ root, node, flags }) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { kind: 'unavailable', reason: 'there is no display' };
  }
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
  const program = join(
    folder,
    process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron',
  );
  if (!existsSync(program)) {
    say('fetching the Electron program (once)');
    const install = join(root, 'node_modules', 'electron', 'install.js');
    const { status, error } = spawnSync(node, [install], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: downloadMs,
    });
    if (status !== 0 || !existsSync(program)) {
      const reason = error?.code === 'ETIMEDOUT' ? `was not here after ${downloadMs / 1000} s` : 'could not be fetched';
      return { kind: 'unavailable', reason: `the Electron program ${reason}` };
    }
  }
  const build = spawnSync(node, [join(root, 'scripts', 'build-shell.js')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (build.status !== 0) return { kind: 'unavailable', reason: 'the shell could not be built' };

  const child = spawn(program, [root, ...flags], { cwd: root, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const ended = new Promise(resolve => child.once('exit', code => resolve({ kind: 'ended', code: code ?? 1 })));
  const rendered = new Promise(resolve =>
    child.on('message', message => message === 'worklist-rendered' && resolve({ kind: 'rendered' })),
  );
  const failed = new Promise(resolve =>
    child.once('error', error => resolve({ kind: 'unavailable', reason: error.message })),
  );
  const late = new Promise(resolve =>
    setTimeout(resolve, renderedMs, {
      kind: 'unavailable',
      reason: `Electron showed no worklist in ${renderedMs / 1000} s`,
    }).unref(),
  );
  const first = await Promise.race([rendered, ended, failed, late]);
  if (first.kind === 'rendered') return ended;
  if (first.kind === 'ended' && first.code === 0) return first;
  child.kill('SIGKILL');
  return first.kind === 'ended' ? { kind: 'unavailable', reason: `Electron ended with ${first.code}` } : first;
}
